"""From what somebody is told inside the service to what leaves it: a delivery for each way to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text

from api.database import Writes
from api.statements import Read, Write
from jobs.rows import add_all, document
from models.base import Shape, columns_of
from models.councils import Council
from models.deliveries import TO_TELL, Delivery, MessageFor, ToTell
from models.notice_settings import STAFF_TO_TELL, YOUNG_ONES, StaffReached, YoungReached
from models.push_subscriptions import OPEN_DEVICES, DeviceOf
from rules.deliveries import GIVEN_UP_AFTER, MessageChannel, Reached

BATCH = 500


class CouncilNamed(Shape):
    slug: str


COUNCIL = Read(CouncilNamed, select(*columns_of(Council, CouncilNamed)))
NOTICES = Read(ToTell, TO_TELL)
YOUNG = Read(YoungReached, YOUNG_ONES)
STAFF = Read(StaffReached, STAFF_TO_TELL)
DEVICES = Read(DeviceOf, OPEN_DEVICES)
LEFT = Write(
    text(
        "update notices n set left_at = v.at from jsonb_to_recordset(:rows) as v (id uuid, at timestamptz)"
        " where n.id = v.id"
    )
)


@dataclass(frozen=True, slots=True)
class People:
    """Those who are told, as they are reached at this moment."""

    young: dict[UUID, YoungReached]
    staff: dict[UUID, StaffReached]
    devices: Sequence[DeviceOf]

    def reached(self, who: UUID) -> Reached:
        """Return how somebody is reached; who has left, in no way."""
        found = self.young.get(who) or self.staff.get(who)
        return found.reached if found else Reached(known=False)

    def language(self, who: UUID) -> str:
        return self.young[who].language if who in self.young else "en"

    def audience(self, who: UUID) -> MessageFor:
        return MessageFor.young_person if who in self.young else MessageFor.staff


async def slug_of(db: Writes) -> str:
    (council,) = await db.all(COUNCIL())
    return council.slug


async def people(ids: Sequence[UUID], db: Writes) -> People:
    young, staff, devices = await db.together(YOUNG(people=ids), STAFF(people=ids), DEVICES(people=ids))
    return People({each.id: each for each in young}, {each.id: each for each in staff}, devices)


async def let_leave(ways: frozenset[MessageChannel], db: Writes) -> bool:
    """Make a delivery of the newest thing that each person is told, for each way. What is older says no more.

    Say whether there may be more of them.
    """
    found = await db.all(NOTICES(rows=BATCH))
    if not found:
        return False
    newest = _one_each([each for each in found if not each.read_at and each.show_from > db.now - GIVEN_UP_AFTER])
    known = await people([each.recipient_id for each in newest], db)
    await add_all([row for told in newest for row in _deliveries(told, ways, known, db)], db)
    await db.send(LEFT, rows=document([{"id": each.id, "at": db.now} for each in found]))
    return len(found) == BATCH


def _one_each(found: Sequence[ToTell]) -> list[ToTell]:
    """Choose one for each person: what is no secret first, so that whoever sees that one left sees no difference."""
    ordered = sorted(found, key=lambda each: (not each.secret, each.show_from, each.id))
    return list({each.recipient_id: each for each in ordered}.values())


def _deliveries(told: ToTell, ways: frozenset[MessageChannel], known: People, db: Writes) -> list[Delivery]:
    who, reached = told.recipient_id, known.reached(told.recipient_id)
    if not reached.known:
        return []
    at = reached.not_before(db.now)
    devices = [each.id for each in known.devices if each.account_id == who]
    made = []
    for channel in sorted(ways):
        if reached.wants(channel, secret=told.secret):
            to = devices if channel is MessageChannel.push else [None]
            made += [Delivery.of(told, known.audience(who), channel, device, (db.now, at)) for device in to]
    return made
