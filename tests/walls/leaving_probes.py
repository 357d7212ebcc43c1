"""What the hand-over may write, and who may say that somebody leaves: a line for each thing allowed or refused."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import uuid4

from auth.permissions import Hat
from models.accounts import Role
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.cast import DAY
from tests.walls.hats import HANDOVER
from tests.walls.leaving_rows import WHY, leaver_id, session_id
from tests.walls.probes import SEES, Probe
from tests.walls.rows import TWIN, Names
from tests.walls.write_probes import DONE, REFUSED, Writes

LATER, YESTERDAY = WEDNESDAY + 3 * DAY, WEDNESDAY - DAY
# (who, whose leaving, what is different, the answer)
SAYING: tuple[tuple[str, str, Mapping[str, object], object], ...] = (
    ("priya", "sam", {}, DONE),
    ("priya", "bo", {}, REFUSED),
    ("priya", "sam", {"said_at": YESTERDAY}, REFUSED),
    ("priya", "sam", {"leaves_at": YESTERDAY}, REFUSED),
    ("priya", "sam", {"said_by_id": "kim"}, REFUSED),
    ("kim", "bo", {}, DONE),
    ("kim", "ade", {}, DONE),
    ("kim", "bo", {"council_id": TWIN}, REFUSED),
    ("kim", "bo", {"said_by_id": "priya"}, REFUSED),
    ("sam", "sam", {}, REFUSED),
    ("ruth", "sam", {}, REFUSED),
    (HANDOVER, "sam", {"said_by_id": "kim"}, REFUSED),
)
# How many departures each may change, when they name none: what is done is over.
CHANGED = {"priya": 1, "wes": 2, "kim": 3, "sam": REFUSED, "dana": REFUSED, HANDOVER: REFUSED}
# What the hand-over changes when it names no row, and what it may not make of one.
_OPEN = sum(HANDOVER in seen.split() for seen in SEES["requests"].values())
_COVERS, _TIES = len(SEES["covers"]), 8
DOING: tuple[tuple[str, str, object], ...] = (
    ("requests", "next_look_at = %(now)s, changed_at = %(now)s", _OPEN),
    ("requests", "next_look_at = %(now)s, changed_at = %(before)s", REFUSED),
    ("requests", "state = 'answered', taker_id = null, changed_at = %(now)s", REFUSED),
    ("requests", "due_at = due_at, changed_at = %(now)s", REFUSED),
    ("departures", "done_at = %(now)s where leaves_at <= %(now)s", 1),
    ("departures", "announced_for = leaves_at where leaves_at > %(now)s", 2),
    ("departures", "announced_for = %(before)s where leaves_at > %(now)s", REFUSED),
    ("departures", "announced_for = leaves_at where leaves_at <= %(now)s", REFUSED),
    ("departures", "done_at = %(now)s", REFUSED),
    ("departures", "done_at = %(before)s", REFUSED),
    ("accounts", "state = 'ended'", 2),
    ("accounts", "state = 'active'", REFUSED),
    ("sessions", "ended_at = %(now)s, why_ended = 'left'", 2),
    ("sessions", "ended_at = %(before)s, why_ended = 'left'", REFUSED),
    ("sessions", "ended_at = %(now)s, why_ended = 'signed_out'", REFUSED),
    ("covers", "away_until = away_until", _COVERS),
    ("involvements", "ended_at = %(now)s, end_reason = 'left'", _TIES),
    ("involvements", "ended_at = %(before)s, end_reason = 'left'", REFUSED),
    ("closed_days", "moved_at = %(now)s", 1),
    ("closed_days", "moved_at = %(before)s", REFUSED),
)

# (who, what is different, the answer): the admin says in good time that the offices are closed on a day.
CLOSING: tuple[tuple[str, Mapping[str, object], object], ...] = (
    ("kim", {}, DONE),
    ("kim", {"kind": "bank_holiday", "day": date(2026, 6, 11)}, DONE),
    ("kim", {"kind": "bank_holiday", "day": date(2026, 6, 9)}, REFUSED),
    ("kim", {"day": date(2026, 7, 6)}, REFUSED),
    ("kim", {"said_by_id": "priya"}, REFUSED),
    ("kim", {"said_at": YESTERDAY}, REFUSED),
    ("kim", {"council_id": TWIN}, REFUSED),
    ("priya", {}, REFUSED),
    (HANDOVER, {}, REFUSED),
)
_MOVES, _STAYS = frozenset({"it moves"}), frozenset({"it stays"})
# (who, which request, how many days from now it would be due, the day that is closed, what comes of it)
MOVING: tuple[tuple[str, str, int, str, object], ...] = (
    (HANDOVER, "open", 50, WHY, _MOVES),
    (HANDOVER, "advocate", 50, WHY, _MOVES),
    (HANDOVER, "open", 1, WHY, _STAYS),  # sooner
    (HANDOVER, "open", 20, WHY, _STAYS),  # the closed day is not among its days
    (HANDOVER, "open", 50, "Nobody said so", _STAYS),
    (HANDOVER, "complaint", 50, WHY, _STAYS),  # set by law
    (HANDOVER, "ended", 50, WHY, _STAYS),
    (HANDOVER, "late", 50, WHY, _STAYS),
    ("priya", "open", 50, WHY, REFUSED),
    ("maya", "open", 50, WHY, REFUSED),
    ("ladder", "open", 50, WHY, REFUSED),
)


class LeavingWrites(Writes):
    """Makes the probes of the hand-over and of leaving."""

    def __init__(self, world: World, names: Names) -> None:
        super().__init__(world, names)
        self._now = {"now": WEDNESDAY, "before": YESTERDAY}

    def probes(self) -> Iterator[Probe]:
        yield from self._saying()
        yield from self._doing()
        yield from self._beginning()
        yield from self._telling()
        yield from self._closing()
        yield from self._moving()

    def _saying(self) -> Iterator[Probe]:
        for who, whose, different, answer in SAYING:
            usual: dict[str, object] = {
                "id": uuid4(), "worker_id": whose, "leaves_at": LATER, "said_by_id": who, "said_at": WEDNESDAY,
            }  # fmt: skip
            given = usual | dict(different)
            given |= {name: self._id(given[name]) for name in ("worker_id", "said_by_id")}
            yield self._insert(who, "departures", f"says that {whose} leaves {dict(different)}", answer, **given)
        change = "update kept.departures set leaves_at = %(later)s, said_by_id = %(me)s, said_at = %(now)s"
        for who, answer in CHANGED.items():
            mine = {"later": LATER, "now": WEDNESDAY, "me": self._id("kim" if who == HANDOVER else who)}
            yield Probe(who, "departures", f"{who} says another day", change, mine, answer)
            says = f"{who} says another day in Oli's name"
            yield Probe(who, "departures", says, change, mine | {"me": self._id("oli")}, REFUSED)

        gil = (self._world.id, leaver_id(self._world, "gil"), Role.worker, Hat.worker)
        comes = "select %(council)s::uuid, walls.enter(%(context)s, %(seal)s)"

        def signed() -> Mapping[str, object]:
            line = self._world.app.state.seals.seal(*gil, "tests", "kept-tests", 2, session_id(self._world, "gil"))
            return {**line.values, "council": self._world.id}

        yield Probe("priya", "departures", "Gil, who has left, comes in", comes, signed, "28000")

    def _doing(self) -> Iterator[Probe]:
        for relation, words, answer in DOING:
            statement = f"update kept.{relation} set {words}"  # noqa: S608  names of ours
            yield Probe(HANDOVER, relation, f"the hand-over: {relation} {words}", statement, self._now, answer)

    def _beginning(self) -> Iterator[Probe]:
        usual: dict[str, object] = {
            "id": uuid4(), "young_person_id": self._id("kai"), "worker_id": self._id("wes"), "role": "support_worker",
            "main": False, "started_at": WEDNESDAY,
        }  # fmt: skip
        for different, answer in (
            ({}, DONE), ({"role": "advocate"}, REFUSED), ({"started_at": YESTERDAY}, REFUSED),
            ({"council_id": TWIN}, REFUSED),
        ):  # fmt: skip
            yield self._insert(HANDOVER, "involvements", f"begins one {different}", answer, **usual | different)

    def _telling(self) -> Iterator[Probe]:
        of: dict[str, object] = {"request_id": self._row("requests", "open"), "what": "moved"}
        line: dict[str, object] = of | {"id": uuid4(), "young_person_id": self._id("maya"), "at": WEDNESDAY}
        notice: dict[str, object] = of | {
            "id": uuid4(), "recipient_id": self._id("maya"), "kind": "request", "about": "contact", "secret": False,
            "count": 1, "made_at": WEDNESDAY, "show_from": WEDNESDAY,
        }  # fmt: skip
        for relation, row, when in (("timeline", line, "at"), ("notices", notice, "made_at")):
            for different, answer in (
                ({}, DONE), ({"what": "taken"}, REFUSED), ({when: YESTERDAY}, REFUSED), ({"council_id": TWIN}, REFUSED),
            ):  # fmt: skip
                yield self._insert(HANDOVER, relation, f"tells in {relation} {different}", answer, **row | different)

    def _closing(self) -> Iterator[Probe]:
        for who, different, answer in CLOSING:
            usual: dict[str, object] = {
                "id": uuid4(), "kind": "closure", "day": date(2026, 8, 3), "why": WHY, "said_by_id": who,
                "said_at": WEDNESDAY,
            }  # fmt: skip
            given = usual | dict(different)
            given["said_by_id"] = self._id("kim" if given["said_by_id"] == HANDOVER else given["said_by_id"])
            yield self._insert(who, "closed_days", f"says that a day is closed {dict(different)}", answer, **given)

    def _moving(self) -> Iterator[Probe]:
        """Move a date: only by the hand-over, only of what is open, only later, only for a day that was said."""
        call = (
            "select %(council)s::uuid, walls.move_clock(%(request)s, %(line)s, %(due)s, %(due)s::date, %(late)s,"
            " '[]'::jsonb, %(why)s)"
        )
        for who, row, days, why, answer in MOVING:
            due = WEDNESDAY + days * DAY
            values = {
                "council": self._world.id, "request": self._row("requests", row), "line": uuid4(), "due": due,
                "late": due + DAY, "why": why,
            }  # fmt: skip
            yield Probe(who, "closed_days", f"{who} moves {row} by {days} days: {why}", call, values, answer)
