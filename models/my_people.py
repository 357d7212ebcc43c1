"""My people, as a young person sees them: who is there, since when and until when, who comes, and when we first met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from models.base import Shape
from models.changes import Change, ChangesOfARole
from models.introductions import IntroducedFound, introduced
from models.involvements import Involved
from models.words import say
from models.young_people import Route
from rules.changes import Why


class Person(Shape):
    """One of my people. `covered_by` is who to ask while they are away.

    `until` is null while nobody said that they go; then `leaving` says it, and why, and `leaving_words` in the words of
    whoever said so. `introduced` is when and how I came to know them, where somebody wrote it down.
    """

    worker_id: UUID
    name: str
    role: str
    role_in_words: str
    main: bool
    since: datetime
    until: datetime | None
    leaving: str | None
    leaving_words: str | None
    introduced_on: date | None
    introduced: str | None
    phone: str | None
    email: str | None
    hours: str | None
    away: bool
    away_until: datetime | None
    covered_by: str | None
    covered_by_phone: str | None


class PersonToCome(Shape):
    """Somebody who will be there for me. `says` tells from when and why; `words` are of whoever said so."""

    worker_id: UUID
    name: str
    role: str
    role_in_words: str
    main: bool
    starts_at: datetime
    says: str
    words: str | None
    introduced_on: date | None
    introduced: str | None


class MyPeople(Shape):
    """My people, who comes, how often somebody has gone, and the routes that are always there. Never empty."""

    people: list[Person]
    coming: list[PersonToCome]
    changes: list[ChangesOfARole]
    routes: list[Route]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside who is there: the time, who was introduced, and who leaves when."""

    now: datetime
    people: Sequence[Involved]
    introduced: Sequence[IntroducedFound]
    leaves_at: Mapping[UUID, datetime]

    def is_to_come(self, found: Involved) -> bool:
        return found.started_at > self.now and not found.span.never_began

    def until(self, found: Involved) -> datetime | None:
        """Return when somebody's time ends, if that is known: their time with me, or here."""
        known = [each for each in (found.ended_at, self.leaves_at.get(found.worker_id)) if each]
        return min(known) if known else None

    def in_place_of(self, coming: Involved) -> str | None:
        """Name who goes when somebody comes."""
        at = coming.started_at
        gone = [each for each in self.people if each.ended_at == at and not each.span.never_began]
        same = [each for each in gone if each.role == coming.role or (each.main and coming.main)]
        return same[0].first_name if same else None

    def met(self, found: Involved) -> dict[str, Any]:
        return introduced(self.introduced, found.worker_id, found.role, found.first_name or "")


def person(found: Involved, facts: Facts) -> Person:
    until = facts.until(found)
    leaving = _leaving(found, until) if until else None
    return Person(
        **_who(found),
        since=found.started_at,
        until=until,
        leaving=leaving.says(facts.now) if leaving else None,
        leaving_words=leaving.words if leaving else None,
        **facts.met(found),
        phone=found.phone,
        email=found.email,
        hours=found.hours,
        away=found.away_until is not None,
        away_until=found.away_until,
        covered_by=found.cover_name,
        covered_by_phone=found.cover_phone,
    )


def _leaving(found: Involved, until: datetime) -> Change:
    """Say why: as whoever ended it said, else that they leave here before that."""
    if until == found.ended_at:
        return Change(found.role, until, goes=found.first_name, why=found.end_why, words=found.end_words)
    return Change(found.role, until, goes=found.first_name, why=Why.not_here)


def to_come(found: Involved, facts: Facts) -> PersonToCome:
    goes = facts.in_place_of(found)
    change = Change(found.role, found.started_at, found.first_name, goes, found.begin_why, found.begin_words)
    return PersonToCome(
        **_who(found),
        starts_at=found.started_at,
        says=change.says(facts.now),
        words=found.begin_words,
        **facts.met(found),
    )


def _who(found: Involved) -> dict[str, Any]:
    return {
        "worker_id": found.worker_id,
        "name": found.first_name or "",
        "role": found.role,
        "role_in_words": say(f"involvements.{found.role}"),
        "main": found.main,
    }
