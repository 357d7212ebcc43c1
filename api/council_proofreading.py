"""Reads a council's file as a proofreader would: everything that is wrong with it, at once, in plain words.

What it says names fields and what belongs there, never what was typed: at most the key of a row.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from api.council_files import CouncilFile, columns, document_of, row_of
from api.council_reading import Document, Place, Wrong
from api.council_said import InvolvementSaid
from api.council_sentences import sentence
from api.duty_proofreading import duty_wrongs
from api.plan_proofreading import plan_wrongs, written_in_kept
from models.base import Ask
from models.involvements import may_hold
from models.workers import Job

# The section whose keys a field names.
REFERS = {"team": "teams", "worker": "staff", "young_person": "young_people"}
NAMESPACES = (("teams",), ("staff", "young_people"))
KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds already: a file may refer to it, and must not contradict it."""

    demo: bool
    ids: Mapping[str, Collection[UUID]]
    jobs: Mapping[UUID, Job]
    mains: Mapping[UUID, tuple[UUID, str]]
    versions: Mapping[tuple[UUID, int], UUID]
    plans: Mapping[tuple[UUID, str], UUID]


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says: the rows that can be read, each with its place, and what is wrong so far."""

    document: Document
    file: CouncilFile | None
    places: Mapping[int, Place]
    keys: Mapping[str, frozenset[object]]
    wrongs: Collection[Wrong]

    def wrong(self, said: Ask, says: str, *where: str | int) -> Wrong:
        place = self.places[id(said)]
        return self.document.wrong((*place, *where), f"{_named(place, said)}{says}")

    def contradictions(self, known: Known, today: date) -> Iterator[Wrong]:
        """Yield everything that no row shows alone."""
        if self.file:
            for find in FINDS:
                yield from find(self, self.file, known, today)


def proofread(path: Path) -> Told:
    """Read a file, or a folder; every row by itself."""
    document = document_of(path)
    wrongs, places = list(document.wrongs), dict[int, Place]()
    read: dict[str, Any] = {}
    for section, content in document.content.items():
        if section not in columns():
            wrongs.append(
                document.wrong((section,), f"There is no such section; there may be: {', '.join(columns())}.")
            )
            continue
        rows = content if section != "council" else [content]
        tried = [
            _row(section, (section, number), row, document, wrongs)
            for number, row in enumerate(rows if isinstance(rows, list) else [None])
        ]
        places |= {id(said): place for place, said in filter(None, tried)}
        read[section] = [said for _, said in filter(None, tried)]
    if "council" not in document.content and not document.wrongs:
        wrongs.append(document.wrong((), "`council` is missing."))
    return Told(document, _file(read), places, _keys(document), wrongs)


def _keys(document: Document) -> dict[str, frozenset[object]]:
    """Return every key that a row has, be the row right or wrong."""
    return {
        section: frozenset(row.get("key") for row in content if isinstance(row, dict))
        for section, content in document.content.items()
        if isinstance(content, list)
    }


def _file(read: Mapping[str, Any]) -> CouncilFile | None:
    council = read.get("council")
    return CouncilFile.model_construct(**{**_EMPTY, **read, "council": council[0]}) if council else None


_EMPTY: dict[str, Any] = {section: [] for section in columns() if section != "council"}


def _row(section: str, place: Place, row: object, document: Document, wrongs: list[Wrong]) -> tuple[Place, Ask] | None:
    if section == "council":
        place = ("council",)
    shape = row_of(section)
    if not isinstance(row, dict):
        wrongs.append(document.wrong(place, f"There should be fields here: {', '.join(shape.model_fields)}."))
        return None
    try:
        return place, shape.model_validate(row)
    except ValidationError as error:
        wrongs.extend(
            document.wrong((*place, *each["loc"]), f"{_named(place, row)}{sentence(each, shape)}")
            for each in error.errors(include_url=False, include_input=False)
        )
    return None


def _named(place: Place, said: object) -> str:
    """Name a row by its section and, if it has a good one, its key."""
    key = said.get("key") if isinstance(said, dict) else getattr(said, "key", None)
    return f"{place[0]} {key}: " if isinstance(key, str) and KEY.fullmatch(key) else f"{place[0]}: "


def _doubles(told: Told, file: CouncilFile, _known: Known, _today: date) -> Iterator[Wrong]:
    for sections in NAMESPACES:
        seen: dict[str, Wrong] = {}
        for said in (each for section in sections for each in getattr(file, section)):
            if said.key in seen:
                first = seen[said.key]
                yield told.wrong(said, f"This key stands in {first.file}, line {first.line} already.")
            seen.setdefault(said.key, told.wrong(said, ""))
    involved: set[object] = set()
    for each in file.involvements:
        current = None if each.ended else (each.young_person, each.worker, each.role)
        if involved & {each.name, current}:
            yield told.wrong(each, "The same again. If they came back, end the first and give the second a `key`.")
        involved |= {each.name, current} - {None}


def _references(told: Told, file: CouncilFile, known: Known, _today: date) -> Iterator[Wrong]:
    for section in told.keys:
        for said in getattr(file, section, ()):
            for field in REFERS.keys() & type(said).model_fields.keys():
                if not _there(getattr(said, field), REFERS[field], told, file, known):
                    yield told.wrong(said, f"`{field}` names nobody in `{REFERS[field]}`.", field)


def _there(key: str, section: str, told: Told, file: CouncilFile, known: Known) -> bool:
    """Say whether a key is in the file or was loaded before."""
    in_database = file.id_of("team" if section == "teams" else "account", key) in known.ids[section]
    return in_database or key in told.keys.get(section, ())


def _other_people(told: Told, file: CouncilFile, known: Known, _today: date) -> Iterator[Wrong]:
    for section, other in (("staff", "young_people"), ("young_people", "staff")):
        for said in getattr(file, section):
            if file.id_of("account", said.key) in known.ids[other]:
                yield told.wrong(said, f"This key is of somebody in `{other}`.")


def _jobs(told: Told, file: CouncilFile, known: Known, _today: date) -> Iterator[Wrong]:
    jobs = {staff.key: staff.job for staff in file.staff}
    for each in file.involvements:
        job = jobs.get(each.worker) or known.jobs.get(file.id_of("account", each.worker))
        if job and not may_hold(each.role, job):
            yield told.wrong(each, "That member of staff, with that job, cannot have this `role`.", "role")


def _mains(told: Told, file: CouncilFile, known: Known, _today: date) -> Iterator[Wrong]:
    in_file = {(each.young_person, file.id_of("account", each.worker), each.role) for each in file.involvements}
    first: dict[str, InvolvementSaid] = {}
    for each in file.involvements:
        if each.main and not each.ended:
            if each.young_person in first:
                line = told.wrong(first[each.young_person], "").line
                yield told.wrong(each, f"This young person has a main worker on line {line} already.", "main")
            first.setdefault(each.young_person, each)
            held = known.mains.get(file.id_of("account", each.young_person))
            if held and (each.young_person, *held) not in in_file:
                yield told.wrong(
                    each, "Another worker is still the main one, and not in this file: end that too.", "main"
                )


def _plans(told: Told, file: CouncilFile, known: Known, today: date) -> Iterator[Wrong]:
    for said, place, says in (*plan_wrongs(file, today), *written_in_kept(file, known.plans, known.versions)):
        yield told.wrong(said, says, *place)


def _duty(told: Told, file: CouncilFile, known: Known, _today: date) -> Iterator[Wrong]:
    for said, place, says in duty_wrongs(file, known.jobs):
        yield told.wrong(said, says, *place)


def _days(told: Told, file: CouncilFile, _known: Known, today: date) -> Iterator[Wrong]:
    for each in file.involvements:
        for field in ("started", "ended"):
            day = getattr(each, field)
            if day and day > today:
                yield told.wrong(each, f"`{field}` is still to come. Load it on the day.", field)


def _demo(told: Told, file: CouncilFile, known: Known, _today: date) -> Iterator[Wrong]:
    if file.council.demo and not known.demo:
        yield told.wrong(file.council, "Only the councils that come with Kept are invented ones.", "demo")
    for each in file.involvements:
        if each.started_days_ago is not None and not known.demo:
            yield told.wrong(each, "Say the day when it `started`.", "started_days_ago")


FINDS: tuple[Callable[[Told, CouncilFile, Known, date], Iterator[Wrong]], ...] = (
    _doubles,
    _references,
    _other_people,
    _jobs,
    _mains,
    _plans,
    _duty,
    _days,
    _demo,
)
