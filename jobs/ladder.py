"""The sweep of the ladder: every minute, council by council, whatever is due to be looked at.

Deadlines are rows, so nothing is lost with a process: the next sweep, of whichever process, finds what this one did
not finish. Several may run at once; each takes requests that no other holds, and the keys of the rows do the rest.
"""

from asyncio import TaskGroup
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TypeVar
from uuid import UUID

from sqlalchemy import text

from api.calendars import calendar_for
from api.database import Writes
from api.statements import Read, Write, values_of
from auth.permissions import Hat
from jobs.climb import Climbed, Here, climb
from jobs.desk import Desk
from jobs.rows import document, insert_all
from models.councils import OFFICE_HOURS, OfficeHours
from models.duty_shifts import STAFFED, Staffed
from models.inbox import KEEP_DIGEST
from models.ladders import RUNGS, RungFound
from models.notices import Notice
from models.staffing import (
    BREACHES_OF,
    CALLS_OF,
    DUE_TO_LOOK,
    REVIEWERS,
    STAFF,
    STEPS_OF,
    TURNS_OF,
    BreachOf,
    CallOf,
    Climber,
    MemberFound,
    Reviewer,
    StepOf,
    Turn,
)
from models.steps import Breach, Call, StepTaken
from models.timeline import TimelineEntry

T = TypeVar("T")

BATCH = 200
LANES = 2

LOOK = Read(Climber, DUE_TO_LOOK)
COUNCIL = Read(OfficeHours, OFFICE_HOURS)
LADDERS = Read(RungFound, RUNGS)
PEOPLE = Read(MemberFound, STAFF)
REVIEWING = Read(Reviewer, REVIEWERS)
TAKEN = Read(StepOf, STEPS_OF)
CALLED = Read(CallOf, CALLS_OF)
ON_DUTY = Read(Staffed, STAFFED)
BREACHED = Read(BreachOf, BREACHES_OF)
TURNS = Read(Turn, TURNS_OF)
DIGEST = Write(KEEP_DIGEST)
# Whoever was handed a request has it from now on; of every other, only the time of the next look changes.
LOOK_AGAIN = Write(
    text(
        "update requests r set next_look_at = v.next_look_at, taker_id = coalesce(v.taker_id, r.taker_id),"
        " state = case when v.taker_id is null then r.state else 'taken' end,"
        " changed_by_id = coalesce(v.taker_id, r.changed_by_id),"
        " changed_at = case when v.taker_id is null then r.changed_at else v.at end"
        " from jsonb_to_recordset(:rows) as v (id uuid, next_look_at timestamptz, taker_id uuid, at timestamptz)"
        " where r.id = v.id"
    )
)


async def sweep(desk: Desk) -> int:
    """Look at whatever is due in every council, and say how many requests that were."""
    return await desk.in_every_council(sweep_council)


async def sweep_council(desk: Desk, council_id: UUID) -> int:
    """Look at whatever is due in one council: a batch, and where that is not all, more of them side by side."""
    looked = await _batch(desk, council_id, whole=False)
    if looked < BATCH:
        return looked
    async with TaskGroup() as lanes:
        rest = [lanes.create_task(_batches(desk, council_id)) for _ in range(LANES)]
    return looked + sum(each.result() for each in rest)


async def _batches(desk: Desk, council_id: UUID) -> int:
    looked = last = await _batch(desk, council_id, whole=True)
    while last == BATCH:
        last = await _batch(desk, council_id, whole=True)
        looked += last
    return looked


async def _batch(desk: Desk, council_id: UUID, *, whole: bool) -> int:
    """Look at what is due and held by no other sweep; `whole`: it is a part of what has to be caught up on."""
    async with desk.at(council_id, Hat.ladder, "ladder") as db:
        found = await db.all(LOOK(rows=BATCH))
        if found:
            await _look(found, db, more=whole or len(found) == BATCH)
    return len(found)


async def _look(found: Sequence[Climber], db: Writes, *, more: bool) -> None:
    here, into = await _here(found, db), Climbed()
    for each in found:
        climb(each, here, into)
    digests = _summed_up(into, more_to_come=more)
    tables = (
        *((Breach, into.breaches), (StepTaken, into.steps), (Call, into.calls)),
        *((TimelineEntry, into.story), (Notice, into.notices)),
    )
    for table, rows in tables:
        await insert_all(table, rows, db)
    await db.send(LOOK_AGAIN, rows=document(into.looks))
    # The last, and in one order: two that catch up side by side wait for each other here, and never crosswise.
    for digest in sorted(digests, key=lambda each: (each.recipient_id, each.secret)):
        await db.send(DIGEST, **{name: value for name, value in values_of(digest).items() if name in _DIGESTED})


_DIGESTED = frozenset(
    {"council_id", "id", "recipient_id", "kind", "secret", "count", "digest_of", "made_at", "show_from"}
)


def _summed_up(into: Climbed, *, more_to_come: bool) -> list[Notice]:
    """Return a digest for each who would be told of several at once; one alone is told as it is."""
    digests = []
    for told in into.late.values():
        if len(told) > 1 or more_to_come:
            first = min(told, key=itemgetter("show_from"))
            digests.append(Notice.digest(first, len(told)))
        else:
            into.notices += told
    return digests


async def _here(found: Sequence[Climber], db: Writes) -> Here:
    ids = [each.id for each in found]
    (council,), rungs, staff, reviewers = await db.together(
        COUNCIL(), LADDERS(), PEOPLE(), REVIEWING(young_people=[each.young_person_id for each in found])
    )
    taken, turns, breached, calls = await db.together(
        TAKEN(requests=ids), TURNS(requests=ids), BREACHED(requests=ids), CALLED(requests=ids)
    )
    cannot_wait = any(each.cannot_wait for each in found)
    return Here(
        now=db.now,
        calendar=calendar_for(council).without_end(),
        rungs=rungs,
        staff=[each.member for each in staff],
        reviewers=_grouped((each.young_person_id, each.worker_id) for each in reviewers),
        taken=_grouped((each.request_id, each) for each in taken),
        turns=_grouped((each.request_id, each) for each in turns),
        calls=_grouped((each.request_id, each) for each in calls),
        on_duty=await db.all(ON_DUTY(since=db.now, until=db.now)) if cannot_wait else [],
        breached=frozenset(each.request_id for each in breached),
    )


def _grouped(found: Iterable[tuple[UUID, T]]) -> Mapping[UUID, list[T]]:
    sorted_out = defaultdict[UUID, list[T]](list)
    for key, each in found:
        sorted_out[key].append(each)
    return sorted_out
