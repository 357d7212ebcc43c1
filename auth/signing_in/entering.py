"""Coming in: with an invite for the first time or again, with a passphrase, or by proving who one is once more."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select, text, update
from sqlmodel import col

from api.database import Writes
from api.statements import Read, Write
from auth.signing_in import passphrases
from auth.signing_in.doorstep import Device, Doorstep, count_a_guess, did_not_fit, was_right, who_hash
from models.accounts import AccountKey, Role
from models.invites import OPEN, Invite, InviteOpened, hash_of
from models.recoveries import Recovery
from models.sessions import END_ALL, Session, WhyEnded
from models.sign_ins import BY_ACCOUNT, BY_NAME, SignIn, SignInFound
from rules.codes import read_code

NAMED, OF_ACCOUNT = Read(SignInFound, BY_NAME), Read(SignInFound, BY_ACCOUNT)
OPENED = Read(InviteOpened, OPEN)
WRONG_NUMBER = Write(
    update(Invite).where(col(Invite.id) == bindparam("which")).values(wrong=text("wrong + 1")).returning(col(Invite.id))
)
USE = Write(
    update(Invite)
    .where(col(Invite.id) == bindparam("which"), col(Invite.used_at).is_(None), col(Invite.cancelled_at).is_(None))
    .values(used_at=func.walls.moment())
    .returning(col(Invite.id))
)
SET = Write(
    update(SignIn)
    .where(col(SignIn.id) == bindparam("who"))
    .values(passphrase=bindparam("passphrase"), changed_at=func.walls.moment())
)
LOCK = Write(select(col(SignIn.id)).where(col(SignIn.id) == bindparam("who")).with_for_update())
END = Write(END_ALL)
PROVE = Write(
    update(Session)
    .where(
        col(Session.id) == bindparam("which"),
        col(Session.account_id) == bindparam("who"),
        col(Session.ended_at).is_(None),
    )
    .values(proved_at=func.walls.moment())
    .returning(col(Session.id))
)


@dataclass(frozen=True, slots=True)
class Whose:
    """An account of a council."""

    council_id: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who is in: what a token or a cookie is made for."""

    session: Session
    role: Role

    @property
    def session_of(self) -> Whose:
        return Whose(self.session.council_id, self.session.account_id)


async def redeem(step: Doorstep, council_id: UUID, typed: tuple[str, str], passphrase: str, device: Device) -> Entered:
    """Open an account with an invite's code and number: a passphrase is set and a session starts.

    Where there was a passphrase before, this is a recovery: every session ends, and what is secret stays sealed.
    """
    found = await opened(step, council_id, *typed)
    passphrases.must_be_hard_to_guess(passphrase)
    kept = await passphrases.hashed(passphrase)
    async with step.at(council_id, found.account_id, "invites:use") as db:
        await db.rows(LOCK, who=found.account_id)
        before = await db.one(OF_ACCOUNT(who=found.account_id))
        if not await db.rows(USE, which=found.id):
            raise did_not_fit()
        whose = Whose(council_id, found.account_id)
        if before.passphrase:
            await _recovered(db, whose, before, found.id)
        await db.send(SET, who=whose.id, passphrase=kept)
        return await _started(db, whose, before, device)


async def sign_in(step: Doorstep, council_id: UUID, name: str, passphrase: str, device: Device) -> Entered:
    """Sign in with a name and a passphrase. An unknown name takes the same work and gets the same words."""
    name = passphrases.plain(name).replace(" ", "")
    who = who_hash(council_id, name)
    async with step.at(council_id, None, "sessions:start") as db:
        await count_a_guess(db, council_id, who, device)
        found = next(iter(await db.all(NAMED(name=name))), None)
    if not await passphrases.fits(found.passphrase if found else None, passphrase) or found is None:
        raise did_not_fit()
    async with step.at(council_id, found.id, "sessions:start") as db:
        await was_right(db, council_id, who, device)
        return await _started(db, Whose(council_id, found.id), found, device)


async def prove(step: Doorstep, whose: AccountKey, session_id: UUID, passphrase: str) -> None:
    """Prove once more who one is: for five minutes the session may read what is secret."""
    device = Device(f"session {session_id}", "")
    who = who_hash(whose.council_id, whose.id)
    async with step.at(whose.council_id, whose.id, "sessions:prove") as db:
        await count_a_guess(db, whose.council_id, who, device)
        found = await db.one(OF_ACCOUNT(who=whose.id))
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


async def _recovered(db: Writes, whose: AccountKey, before: SignInFound, invite_id: UUID) -> None:
    await db.rows(END, whose=whose.id, why=WhyEnded.recovered)
    if before.role == Role.young_person:
        await db.add(
            Recovery(council_id=whose.council_id, young_person_id=whose.id, invite_id=invite_id, recovered_at=db.now)
        )


async def _started(db: Writes, whose: AccountKey, found: SignInFound, device: Device) -> Entered:
    session = Session.start(whose, device.words, now=db.now)
    await db.add(session)
    return Entered(session, Role(found.role))
