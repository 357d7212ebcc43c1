"""Passkeys at the door: each way in begins with a challenge, and finishes with what a device made of it, once.

`begin_…` returns the options that a page gives to the browser, in JSON; `finish_…` takes the browser's answer, in JSON.
"""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import col

from api.database import Writes
from api.statements import Read, Write
from auth.signing_in import ceremonies
from auth.signing_in.ceremonies import Answer, Site
from auth.signing_in.doorstep import Device, Doorstep, did_not_fit
from auth.signing_in.entering import opened, proved
from auth.signing_in.starting import (
    END,
    SET,
    Entered,
    Whose,
    account_of,
    invite_used,
    may_change_way_in,
    started,
    tell,
)
from models.accounts import AccountKey
from models.ids import chance
from models.news import News
from models.passkeys import (
    BY_CREDENTIAL,
    COUNT_ON,
    CREDENTIALS,
    REMOVE,
    Credential,
    Made,
    Passkey,
    PasskeyNamed,
    Signer,
    WhyRemoved,
)
from models.sessions import WhyEnded
from models.sign_in_challenges import BITS, TAKE, Bound, ChallengeFor, SignInChallenge, hash_of

KNOWN = Read(Credential, CREDENTIALS)
SIGNER = Read(Signer, BY_CREDENTIAL)
TAKEN, COUNTED, SET_ASIDE = Write(TAKE), Write(COUNT_ON), Write(REMOVE)
THERE = Read(Credential, select(col(Passkey.credential_id)).where(col(Passkey.credential_id) == bindparam("this")))
ADDING = "passkeys:add"


async def begin_registration(step: Doorstep, site: Site, whose: AccountKey, session_id: UUID) -> str:
    """Begin to make a passkey for somebody who is in, and proved it within five minutes."""
    async with step.at(whose.council_id, whose.id, ADDING) as db:
        await may_change_way_in(db, whose, session_id)
        return await _to_make(db, site, whose, Bound(ChallengeFor.register, whose.id, session_id))


async def finish_registration(
    step: Doorstep, site: Site, whose: AccountKey, session_id: UUID, said: tuple[str, str]
) -> UUID:
    """Keep the passkey that a device made; `said` is its answer, and what its owner calls it. Return its id."""
    answer, name = Answer.read(said[0]), PasskeyNamed(name=said[1]).name
    await _take(step, whose.council_id, answer, Bound(ChallengeFor.register, whose.id, session_id))
    made = ceremonies.made(site, answer)
    async with step.at(whose.council_id, whose.id, ADDING) as db:
        await may_change_way_in(db, whose, session_id)
        return await _keep(db, whose, made, name)


async def begin_redeeming(step: Doorstep, site: Site, council_id: UUID, typed: tuple[str, str]) -> str:
    """Begin to open an account with an invite's code and number, and a passkey instead of words."""
    found = await opened(step, council_id, *typed)
    whose = Whose(council_id, found.account_id)
    async with step.at(council_id, whose.id, "invites:use") as db:
        return await _to_make(db, site, whose, Bound(ChallengeFor.redeem, whose.id))


async def finish_redeeming(
    step: Doorstep, site: Site, whose_invite: tuple[UUID, str, str], said: tuple[str, str], device: Device
) -> Entered:
    """Open the account: the council, code and number once more, and the device's answer with its name."""
    council_id, *typed = whose_invite
    found = await opened(step, council_id, *typed)
    answer, name = Answer.read(said[0]), PasskeyNamed(name=said[1]).name
    whose = Whose(council_id, found.account_id)
    await _take(step, council_id, answer, Bound(ChallengeFor.redeem, whose.id))
    made = ceremonies.made(site, answer)
    async with step.at(council_id, whose.id, "invites:use") as db:
        before = await invite_used(db, found.id, whose)
        await db.send(SET, who=whose.id, passphrase=None)
        await _keep(db, whose, made, name)
        return await started(db, before, whose, device)


async def begin_sign_in(step: Doorstep, site: Site, council_id: UUID) -> str:
    """Begin to sign in with whatever passkey the device has: nobody types a name, and nobody's is told."""
    async with step.at(council_id, None, "sessions:start") as db:
        return ceremonies.to_sign(site, await _challenge(db, council_id, Bound(ChallengeFor.sign_in)), [])


async def finish_sign_in(step: Doorstep, site: Site, council_id: UUID, text: str, device: Device) -> Entered:
    """Sign in with what a device signed. The words of whoever comes in so may be stale: `new_words_wanted`."""
    answer = Answer.read(text)
    found, said = await _signed(step, site, council_id, answer, Bound(ChallengeFor.sign_in))
    whose = Whose(council_id, found.id)
    await _count_on(step, whose, found, said)
    async with step.at(council_id, found.id, "sessions:start") as db:
        return await started(db, await account_of(db, found.id), whose, device)


async def begin_proof(step: Doorstep, site: Site, whose: AccountKey, session_id: UUID) -> str:
    """Begin to prove once more who one is, with one of one's own passkeys."""
    async with step.at(whose.council_id, whose.id, "sessions:prove") as db:
        known = [each.credential_id for each in await db.all(KNOWN(who=whose.id))]
        bound = Bound(ChallengeFor.prove, whose.id, session_id)
        return ceremonies.to_sign(site, await _challenge(db, whose.council_id, bound), known)


async def finish_proof(step: Doorstep, site: Site, whose: AccountKey, session_id: UUID, text: str) -> None:
    """Prove it: for five minutes the session may read what is secret."""
    answer = Answer.read(text)
    bound = Bound(ChallengeFor.prove, whose.id, session_id)
    found, said = await _signed(step, site, whose.council_id, answer, bound)
    if found.id != whose.id:
        raise did_not_fit()
    await _count_on(step, whose, found, said)
    async with step.at(whose.council_id, whose.id, "sessions:prove") as db:
        await proved(db, whose, session_id)


async def _to_make(db: Writes, site: Site, whose: AccountKey, bound: Bound) -> str:
    found = await account_of(db, whose.id)
    known = [each.credential_id for each in await db.all(KNOWN(who=whose.id))]
    return ceremonies.to_make(site, await _challenge(db, whose.council_id, bound), whose.id, found.name, known)


async def _challenge(db: Writes, council_id: UUID, bound: Bound) -> bytes:
    challenge = chance(2**BITS).to_bytes(BITS // 8)
    await db.add(SignInChallenge.of(council_id, challenge, bound, now=db.now))
    return challenge


async def _take(step: Doorstep, council_id: UUID, answer: Answer, bound: Bound) -> None:
    """Take a challenge, before what was made of it is looked at: it is good once, whatever comes of it."""
    async with step.at(council_id, bound.account_id, "challenges:take") as db:
        taken = await db.rows(
            TAKEN,
            said=hash_of(answer.challenge),
            what_for=bound.what_for,
            account_id=bound.account_id,
            session_id=bound.session_id,
        )
    if not taken:
        raise did_not_fit()


async def _signed(step: Doorstep, site: Site, council_id: UUID, answer: Answer, bound: Bound) -> tuple[Signer, int]:
    """Return whose passkey signed, and the number that it said."""
    await _take(step, council_id, answer, bound)
    async with step.at(council_id, bound.account_id, "challenges:take") as db:
        found = next(iter(await db.all(SIGNER(credential_id=answer.credential_id))), None)
    if found is None:
        raise did_not_fit()
    return found, ceremonies.signed(site, answer, found.public_key)


async def _count_on(step: Doorstep, whose: AccountKey, found: Signer, said: int) -> None:
    """Count on. A number that was said before tells of a copy: then the passkey opens nothing more, nor any session."""
    async with step.at(whose.council_id, whose.id, "passkeys:use") as db:
        if await db.rows(COUNTED, whose=whose.id, which=found.passkey_id, said=said):
            return
        if gone := await db.rows(SET_ASIDE, whose=whose.id, which=found.passkey_id, why=WhyRemoved.copied):
            await db.rows(END, whose=whose.id, why=WhyEnded.copied)
            await tell(db, whose, News.copied, who=gone[0]["name"])
    raise did_not_fit()


async def _keep(db: Writes, whose: AccountKey, made: Made, name: str) -> UUID:
    if await db.all(THERE(this=made.credential_id)):
        raise did_not_fit()
    passkey = Passkey.of(whose, made, name, now=db.now)
    await db.add(passkey)
    await tell(db, whose, News.new_passkey, who=name)
    return passkey.id
