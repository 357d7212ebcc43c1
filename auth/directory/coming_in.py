"""Coming in through a directory: who it is here, for ten minutes at a time, until they are no more of it."""

from uuid import UUID

from api.database import Writes
from api.statements import Read, Write
from auth.directory.asking import Asking, Came, NotThem
from auth.directory.calling import NoAnswer
from auth.id_tokens import LoggedOut
from auth.signing_in.doorstep import Device, Doorstep, did_not_fit
from auth.signing_in.entering import opened
from auth.signing_in.starting import (
    END,
    LOCK,
    OF_ACCOUNT,
    SET,
    TAKE_AWAY,
    USE,
    Entered,
    Whose,
    account_of,
    started,
    tell,
)
from models.accounts import Role
from models.directories import (
    BEGUN,
    DIRECTORIES,
    DIRECTORY,
    DUE,
    LEAVE,
    PERSON,
    RENEW,
    RENEWED,
    TO_LOG_OUT,
    BegunThere,
    DirectoryFound,
    DirectoryPerson,
    DirectorySession,
    PersonFound,
)
from models.news import News
from models.passkeys import WhyRemoved
from models.sessions import END_ONE, WhyEnded

LIST, ONE = Read(DirectoryFound, DIRECTORIES), Read(DirectoryFound, DIRECTORY)
WHO, SINCE, LATE = Read(PersonFound, PERSON), Read(BegunThere, BEGUN), Read(BegunThere, DUE)
THEIRS = Read(BegunThere, TO_LOG_OUT)
RENEWAL, OVER, NOT_AS_BEFORE = Write(RENEW), Write(END_ONE), Write(LEAVE)


class NotKnownHere(Exception):
    """Somebody of the directory whom nobody has invited here yet."""


class NoSuchRole(Exception):
    """Somebody whom the directory does not give the role that they have here."""


async def directories(step: Doorstep, council_id: UUID) -> list[DirectoryFound]:
    async with step.at(council_id, None, "sessions:start") as db:
        return await db.all(LIST())


async def directory(step: Doorstep, council_id: UUID, directory_id: UUID) -> DirectoryFound:
    async with step.at(council_id, None, "sessions:start") as db:
        return await db.one(ONE(which=directory_id))


async def directory_of(step: Doorstep, whose: Whose, session_id: UUID) -> DirectoryFound:
    """Return the directory at which a session began."""
    async with step.at(whose.council_id, whose.id, "sessions:prove") as db:
        begun = await db.one(SINCE(session=session_id))
        return await db.one(ONE(which=begun.directory_id))


async def enter(step: Doorstep, asking: Asking, there: DirectoryFound, who: Came, device: Device) -> Entered:
    """Start a session of whoever the directory says it is, with the role that both of us know."""
    identity, refresh = who
    async with step.at(there.council_id, None, "sessions:start") as db:
        found = next(iter(await db.all(WHO(which=there.id, subject=identity.subject))), None)
    if found is None:
        raise NotKnownHere
    if found.role not in identity.roles:
        raise NoSuchRole
    whose = Whose(there.council_id, found.account_id)
    async with step.at(whose.council_id, whose.id, "sessions:start") as db:
        entered = await started(db, await account_of(db, whose.id), whose, device)
        session = entered.session
        await db.add(
            DirectorySession(
                council_id=whose.council_id,
                id=session.id,
                directory_id=there.id,
                account_id=whose.id,
                sub=identity.sub,
                sid=identity.sid,
                refresh=asking.hidden.hide(refresh, str(session.id)) if refresh else None,
                good_until=db.now + RENEWED,
            )
        )
    return entered


async def link(step: Doorstep, there: DirectoryFound, subject: str, typed: tuple[str, str]) -> None:
    """Know somebody of the directory from now on as whoever an admin of the council invited."""
    found = await opened(step, there.council_id, *typed)
    async with step.at(there.council_id, found.account_id, "invites:use") as db:
        account = next(iter(await db.all(OF_ACCOUNT(who=found.account_id))), None)
        if account is None or account.role == Role.young_person or not await db.rows(USE, which=found.id):
            raise did_not_fit()
        await db.rows(NOT_AS_BEFORE, who=found.account_id, there=there.id)
        await _only_there(db, Whose(there.council_id, found.account_id), there)
        await db.add(
            DirectoryPerson(
                council_id=there.council_id,
                directory_id=there.id,
                account_id=found.account_id,
                subject=subject,
                known_at=db.now,
            )
        )


async def _only_there(db: Writes, whose: Whose, there: DirectoryFound) -> None:
    """Take every other way in away: whoever is disabled there would come in by it."""
    await db.rows(LOCK, who=whose.id)
    await db.rows(TAKE_AWAY, whose=whose.id, why=WhyRemoved.directory)
    await db.send(SET, who=whose.id, passphrase=None)
    await db.rows(END, whose=whose.id, why=WhyEnded.new_secret)
    await tell(db, whose, News.directory, who=there.name)


async def renewed(step: Doorstep, asking: Asking, whose: Whose, session_id: UUID) -> bool:
    """Ask the directory once more, where a session began at one; end the session where it says no."""
    async with step.at(whose.council_id, whose.id, "sessions:renew") as db:
        begun = next(iter(await db.all(LATE(session=session_id))), None)
        there = next(iter(await db.all(ONE(which=begun.directory_id))), None) if begun else None
        account = next(iter(await db.all(OF_ACCOUNT(who=whose.id))), None)
    if begun is None or account is None or begun.account_id != whose.id:
        return False
    try:
        refresh = await _still(asking, there, begun, account.role)
    except NoAnswer:
        return False  # it is not known; nobody is let in, and nobody is signed out
    except NotThem:
        await _end(step, whose, session_id)
        return False
    async with step.at(whose.council_id, whose.id, "sessions:renew") as db:
        hidden = asking.hidden.hide(refresh, str(session_id))
        return bool(await db.rows(RENEWAL, session=session_id, refresh=hidden))


async def _still(asking: Asking, there: DirectoryFound | None, begun: BegunThere, role: str) -> str:
    """Ask whether it is still them, with the role that they have here; return how to ask the next time."""
    refresh = asking.hidden.reveal(begun.refresh, str(begun.id))
    if there is None or not refresh:
        raise NotThem
    now = await asking.renew(there, refresh)
    if now.identity and (now.identity.sub != begun.sub or role not in now.identity.roles):
        raise NotThem
    return now.refresh


async def log_out(step: Doorstep, there: DirectoryFound, said: LoggedOut) -> None:
    """End what the directory says is over: at once, on every device."""
    async with step.at(there.council_id, None, "sessions:end") as db:
        found = await db.all(THEIRS(which=there.id, sid=said.sid, sub=None if said.sid else said.sub))
    for each in found:
        await _end(step, Whose(there.council_id, each.account_id), each.id)


async def _end(step: Doorstep, whose: Whose, session_id: UUID) -> None:
    async with step.at(whose.council_id, whose.id, "sessions:end") as db:
        await db.rows(OVER, whose=whose.id, which=session_id, why=WhyEnded.left)
