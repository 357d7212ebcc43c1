"""From a council's file to its rows: what is new is added, what differs is changed, and nothing is deleted.

What is not in the file stays. What has ended stays ended. What a young person says of themself is theirs: a file says
it once, and never again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import SQLModel

from api.council_checks import Finding, needed_teams
from api.council_files import CouncilFile
from api.council_held import Held, Row, all_rows
from api.council_proofreading import Told
from api.council_reading import WrongFile
from api.council_telling import notices
from api.database import Writes
from api.rota import not_watched
from api.statements import Write, rows_of, values_of
from models.accounts import Account, AccountState
from models.councils import Council
from models.duty_shifts import DutyShift
from models.involvements import Involvement
from models.notices import Notice
from models.plans import Plan, PlanVersion
from models.teams import Team
from models.workers import Worker
from models.young_people import YoungPerson
from rules.clocks import local

# What a file may change in a row that is there; every other table is only added to.
CHANGES: Mapping[type[SQLModel], frozenset[str]] = {
    Council: frozenset({"name", "opens", "closes", "out_of_hours_phone", "help_lines", "says_watched"}),
    Team: frozenset({"name", "purpose", "phone", "email", "hours"}),
    Account: frozenset({"role", "state"}),
    Worker: frozenset({"team_id", "first_name", "job", "phone", "email", "hours"}),
    YoungPerson: frozenset({"care"}),
    Involvement: frozenset({"main", "ended_at", "end_reason", "end_why", "end_words"}),
    Plan: frozenset({"version"}),
    DutyShift: frozenset({"ends_at", "level"}),
}
SECTIONS = {Council: "council", Team: "teams", Account: "accounts", Worker: "staff"}


class Change(StrEnum):
    added = "added"
    changed = "changed"
    ended = "ended"
    unchanged = "unchanged"


@dataclass(frozen=True, slots=True)
class Difference:
    """What loading does to one row. `columns` are the ones that change, never what they hold."""

    section: str
    key: str
    change: Change
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        columns = f" ({', '.join(self.columns)})" if self.change is Change.changed else ""
        return f"{self.change:<9} {self.section} {self.key}{columns}"


@dataclass(frozen=True, slots=True)
class _Step:
    row: SQLModel
    said: Row
    difference: Difference

    @property
    def makes_room(self) -> bool:
        """Say whether this lets somebody else become the main worker."""
        stops = "main" in self.difference.columns and not self.said["main"]
        return stops or self.difference.change is Change.ended


async def load(told: Told, file: CouncilFile, db: Writes) -> list[Difference]:
    """Write what the file says, and return what that changes; raise with all that is wrong with it."""
    await db.rows(LOCK, council_id=file.council_id)
    known: list[type[SQLModel]] = [*CHANGES, PlanVersion]
    held = Held({table: await all_rows(table, db) for table in known})
    wrongs = [*told.wrongs, *told.contradictions(held.known, local(db.now).date())]
    if wrongs:
        raise WrongFile(wrongs)
    rows = list(file.rows(db.now))
    for table in {type(row) for row in rows} - held.tables.keys():
        held.tables[table] = await all_rows(table, db)
    names = _names(file)
    steps = [_step(row, names.get(getattr(row, "id", file.council_id)), held) for row in rows]
    lacked = await needed_teams(db) if held.serves else []
    for step in sorted(steps, key=lambda step: not step.makes_room):
        await _write(step, db)
    for notice in _news(steps, held, db.now):
        await db.add(notice)
    await db.rows(LOCK, council_id=file.council_id)  # waits for all of it: what the database refuses is known here
    await _must_be_staffed(told, file, steps, db)
    if held.serves:
        await _must_still_serve(told, file, lacked, db)
    return [step.difference for step in steps]


async def _must_be_staffed(told: Told, file: CouncilFile, steps: Sequence[_Step], db: Writes) -> None:
    """Refuse to switch on that somebody is there while the rota, as the file leaves it, has a gap."""
    switched = any("says_watched" in step.difference.columns for step in steps)
    reason = await not_watched(db.now, db) if switched and file.council.says_watched else None
    if reason:
        raise WrongFile([told.wrong(file.council, reason, "says_watched")])


async def _must_still_serve(told: Told, file: CouncilFile, lacked: Sequence[Finding], db: Writes) -> None:
    """Refuse to take away from an open council what it could not open without; what it lacked before stays possible."""
    lost = [each for each in await needed_teams(db) if each not in lacked]
    if lost:
        says = "After this file an open council would lack"
        raise WrongFile([told.wrong(file.council, f"{says} {each.says}.") for each in lost])


def summary(differences: Sequence[Difference]) -> Iterator[str]:
    """Yield a line for every row that is not as it was, then how many there are of each."""
    yield from (str(each) for each in differences if each.change is not Change.unchanged)
    counted = Counter(each.change for each in differences)
    yield ", ".join(f"{counted[change]} {change}" for change in Change)


def _news(steps: Sequence[_Step], held: Held, now: datetime) -> Iterator[Notice]:
    """Tell the young people whom this council served before, if it serves anybody."""
    if not held.serves:
        return
    changed = [
        each
        for each in steps
        if isinstance(each.row, Involvement)
        and (each.said["council_id"], each.row.young_person_id) in held.young_people
    ]
    begun = [each.said for each in changed if each.difference.change is Change.added and not each.said["ended_at"]]
    ended = [each.said for each in changed if each.difference.change is Change.ended]
    yield from notices(begun, ended, held.names | _first_names(steps), now)


def _first_names(steps: Sequence[_Step]) -> dict[UUID, str]:
    return {each.row.id: each.row.first_name for each in steps if isinstance(each.row, Worker)}


LOCK = Write(select(rows_of(Council)).where(rows_of(Council).c.council_id == bindparam("council_id")).with_for_update())


@cache
def _update_of(table: type[SQLModel], columns: tuple[str, ...]) -> Write:
    rows = rows_of(table)
    named = [column == bindparam(f"key_{column.name}") for column in rows.primary_key]
    return Write(rows.update().where(*named).values({name: bindparam(name) for name in columns}))


def _names(file: CouncilFile) -> dict[UUID, str]:
    """Return what a file calls its rows."""
    people: list[Any] = [*file.staff, *file.young_people]
    return (
        {file.council_id: file.council.slug}
        | {file.id_of("team", each.key): each.key for each in file.teams}
        | {file.id_of("account", each.key): each.key for each in people}
        | {file.id_of("involvement", each.name): each.name for each in file.involvements}
        | {file.id_of("duty_shift", each.name): each.name for each in file.duty_shifts}
    )


def _step(row: SQLModel, name: str | None, held: Held) -> _Step:
    """Compare a row with the one that is there."""
    table, said, there = type(row), values_of(row), held.like(row)
    section, key = SECTIONS.get(table, rows_of(table).name), name or str(said["id"])
    if there is None:
        return _Step(row, said, Difference(section, key, Change.added))
    said |= {column.name: there[column.name] for column in rows_of(table).primary_key}
    columns = tuple(sorted(_differences(table, said, there)))
    change = Change.ended if _ends(said, columns) else Change.changed if columns else Change.unchanged
    return _Step(row, said, Difference(section, key, change, columns))


def _differences(table: type[SQLModel], said: Row, there: Row) -> Iterator[str]:
    """Yield the columns to change. What is left out changes nothing, and what has ended is over."""
    if there.get("ended_at") or there.get("state") == AccountState.ended:
        return
    if table is Plan and said["version"] < there["version"]:  # the main worker went on with it in Kept
        return
    for name in CHANGES.get(table, ()):
        if said[name] is not None and said[name] != there[name]:
            yield name


def _ends(said: Row, columns: Sequence[str]) -> bool:
    return "ended_at" in columns or ("state" in columns and said["state"] == AccountState.ended)


async def _write(step: _Step, db: Writes) -> None:
    table, columns = type(step.row), step.difference.columns
    if step.difference.change is Change.added:
        await db.add(step.row)
    elif columns:
        keys = {f"key_{column.name}": step.said[column.name] for column in rows_of(table).primary_key}
        await db.send(_update_of(table, columns), **{name: step.said[name] for name in columns}, **keys)
