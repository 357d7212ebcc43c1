"""What every way in shares: a session starts, a new device is told of, an account that is opened anew is sealed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, null, select, update
from sqlmodel import col

from api.database import Writes
from api.sealed import SECRETS_NEED
from api.statements import Read, Write
from auth.signing_in.doorstep import Device, did_not_fit, forget_devices, knows, was_right, who_hash
from models.accounts import AccountKey, Role
from models.base import NOW, Shape
from models.directories import LEAVE_ALL, OF_DIRECTORY, OfDirectory
from models.invites import Invite
from models.news import News
from models.notices import Notice, NoticeKind
from models.passkeys import REMOVE_ALL, Passkey, WhyRemoved
from models.recoveries import Recovery
from models.sessions import END_ALL, Session, WhyEnded
from models.sign_ins import BY_ACCOUNT, SignIn, SignInFound
from rules.errors import NotNow


@dataclass(frozen=True, slots=True)
class Whose:
    """An account of a council."""

    council_id: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who is in: what a token or a cookie is made for.

    `new_words_wanted` says that the page asks for new words now: a passkey came in while the old words were stale.
    """

    session: Session
    role: Role
    new_words_wanted: bool = False

    @property
    def session_of(self) -> Whose:
        return Whose(self.session.council_id, self.session.account_id)


class Known(Shape):
    id: UUID


OF_ACCOUNT = Read(SignInFound, BY_ACCOUNT)
FRESH = Read(
    Known,
    select(col(Session.id)).where(
        col(Session.id) == bindparam("which"),
        col(Session.account_id) == bindparam("who"),
        col(Session.ended_at).is_(None),
        func.walls.assured("2", col(Session.proved_at), NOW) == SECRETS_NEED,
    ),
)
USE = Write(
    update(Invite)
    .where(col(Invite.id) == bindparam("which"), col(Invite.used_at).is_(None), col(Invite.cancelled_at).is_(None))
    .values(used_at=NOW)
    .returning(col(Invite.id))
)
SET = Write(
    update(SignIn)
    .where(col(SignIn.id) == bindparam("who"))
    .values(passphrase=bindparam("passphrase"), changed_at=NOW, stale_since=null())
)
EVER = Read(Known, select(col(Passkey.id)).where(col(Passkey.account_id) == bindparam("who")).limit(1))
LOCK = Write(select(col(SignIn.id)).where(col(SignIn.id) == bindparam("who")).with_for_update())
END, TAKE_AWAY, LEFT = Write(END_ALL), Write(REMOVE_ALL), Write(LEAVE_ALL)
OF = Read(OfDirectory, OF_DIRECTORY)


async def tell(db: Writes, whose: AccountKey, news: News, *, who: str | None = None) -> None:
    """Tell somebody on every device what happened to their way in."""
    now = db.now
    await db.add(
        Notice(
            council_id=whose.council_id,
            recipient_id=whose.id,
            kind=NoticeKind.account,
            news=news,
            secret=False,
            who=who,
            made_at=now,
            show_from=now,
        )
    )


async def account_of(db: Writes, who: UUID) -> SignInFound:
    """Return how somebody signs in, while they may; whoever has left is not there."""
    found = await db.all(OF_ACCOUNT(who=who))
    if not found:
        raise did_not_fit()
    return found[0]


async def started(db: Writes, found: SignInFound, whose: Whose, device: Device) -> Entered:
    """Start a session; tell of a device that was never seen here, and know it from now on."""
    who = who_hash(whose.council_id, found.name)
    if not await knows(db, who, device):
        await tell(db, whose, News.new_device, who=device.words)
    await was_right(db, whose.council_id, who, device)
    session = Session.start(whose, device.words, now=db.now)
    await db.add(session)
    return Entered(session, Role(found.role), new_words_wanted=words_may_be_known(found))


def words_may_be_known(found: SignInFound) -> bool:
    """Say whether there are words that somebody may have seen: then the page asks for new ones."""
    return found.passphrase is not None and found.stale_since is not None


async def invite_used(db: Writes, invite_id: UUID, whose: Whose) -> SignInFound:
    """Use an invite up, once. Where somebody came in before, this is a recovery.

    Then every session ends, no earlier words, passkey or directory opens anything, and what was secret before stays
    sealed. A passkey that was taken away tells of it, too: whoever lost the last way in came in before.
    """
    await db.rows(LOCK, who=whose.id)
    before = await account_of(db, whose.id)
    if not await db.rows(USE, which=invite_id):
        raise did_not_fit()
    await db.rows(TAKE_AWAY, whose=whose.id, why=WhyRemoved.recovered)
    of_a_directory = await db.rows(LEFT, who=whose.id)
    passkeys = await db.all(EVER(who=whose.id))
    if before.passphrase or of_a_directory or passkeys:
        await _recovered(db, whose, before, invite_id)
    return before.model_copy(update={"passphrase": None, "stale_since": None})


async def _recovered(db: Writes, whose: Whose, before: SignInFound, invite_id: UUID) -> None:
    await db.rows(END, whose=whose.id, why=WhyEnded.recovered)
    await forget_devices(db, who_hash(whose.council_id, before.name))
    await tell(db, whose, News.recovered)
    if before.role == Role.young_person:
        await db.add(
            Recovery(council_id=whose.council_id, young_person_id=whose.id, invite_id=invite_id, recovered_at=db.now)
        )


async def at_work(db: Writes, whose: AccountKey) -> bool:
    """Say whether somebody is of a directory: whoever is out there has to be out here, so they have no other way in."""
    return bool(await db.all(OF(who=whose.id)))


async def may_change_way_in(db: Writes, whose: AccountKey, session_id: UUID) -> None:
    """Go on only where it was proved lately who it is, and where a directory does not say how they come in."""
    await must_be_fresh(db, whose, session_id)
    await db.rows(LOCK, who=whose.id)
    if await at_work(db, whose):
        raise NotNow("You sign in at work. There is no other way in.", code="signs_in_at_work")


async def must_be_fresh(db: Writes, whose: AccountKey, session_id: UUID) -> None:
    """Go on only where the session was proved within five minutes; the page asks for a proof first."""
    if not await db.all(FRESH(which=session_id, who=whose.id)):
        raise NotNow("Please sign in again first.", code="fresh_sign_in_needed")
