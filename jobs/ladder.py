"""The sweep of the ladder: every minute, council by council, whatever is due to be looked at.

Deadlines are rows, so nothing is lost with a process: the next sweep, of whichever process, finds what this one did
not finish. Several may run at once; each takes requests that no other holds, and the keys of the rows do the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text

from api.calendars import calendar_for
from api.database import Writes
from api.statements import Read, Write, values_of
from auth.permissions import Hat
from jobs.climb import Climbed, Here, climb
from jobs.desk import Desk
from jobs.rows import add_all, document
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

T = TypeVar("T")

BATCH = 500

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
HAND_OVER = Write(
    text(
        "update requests r set state = 'taken', taker_id = v.taker_id, changed_by_id = v.taker_id, changed_at = v.at"
        " from jsonb_to_recordset(:rows) as v (id uuid, taker_id uuid, at timestamptz) where r.id = v.id"
    )
)
LOOK_AGAIN = Write(
    text(
        "update requests r set next_look_at = v.next_look_at"
        " from jsonb_to_recordset(:rows) as v (id uuid, next_look_at timestamptz) where r.id = v.id"
    )
)


async def sweep(desk: Desk) -> int:
    """Look at whatever is due in every council, and say how many requests that were."""
    return await desk.in_every_council(sweep_council)


async def sweep_council(desk: Desk, council_id: UUID) -> int:
    """Look at whatever is due in one council, batch by batch. What has to be caught up on is one digest a person."""
    looked = 0
    while True:
        async with desk.at(council_id, Hat.ladder, "ladder") as db:
            found = await db.all(LOOK(rows=BATCH))
            if found:
                await _look(found, db)
        looked += len(found)
        if len(found) < BATCH:
            return looked


async def _look(found: Sequence[Climber], db: Writes) -> None:
    here, into = await _here(found, db), Climbed()
    for each in found:
        climb(each, here, into)
    digests = _summed_up(into, more_to_come=len(found) == BATCH)
    for rows in (into.breaches, into.steps, into.calls, into.story, into.notices):
        await add_all(rows, db)
    for digest in digests:
        await db.send(DIGEST, **{name: value for name, value in values_of(digest).items() if name in _DIGESTED})
    if into.held:
        await db.send(HAND_OVER, rows=document(into.held))
    await db.send(LOOK_AGAIN, rows=document(into.looks))


_DIGESTED = frozenset(
    {"council_id", "id", "recipient_id", "kind", "secret", "count", "digest_of", "made_at", "show_from"}
)


def _summed_up(into: Climbed, *, more_to_come: bool) -> list[Notice]:
    """Return a digest for each who would be told of several at once; one alone is told as it is."""
    digests = []
    for told in into.late.values():
        if len(told) > 1 or more_to_come:
            first = min(told, key=lambda each: each.show_from)
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
    cannot_wait = any(each.request.cannot_wait for each in found)
    return Here(
        now=db.now,
        calendar=calendar_for(council).without_end(),
        rungs=rungs,
        staff=[each.member for each in staff],
        reviewers=reviewers,
        taken=_by_request(taken),
        turns=_by_request(turns),
        calls=_by_request(calls),
        on_duty=await db.all(ON_DUTY(since=db.now, until=db.now)) if cannot_wait else [],
        breached=frozenset(each.request_id for each in breached),
    )


def _by_request(rows: Iterable[Any]) -> Mapping[UUID, list[Any]]:
    sorted_out = defaultdict[UUID, list[Any]](list)
    for row in rows:
        sorted_out[row.request_id].append(row)
    return sorted_out
