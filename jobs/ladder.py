"""The sweep of the ladder: every minute, council by council, whatever is due to be looked at.

Deadlines are rows, so nothing is lost with a process: the next sweep, of whichever process, finds what this one did
not finish. Several may run at once; each takes requests that no other holds, and the keys of the rows do the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlmodel import SQLModel

from api.calendars import calendar_of
from api.database import Writes
from api.statements import Read, Write, rows_of, values_of
from auth.permissions import Hat
from jobs.climb import Climbed, Here, climb
from jobs.desk import Desk
from models.councils import MY_COUNCIL, CouncilFound
from models.ladders import RUNGS, RungFound
from models.notices import KEEP_DIGEST, Notice
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
COUNCIL = Read(CouncilFound, MY_COUNCIL)
LADDERS = Read(RungFound, RUNGS)
PEOPLE = Read(MemberFound, STAFF)
REVIEWING = Read(Reviewer, REVIEWERS)
TAKEN = Read(StepOf, STEPS_OF)
CALLED = Read(CallOf, CALLS_OF)
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
    return sum([await sweep_council(desk, council_id) for council_id in await desk.councils()])


async def sweep_council(desk: Desk, council_id: UUID) -> int:
    """Look at whatever is due in one council, batch by batch. What one sweep has to catch up on is one digest."""
    looked, began = 0, None
    while True:
        async with desk.at(council_id, Hat.ladder, "ladder") as db:
            found = await db.all(LOOK(rows=BATCH))
            began = began or db.now
            if found:
                await _look(found, began, db)
        looked += len(found)
        if len(found) < BATCH:
            return looked


async def _look(found: Sequence[Climber], began: datetime, db: Writes) -> None:
    here, into = await _here(found, db), Climbed()
    for each in found:
        climb(each, here, into)
    for rows in (into.breaches, into.steps, into.calls, into.story, into.notices):
        await _add_all(rows, db)
    for told in into.late.values():
        first = min(told, key=lambda each: each.show_from)
        digest = Notice.digest(first, len(told), began)
        await db.send(DIGEST, **{name: value for name, value in values_of(digest).items() if name in _DIGESTED})
    if into.held:
        await db.send(HAND_OVER, rows=_document(into.held))
    await db.send(LOOK_AGAIN, rows=_document(into.looks))


_DIGESTED = frozenset(
    {"council_id", "id", "recipient_id", "kind", "secret", "count", "digest_of", "made_at", "show_from"}
)


async def _here(found: Sequence[Climber], db: Writes) -> Here:
    ids = [each.id for each in found]
    (council,), rungs, staff, reviewers = await db.together(
        COUNCIL(), LADDERS(), PEOPLE(), REVIEWING(young_people=[each.young_person_id for each in found])
    )
    taken, turns, breached, calls = await db.together(
        TAKEN(requests=ids), TURNS(requests=ids), BREACHED(requests=ids), CALLED(requests=ids)
    )
    return Here(
        now=db.now,
        calendar=calendar_of(council.opens, council.closes),
        rungs=rungs,
        staff=[each.member for each in staff],
        reviewers=reviewers,
        taken=_by_request(taken),
        turns=_by_request(turns),
        calls=_by_request(calls),
        breached=frozenset(each.request_id for each in breached),
    )


def _by_request(rows: Iterable[Any]) -> Mapping[UUID, list[Any]]:
    sorted_out = defaultdict[UUID, list[Any]](list)
    for row in rows:
        sorted_out[row.request_id].append(row)
    return sorted_out


async def _add_all(rows: Sequence[SQLModel], db: Writes) -> None:
    """Insert rows of one table with one statement."""
    if rows:
        values = [values_of(row) for row in rows]
        columns = tuple(sorted({name for each in values for name, value in each.items() if value is not None}))
        await db.send(_insert_all(type(rows[0]), columns), rows=_document(values))


def _insert_all(table: type[SQLModel], columns: Sequence[str]) -> Write:
    listed, name = ", ".join(columns), rows_of(table).name
    return Write(
        text(f"insert into {name} ({listed}) select {listed} from jsonb_populate_recordset(null::{name}, :rows)")  # noqa: S608  names of ours
    )


def _document(rows: Sequence[Mapping[str, Any]]) -> Jsonb:
    return Jsonb([{name: _plain(value) for name, value in row.items()} for row in rows])


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int) else str(value)
