"""The doorstep: where somebody is who has not proved yet who they are. A hat of its own, which sees no record."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import bindparam, text, update

from api.connections import Pool
from api.database import Writes, transaction
from api.statements import Write, rows_of
from auth.who import Seals
from models.sign_ins import SignInTry
from rules.delays import LONGEST, LONGEST_OF_STRANGERS, waits
from rules.errors import NotNow, NotValid

STRANGERS = b""


class WrongSecret(NotValid):
    """What was typed does not open anything here."""


class TooSoon(NotNow):
    """The wait after the last wrong guess is not over."""


def did_not_fit() -> WrongSecret:
    """Say the same, whatever was wrong."""
    return WrongSecret(
        "That did not fit. Look at it once more, then try again. If it still does not fit, ask for a new code.",
        code="did_not_fit",
    )


@dataclass(frozen=True, slots=True)
class Doorstep:
    """The database, and the seal of whoever stands before the door of one council."""

    pool: Pool
    seals: Seals

    def at(self, council_id: UUID, who: UUID | None, doing: str) -> AbstractAsyncContextManager[Writes]:
        return transaction(self.pool, self.seals.doorstep(council_id, who, doing))


@dataclass(frozen=True, slots=True)
class Device:
    """What somebody signs in from: a secret that our page left in this browser before, and plain words for it."""

    token: str
    words: str

    @property
    def hash(self) -> bytes:
        return sha256(f"kept device {self.token}".encode()).digest() if self.token else STRANGERS


_TRIES = rows_of(SignInTry)
_THIS = (_TRIES.c.who == bindparam("this_who"), _TRIES.c.device == bindparam("this_device"))
KNOWN = Write(_TRIES.select().with_only_columns(_TRIES.c.id).where(*_THIS, _TRIES.c.known.is_(True)))
# One statement counts a guess before it is looked at, so that a hundred at once are a hundred.
GUESS = Write(
    text(
        "insert into sign_in_tries as t (council_id, id, who, device, wrong, known, free_at)"
        " values (:council_id, gen_random_uuid(), :this_who, :this_device, 1, false, :now)"
        " on conflict (council_id, who, device) do update set wrong = t.wrong + 1, free_at = cast(:now as timestamptz)"
        " + (cast(:waits as interval[]))[least(t.wrong + 1, cardinality(cast(:waits as interval[])))]"
        " where t.free_at <= :now returning t.wrong"
    )
)
RIGHT = Write(
    text(
        "insert into sign_in_tries as t (council_id, id, who, device, wrong, known, free_at)"
        " values (:council_id, gen_random_uuid(), :this_who, :this_device, 0, true, :now)"
        " on conflict (council_id, who, device) do update set wrong = 0, known = true, free_at = :now"
    )
)
FORGET = Write(update(_TRIES).where(_TRIES.c.who == bindparam("this_who")).values(known=False))
ONE_LESS = Write(update(_TRIES).where(*_THIS).values(wrong=text("greatest(wrong - 1, 0)"), free_at=bindparam("now")))


def who_hash(council_id: UUID, said: object) -> bytes:
    return sha256(f"kept sign-in {council_id} {said}".encode()).digest()


async def knows(db: Writes, who: bytes, device: Device) -> bool:
    """Say whether somebody signed in from this device before."""
    return bool(device.token and await db.rows(KNOWN, this_who=who, this_device=device.hash))


async def count_a_guess(db: Writes, council_id: UUID, who: bytes, device: Device) -> None:
    """Count a guess before it is looked at; raise where it comes too soon after the last."""
    counted = await _counted_as(db, who, device)
    longest = LONGEST_OF_STRANGERS if counted == STRANGERS else LONGEST
    mine = {"this_who": who, "this_device": counted}
    if not await db.rows(GUESS, council_id=council_id, now=db.now, waits=waits(longest), **mine):
        raise TooSoon("Wait a bit, then try again. It can be 15 minutes. Nothing is lost.", code="wait_a_moment")


async def take_back_a_guess(db: Writes, who: bytes, device: Device) -> None:
    """Count a guess for nothing: the words were right, and nobody is in yet."""
    await db.send(ONE_LESS, now=db.now, this_who=who, this_device=await _counted_as(db, who, device))


async def _counted_as(db: Writes, who: bytes, device: Device) -> bytes:
    """Return what a guess from this device is counted on: itself where it is known, else all strangers as one."""
    return device.hash if await knows(db, who, device) else STRANGERS


async def forget_devices(db: Writes, who: bytes) -> None:
    """Know no device of theirs any more: whichever comes next is told of as new."""
    await db.send(FORGET, this_who=who)


async def was_right(db: Writes, council_id: UUID, who: bytes, device: Device) -> None:
    """Know this device from now on, and take back what was counted against strangers."""
    await db.send(ONE_LESS, now=db.now, this_who=who, this_device=STRANGERS)
    if device.token:
        await db.send(RIGHT, council_id=council_id, now=db.now, this_who=who, this_device=device.hash)
