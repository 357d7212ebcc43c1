"""What each may write of steps, breaches and notices, and what the jobs may do under their two hats."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from psycopg.types.json import Jsonb

from tests.conftest import WEDNESDAY
from tests.walls.cast import DAY
from tests.walls.hats import DELIVERY, HATS, LADDER, LOADER, RETENTION
from tests.walls.probes import SEES, Probe
from tests.walls.rows import KEYS, TWIN
from tests.walls.write_probes import DONE, REFUSED, THERE_ALREADY, Writes

_SECRET = ("advocate", "complaint", "help")
_KINDS = {
    "advocate": "advocate", "advocate held by ruth": "advocate", "council of young people": "advocate",
    "complaint": "complaint", "about cleo": "complaint", "comment": "comment", "help": "help",
    "help kept from eve": "help", "help kept from ruth": "help", "help to rights": "help",
}  # fmt: skip
# (of which request, who is told, what is different, the answer) by the ladder
CLIMBING: tuple[tuple[str, str, Mapping[str, Any], object], ...] = (
    ("open", "maya", {}, DONE), ("advocate", "maya", {}, DONE), ("open", "jay", {}, REFUSED),
    ("open", "maya", {"secret": True}, REFUSED), ("advocate", "maya", {"secret": False}, REFUSED),
    ("open", "maya", {"about": "comment"}, REFUSED), ("open", "maya", {"made_at": WEDNESDAY - DAY}, REFUSED),
    ("open", "maya", {"read_at": WEDNESDAY}, REFUSED), ("open", "maya", {"council_id": TWIN}, REFUSED),
    # a call: the team, whoever stands in, the manager, hers who reviews, those for rights
    ("open", "sam", {}, DONE), ("open", "cy", {}, DONE), ("open", "priya", {}, DONE), ("open", "dana", {}, DONE),
    ("open", "ruth", {}, DONE), ("open", "wes", {}, DONE), ("open", "alex", {}, DONE), ("held", "hal", {}, DONE),
    ("open", "hal", {}, REFUSED), ("open", "bo", {}, REFUSED), ("open", "rio", {}, REFUSED),
    ("open", "eve", {}, REFUSED), ("open", "cleo", {}, REFUSED), ("open", "ade", {}, REFUSED),
    ("open", "pat", {}, REFUSED), ("open", "lee", {}, REFUSED), ("open", "kim", {}, REFUSED),
    ("open", "sam", {"secret": True}, REFUSED), ("open", "sam", {"about": "comment"}, REFUSED),
    ("open", "sam", {"made_at": WEDNESDAY - DAY}, REFUSED), ("open", "sam", {"council_id": TWIN}, REFUSED),
    # a secret: on its own side of the walls
    ("advocate", "ruth", {}, DONE), ("advocate", "ade", {}, DONE), ("advocate", "ruth", {"secret": False}, REFUSED),
    ("advocate", "sam", {}, REFUSED), ("advocate", "priya", {}, REFUSED), ("advocate", "dana", {}, REFUSED),
    ("advocate", "cleo", {}, REFUSED), ("advocate", "pat", {}, REFUSED), ("advocate", "eve", {}, REFUSED),
    ("council of young people", "pat", {}, DONE), ("council of young people", "ade", {}, REFUSED),
    ("help", "eve", {}, DONE), ("help", "priya", {}, REFUSED), ("help", "ruth", {}, REFUSED),
    ("help kept from eve", "eve", {}, REFUSED), ("help kept from ruth", "ruth", {}, REFUSED),
    ("help to rights", "ruth", {}, DONE), ("help to rights", "ade", {}, REFUSED), ("urgent", "eve", {}, DONE),
    # what is said to those who listen: never to whoever it is about
    ("complaint", "cleo", {}, DONE), ("complaint", "priya", {}, REFUSED), ("complaint", "sam", {}, REFUSED),
    ("complaint", "ruth", {}, REFUSED), ("about cleo", "cleo", {}, REFUSED), ("about cleo", "ruth", {}, DONE),
    ("comment", "cleo", {}, DONE), ("comment", "dana", {}, REFUSED), ("comment", "priya", {}, REFUSED),
)  # fmt: skip
DIGESTS: tuple[tuple[str, Mapping[str, Any], object], ...] = (
    ("sam", {}, DONE), ("maya", {}, REFUSED), ("sam", {"secret": True}, REFUSED), ("priya", {"secret": True}, REFUSED),
    ("maya", {"secret": True}, REFUSED), ("ruth", {"secret": True}, DONE), ("eve", {"secret": True}, DONE),
    ("sam", {"made_at": WEDNESDAY - DAY}, REFUSED), ("sam", {"council_id": TWIN}, REFUSED),
)  # fmt: skip
# (who tells, of which request, whom, what is different, the answer)
TELLING: tuple[tuple[str, str, str, Mapping[str, Any], object], ...] = (
    ("sam", "open", "maya", {}, DONE), ("sam", "held", "hal", {}, DONE), ("sam", "open", "priya", {}, REFUSED),
    ("sam", "open", "jay", {}, REFUSED), ("sam", "open", "maya", {"about": "comment"}, REFUSED),
    ("sam", "open", "maya", {"secret": True}, REFUSED), ("sam", "open", "maya", {"made_at": WEDNESDAY - DAY}, REFUSED),
    ("sam", "open", "maya", {"council_id": TWIN}, REFUSED), ("sam", "advocate", "maya", {}, REFUSED),
    ("priya", "open", "maya", {}, DONE), ("dana", "to reviewing", "maya", {}, DONE),
    ("ruth", "advocate", "maya", {}, DONE), ("ruth", "advocate", "maya", {"secret": False}, REFUSED),
    ("cleo", "complaint", "maya", {}, DONE), ("pat", "council of young people", "maya", {}, DONE),
    ("ade", "advocate", "maya", {}, DONE), ("eve", "urgent", "maya", {}, DONE), ("eve", "open", "maya", {}, REFUSED),
    ("maya", "held", "hal", {}, DONE), ("m1", "held", "hal", {}, DONE), ("maya", "open", "sam", {}, REFUSED),
    ("maya", "open", "maya", {}, REFUSED), ("maya", "advocate held by ruth", "ruth", {}, DONE),
    ("m1", "advocate held by ruth", "ruth", {}, REFUSED), ("maya", "held", "hal", {"council_id": TWIN}, REFUSED),
    ("maya", "held", "hal", {"made_at": WEDNESDAY - DAY}, REFUSED),
)  # fmt: skip


class ClimbingWrites(Writes):
    """Makes these probes for one world whose rows have names."""

    def probes(self) -> Iterator[Probe]:
        yield from self._climbing()
        yield from self._telling()
        yield from self._reading()
        yield from self._letting_go()
        yield from self._setting_up()

    def _climbing(self) -> Iterator[Probe]:
        of: dict[str, object] = {"young_person_id": self._id("maya"), "request_id": self._row("requests", "open")}
        step: dict[str, object] = of | {"step": "due", "turn": 0, "at": WEDNESDAY, "taken_at": WEDNESDAY}
        breach: dict[str, object] = of | {
            "team_id": self._id("east"), "due_at": WEDNESDAY - DAY, "recorded_at": WEDNESDAY,
        }  # fmt: skip
        line: dict[str, object] = of | {"id": uuid4(), "at": WEDNESDAY, "what": "due"}
        call: dict[str, object] = of | {"minutes": 0, "at": WEDNESDAY, "made_at": WEDNESDAY}
        for different, relation, row, answer in (
            ({}, "steps", step, DONE), ({"at": WEDNESDAY + DAY}, "steps", step, REFUSED),
            ({"taken_at": WEDNESDAY - DAY}, "steps", step, REFUSED), ({"council_id": TWIN}, "steps", step, REFUSED),
            ({}, "breaches", breach, THERE_ALREADY), ({"due_at": WEDNESDAY + DAY}, "breaches", breach, REFUSED),
            ({"recorded_at": WEDNESDAY - DAY}, "breaches", breach, REFUSED),
            ({"council_id": TWIN}, "breaches", breach, REFUSED),
            ({}, "calls", call, DONE), ({"at": WEDNESDAY + DAY}, "calls", call, REFUSED),
            ({"made_at": WEDNESDAY - DAY}, "calls", call, REFUSED), ({"council_id": TWIN}, "calls", call, REFUSED),
            ({"what": "called_again"}, "timeline", line, DONE),
            ({}, "timeline", line, DONE), ({"what": "answered"}, "timeline", line, REFUSED),
            ({"at": WEDNESDAY - DAY}, "timeline", line, REFUSED), ({"council_id": TWIN}, "timeline", line, REFUSED),
        ):  # fmt: skip
            yield self._insert(LADDER, relation, f"climbs {dict(different)}", answer, **row | dict(different))
        due = len(SEES["requests"]) - 1  # one has ended, and is looked at no more
        look = "update kept.requests set next_look_at = %(at)s"
        yield Probe(LADDER, "requests", "the ladder looks again", look, {"at": WEDNESDAY}, due)
        count = "update kept.notices set count = 3, read_at = %(at)s"
        yield Probe(LADDER, "notices", "the ladder counts on, and it is news again", count, {"at": None}, 3)
        yield Probe(LADDER, "notices", "the ladder takes nothing as read", count, {"at": WEDNESDAY}, REFUSED)

    def _telling(self) -> Iterator[Probe]:
        for row, whom, different, answer in CLIMBING:
            told = self._notice(row, whom) | dict(different)
            yield self._insert(LADDER, "notices", f"tells {whom} of {row} {dict(different)}", answer, **told)
        for whom, different, answer in DIGESTS:
            digest = self._told(whom) | {"kind": "digest", "count": 3, "digest_of": WEDNESDAY + DAY} | dict(different)
            yield self._insert(LADDER, "notices", f"sums up for {whom} {dict(different)}", answer, **digest)
        for who, row, whom, different, answer in TELLING:
            told = self._notice(row, whom) | dict(different)
            yield self._insert(who, "notices", f"tells {whom} of {row} {dict(different)}", answer, **told)

    def _told(self, whom: str) -> dict[str, object]:
        return {
            "id": uuid4(), "recipient_id": self._id(whom), "secret": False, "count": 1, "made_at": WEDNESDAY,
            "show_from": WEDNESDAY + DAY,
        }  # fmt: skip

    def _notice(self, row: str, whom: str) -> dict[str, object]:
        kind = _KINDS.get(row, "contact")
        of = {"kind": "request", "request_id": self._row("requests", row), "what": "due", "about": kind}
        return self._told(whom) | of | {"secret": kind in _SECRET}

    def _reading(self) -> Iterator[Probe]:
        """Take as read what is one's own, now, and there to be seen."""
        read = "update kept.notices set read_at = %(at)s"
        for who in HATS:
            if who in (LADDER, RETENTION, DELIVERY) or not any(
                who in seen.split() for seen in SEES["notices"].values()
            ):
                continue
            mine = sum(who in seen.split() for seen in SEES["notices"].values())
            yield Probe(who, "notices", f"{who} reads their own", read, {"at": WEDNESDAY}, mine)
            yield Probe(who, "notices", f"{who} reads it yesterday", read, {"at": WEDNESDAY - DAY}, REFUSED)

    @staticmethod
    def _letting_go() -> Iterator[Probe]:
        forget = "delete from kept.idempotency_keys"
        yield Probe(RETENTION, "idempotency_keys", "what is older than a day is let go", forget, {}, 1)
        for who in (*sorted(HATS.keys() & set(KEYS)), LADDER, LOADER):
            yield Probe(who, "idempotency_keys", f"{who} lets nothing go", forget, {}, REFUSED)

    def _setting_up(self) -> Iterator[Probe]:
        rung = {
            "id": uuid4(), "kind": "contact", "step": "half_way", "effective_from": WEDNESDAY + DAY, "amount": 40,
            "tells": Jsonb(["holder"]),
        }  # fmt: skip
        for who, different, answer in (
            (LOADER, {}, DONE), (LOADER, {"council_id": TWIN}, REFUSED), (LADDER, {}, REFUSED), ("priya", {}, REFUSED),
        ):  # fmt: skip
            yield self._insert(who, "ladders", f"sets a step {dict(different)}", answer, **rung | dict(different))
