"""Coming in with words: by an invite for the first time or again, by a passphrase, or by proving it once more."""

import hmac
from uuid import UUID

from sqlalchemy import bindparam, text, update
from sqlmodel import col

from api.database import Writes
from api.statements import Read, Write
from auth.signing_in import passphrases
from auth.signing_in.doorstep import (
    Device,
    Doorstep,
    count_a_guess,
    did_not_fit,
    take_back_a_guess,
    was_right,
    who_hash,
)
from auth.signing_in.starting import (
    SET,
    Entered,
    Whose,
    account_of,
    invite_used,
    may_change_way_in,
    started,
    tell,
    words_may_be_known,
)
from models.accounts import AccountKey
from models.base import NOW
from models.invites import OPEN, Invite, InviteOpened, hash_of
from models.news import News
from models.sessions import END_OTHERS, Session, WhyEnded
from models.sign_ins import BY_NAME, SignInFound
from rules.codes import read_code
from rules.errors import NotNow, NotValid

__all__ = ["Entered", "Whose", "change_passphrase", "prove", "redeem", "sign_in", "sign_in_anew", "words_wanted"]

NAMED = Read(SignInFound, BY_NAME)
# Held until the guess is counted: of a hundred numbers at once five are looked at.
OPENED = Read(InviteOpened, OPEN.with_for_update())
WRONG_NUMBER = Write(
    update(Invite).where(col(Invite.id) == bindparam("which")).values(wrong=text("wrong + 1")).returning(col(Invite.id))
)
END_THE_OTHERS = Write(END_OTHERS)
PROVE = Write(
    update(Session)
    .where(
        col(Session.id) == bindparam("which"),
        col(Session.account_id) == bindparam("who"),
        col(Session.ended_at).is_(None),
    )
    .values(proved_at=NOW)
    .returning(col(Session.id))
)


class NewWordsWanted(NotNow):
    """The words fit, and somebody may have seen them: nobody comes in with them before there are new ones."""


async def redeem(step: Doorstep, council_id: UUID, typed: tuple[str, str], passphrase: str, device: Device) -> Entered:
    """Open an account with an invite's code and number: a passphrase is set and a session starts.

    Where there was a passphrase before, this is a recovery: every session ends, and what is secret stays sealed.
    """
    found = await opened(step, council_id, *typed)
    kept = await _new_words(passphrase)
    whose = Whose(council_id, found.account_id)
    async with step.at(council_id, found.account_id, "invites:use") as db:
        before = await invite_used(db, found.id, whose)
        await db.send(SET, who=whose.id, passphrase=kept)
        return await started(db, before, whose, device)


async def sign_in(step: Doorstep, council_id: UUID, name: str, passphrase: str, device: Device) -> Entered:
    """Sign in with a name and a passphrase. An unknown name takes the same work and gets the same words.

    Raises NewWordsWanted where the words fit and are stale: then `sign_in_anew` takes them with the new ones.
    """
    found = await _named(step, council_id, (name, passphrase), device)
    if found.stale_since:
        raise NewWordsWanted("Pick new secret words first.", code="new_words_wanted")
    async with step.at(council_id, found.id, "sessions:start") as db:
        return await started(db, await account_of(db, found.id), Whose(council_id, found.id), device)


async def sign_in_anew(step: Doorstep, council_id: UUID, typed: tuple[str, str], new: str, device: Device) -> Entered:
    """Sign in with a name and the old words, and set new ones at once: after somebody saw the phone."""
    found = await _named(step, council_id, typed, device)
    kept = await _new_words(new, found)
    whose = Whose(council_id, found.id)
    async with step.at(council_id, found.id, "sessions:start") as db:
        account = await account_of(db, found.id)
        await _set(db, whose, kept)
        return await started(db, account.model_copy(update={"stale_since": None}), whose, device)


async def change_passphrase(step: Doorstep, whose: AccountKey, session_id: UUID, new: str) -> None:
    """Set new words, within five minutes of a proof: every other session ends."""
    async with step.at(whose.council_id, whose.id, "passphrases:change") as db:
        await may_change_way_in(db, whose, session_id)
        found = await account_of(db, whose.id)
    kept = await _new_words(new, found)
    async with step.at(whose.council_id, whose.id, "passphrases:change") as db:
        await may_change_way_in(db, whose, session_id)
        await _set(db, whose, kept)
        await db.rows(END_THE_OTHERS, whose=whose.id, but=session_id, why=WhyEnded.new_secret)


async def words_wanted(step: Doorstep, whose: Whose) -> bool:
    """Say whether somebody may have seen the words of whoever is in: then the page asks for new ones."""
    async with step.at(whose.council_id, whose.id, "passphrases:change") as db:
        return words_may_be_known(await account_of(db, whose.id))


async def prove(step: Doorstep, whose: AccountKey, session_id: UUID, passphrase: str) -> None:
    """Prove once more who one is: for five minutes the session may read what is secret."""
    device = Device(f"session {session_id}", "")
    who = who_hash(whose.council_id, whose.id)
    async with step.at(whose.council_id, whose.id, "sessions:prove") as db:
        await count_a_guess(db, whose.council_id, who, device)
        found = await account_of(db, whose.id)
    if not await passphrases.fits(found.passphrase, passphrase):
        raise did_not_fit()
    async with step.at(whose.council_id, whose.id, "sessions:prove") as db:
        await was_right(db, whose.council_id, who, device)
        await proved(db, whose, session_id)


async def proved(db: Writes, whose: AccountKey, session_id: UUID) -> None:
    if not await db.rows(PROVE, which=session_id, who=whose.id):
        raise did_not_fit()


async def opened(step: Doorstep, council_id: UUID, code: str, number: str) -> InviteOpened:
    """Find what a code and a number open. A wrong number is counted, and committed, before it is refused."""
    said = read_code(code) or ""
    async with step.at(council_id, None, "invites:use") as db:
        found = next(iter(await db.all(OPENED(code_hash=hash_of(said), now=db.now))), None)
        right = found is not None and hmac.compare_digest(found.number_hash, hash_of(said, number.strip()))
        if found and not right:
            await db.rows(WRONG_NUMBER, which=found.id)
    if found is None or not right:
        raise did_not_fit()
    return found


async def _named(step: Doorstep, council_id: UUID, typed: tuple[str, str], device: Device) -> SignInFound:
    """Find whose name and words these are. The guess is counted, and committed, before it is looked at."""
    name, words = passphrases.plain(typed[0]).replace(" ", ""), typed[1]
    async with step.at(council_id, None, "sessions:start") as db:
        await count_a_guess(db, council_id, who_hash(council_id, name), device)
        found = next(iter(await db.all(NAMED(name=name))), None)
    if not await passphrases.fits(found.passphrase if found else None, words) or found is None:
        raise did_not_fit()
    if found.stale_since:  # new words are asked for first, as often as it takes
        async with step.at(council_id, None, "sessions:start") as db:
            await take_back_a_guess(db, who_hash(council_id, name), device)
    return found


async def _new_words(words: str, of: SignInFound | None = None) -> str:
    """Return the hash of new words: hard to guess, and not those that somebody may know."""
    passphrases.must_be_hard_to_guess(words, *([of.name] if of else []))
    if of and await passphrases.fits(of.passphrase, words):
        raise NotValid("These are your old words. Pick new ones.", code="old_words")
    return await passphrases.hashed(words)


async def _set(db: Writes, whose: AccountKey, kept: str) -> None:
    await db.send(SET, who=whose.id, passphrase=kept)
    await tell(db, whose, News.new_words)
