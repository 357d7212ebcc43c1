"""What each person may write of plans, reviews, promises, involvements and the report."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import uuid4

from tests.conftest import WEDNESDAY
from tests.walls.cast import DAY, promise
from tests.walls.hats import LOADER, REPORTS
from tests.walls.plan_rows import APRIL, MARCH, plan_id
from tests.walls.probes import Probe
from tests.walls.rows import TWIN
from tests.walls.write_probes import DONE, REFUSED, Writes

# (who, whose plan, the answer)
PLANNING = (
    ("sam", "ida", DONE), ("cy", "ida", DONE), ("priya", "ida", DONE), ("alex", "ida", REFUSED), ("bo", "ida", REFUSED),
    ("wes", "ida", REFUSED), ("dana", "ida", REFUSED), ("maya", "ida", REFUSED), ("ruth", "ida", REFUSED),
    ("bo", "kai", DONE), ("wes", "kai", DONE), ("sam", "kai", REFUSED), ("priya", "kai", REFUSED),
    (LOADER, "ida", DONE),
)  # fmt: skip
# How many plans each may write the next version of, and how many reviews to come each may plan.
PLANS_CHANGED = {
    "sam": 7,
    "cy": 7,
    "priya": 7,
    "bo": 1,
    "wes": 1,
    "alex": 0,
    "hal": 0,
    "dana": REFUSED,
    "maya": REFUSED,
}
REVIEWS_PLANNED = {"dana": 5, "rio": 0, "sam": REFUSED, "priya": REFUSED, "maya": REFUSED}
# (who, for whom, whom, what is different, the answer): a manager makes all but advocates and visitors.
MAKING: tuple[tuple[str, str, str, Mapping[str, object], object], ...] = (
    ("priya", "maya", "alex", {}, DONE),
    ("priya", "maya", "alex", {"role": "advocate"}, REFUSED),
    ("priya", "maya", "alex", {"started_at": WEDNESDAY - DAY}, REFUSED),
    ("priya", "maya", "alex", {"council_id": TWIN}, REFUSED),
    ("priya", "kai", "alex", {}, REFUSED),
    ("wes", "kai", "alex", {}, DONE),
    ("sam", "maya", "alex", {}, REFUSED),
    ("ruth", "maya", "oli", {"role": "advocate"}, DONE),
    ("ruth", "maya", "oli", {"role": "advocate", "main": True}, REFUSED),
    ("ruth", "maya", "oli", {"role": "advocate", "started_at": WEDNESDAY - DAY}, REFUSED),
    ("ruth", "maya", "oli", {"role": "advocate", "council_id": TWIN}, REFUSED),
    ("ruth", "maya", "oli", {}, REFUSED),
    ("ruth", "sam", "oli", {"role": "advocate"}, REFUSED),
    ("ade", "maya", "oli", {"role": "advocate"}, REFUSED),
)
ENDED = {"priya": 6, "wes": 1, "ruth": 1, "sam": REFUSED, "dana": REFUSED, "ade": REFUSED, "maya": REFUSED}


class PlanWrites(Writes):
    """Makes these probes for one world whose rows have names."""

    def probes(self) -> Iterator[Probe]:
        yield from self._planning()
        yield from self._reviewing()
        yield from self._saying()
        yield from self._involving()
        yield from self._reporting()
        yield from self._raising()

    def _planning(self) -> Iterator[Probe]:
        for who, whose, answer in PLANNING:
            about: dict[str, object] = {"id": uuid4(), "young_person_id": self._id(whose)}
            this = about | {"plan_id": plan_id(self._world, whose), "version": 1}
            signed = {
                "written_at": WEDNESDAY, "written_by_id": self._id("sam" if who == LOADER else who), "written_by": who,
                "written_by_job": "social_worker",
            }  # fmt: skip
            rows: Mapping[str, dict[str, object]] = {
                "plans": about | {"kind": "care", "version": 1},
                "plan_versions": this | signed | {"version": 2},
                "plan_sections": this | {"section": "free_time", "body": "You swim."},
                "withheld_parts": this | {"section": "family", "body": "Not yet."},
                "plan_actions": this
                | {"action_id": uuid4(), "position": 2, "what": "Ring", "owner": "Kay", "state": "to_do"},
            }
            for relation, row in rows.items():
                yield self._insert(who, relation, f"writes {relation} of {whose}", answer, **row)
                elsewhere = row | {"council_id": TWIN}
                yield self._insert(who, relation, f"writes {relation} elsewhere", REFUSED, **elsewhere)
            if answer == DONE and who != LOADER:
                second = rows["plan_versions"]
                by_oli, before = second | {"written_by_id": self._id("oli")}, second | {"written_at": WEDNESDAY - DAY}
                yield self._insert(who, "plan_versions", "signs as Oli", REFUSED, **by_oli)
                yield self._insert(who, "plan_versions", "wrote it yesterday", REFUSED, **before)
        for who, changed in PLANS_CHANGED.items():
            says = f"{who} goes on with the plans that are their work"
            yield Probe(who, "plans", says, "update kept.plans set version = 2", {}, changed)

    def _reviewing(self) -> Iterator[Probe]:
        for who, whose, answer in (
            ("dana", "jay", DONE), ("dana", "ida", REFUSED), ("dana", "kai", REFUSED), ("rio", "ida", REFUSED),
            ("sam", "ida", REFUSED), ("maya", "maya", REFUSED), (LOADER, "ida", DONE),
        ):  # fmt: skip
            review: dict[str, object] = {
                "id": uuid4(), "young_person_id": self._id(whose), "plan_kind": "care", "rule": "later",
                "counted_from": MARCH, "due_on": MARCH + timedelta(100), "planned_on": MARCH + timedelta(90),
            }  # fmt: skip
            yield self._insert(who, "reviews", f"plans a review for {whose}", answer, **review)
            yield self._insert(who, "reviews", "plans one elsewhere", REFUSED, **review | {"council_id": TWIN})
        for who, planned in REVIEWS_PLANNED.items():
            says = f"{who} plans the reviews that are theirs to hold"
            plan = "update kept.reviews set planned_on = '2026-12-01'"
            met = f"{plan} where young_person_id <> %(ida)s"
            yield Probe(who, "reviews", says, met, {"ida": self._id("ida")}, planned)
            # Ida had another reviewing officer before, and does not know Dana yet.
            yield Probe(who, "reviews", f"{says}, and Ida's", plan, {}, planned if planned == 0 else REFUSED)
        wish = "update kept.reviews set taking_part = 'phone', said_at = %(at)s"
        for who, answer in (("maya", 3), ("m1", 3), ("dana", REFUSED), ("sam", REFUSED)):
            says = f"{who} says how she takes part"
            yield Probe(who, "reviews", says, wish, {"at": WEDNESDAY}, answer)
            yield Probe(who, "reviews", f"{says}, yesterday", wish, {"at": WEDNESDAY - DAY}, REFUSED)

    def _saying(self) -> Iterator[Probe]:
        """Say what she thinks, be given a copy, rate a promise: for herself, now, here."""
        for who, whose, answer in (
            ("maya", "maya", DONE), ("m1", "maya", DONE), ("maya", "jay", REFUSED), ("sam", "maya", REFUSED),
            ("dana", "maya", REFUSED), (LOADER, "maya", REFUSED),
        ):  # fmt: skip
            about = {"young_person_id": self._id(whose)}
            this = about | {"plan_id": plan_id(self._world, whose), "version": 1}
            rating = about | {"promise_id": promise(self._world).id, "rating": "kept"}
            version = this | {"plan_id": self._world.council.id_of("plan", "maya:care")}
            rows: Mapping[str, tuple[dict[str, object], str]] = {
                "plan_views": (this | {"id": uuid4(), "kind": "view", "message": "I like it."}, "said_at"),
                "plan_receipts": (version, "given_at"),
                "ratings": (rating | {"id": uuid4()}, "at"),
            }
            for relation, (row, when) in rows.items():
                for says, given, told in (
                    (f"of {whose}", {when: WEDNESDAY}, answer),
                    ("elsewhere", {when: WEDNESDAY, "council_id": TWIN}, REFUSED),
                    ("yesterday", {when: WEDNESDAY - DAY}, REFUSED),
                ):
                    yield self._insert(who, relation, f"writes {relation} {says}", told, **row | given)

    def _involving(self) -> Iterator[Probe]:
        for who, whose, whom, different, answer in MAKING:
            usual: dict[str, object] = {
                "id": uuid4(), "young_person_id": self._id(whose), "worker_id": self._id(whom),
                "role": "support_worker", "main": False, "started_at": WEDNESDAY,
            }  # fmt: skip
            says = f"says that {whom} is there for {whose} {dict(different)}"
            yield self._insert(who, "involvements", says, answer, **usual | dict(different))
        end = "update kept.involvements set ended_at = %(at)s, end_reason = 'moved on'"
        for who, number in ENDED.items():
            says = f"{who} ends the involvements that are theirs to end"
            yield Probe(who, "involvements", says, end, {"at": WEDNESDAY}, number)
            then = {"at": WEDNESDAY - DAY}
            yield Probe(who, "involvements", f"{says}, yesterday", end, then, REFUSED)

    def _reporting(self) -> Iterator[Probe]:
        month: dict[str, object] = {"id": uuid4(), "month": APRIL, "frozen_on": APRIL + timedelta(45)}
        for says, more, answer in (
            ("publishes a month", {"written_at": WEDNESDAY}, DONE),
            ("publishes one elsewhere", {"written_at": WEDNESDAY, "council_id": TWIN}, REFUSED),
            ("published it yesterday", {"written_at": WEDNESDAY - DAY}, REFUSED),
        ):
            yield self._insert(REPORTS, "callback_months", says, answer, **month | more)
        for who in ("lee", "ruth", "priya"):
            yield self._insert(who, "callback_months", "publishes one", REFUSED, **month, written_at=WEDNESDAY)
        count = "select %(council)s::uuid, open from walls.count_callbacks(%(month)s, %(frozen)s)"
        for who, counted, told in (
            (REPORTS, APRIL, frozenset({"one call that waits"})),
            (REPORTS, MARCH, frozenset()),  # what was published is not counted again
            ("lee", APRIL, REFUSED),
            ("priya", APRIL, REFUSED),
        ):
            values = {"council": self._world.id, "month": counted, "frozen": counted + timedelta(45)}
            yield Probe(who, "callback_months", f"{who} counts {counted}", count, values, told)
        line: dict[str, object] = {
            "id": uuid4(), "pledge": "tests", "version": 1, "line": "two", "position": 2, "theme": "there_for_you",
            "words": "We ring.", "source": "A pledge", "place": "Line 2", "kind": "rated", "basis": "promise",
            "audience": "both", "effective_from": MARCH,
        }  # fmt: skip
        for who, answer in ((LOADER, DONE), ("kim", REFUSED), ("maya", REFUSED)):
            yield self._insert(who, "promises", "adopts a promise", answer, **line)
            yield self._insert(who, "promises", "adopts one elsewhere", REFUSED, **line | {"council_id": TWIN})

    def _raising(self) -> Iterator[Probe]:
        """Raise an alarm: a young person for herself, now, also from a mere phone."""
        alarm = {"id": uuid4(), "request_id": self._row("requests", "help"), "rules": "1", "at": WEDNESDAY}
        for who, about, different, answer in (
            ("maya", "maya", {}, DONE), ("m1", "maya", {}, DONE), ("maya", "jay", {}, REFUSED),
            ("maya", "maya", {"at": WEDNESDAY - DAY}, REFUSED), ("maya", "maya", {"council_id": TWIN}, REFUSED),
            ("eve", "maya", {}, REFUSED), ("sam", "maya", {}, REFUSED),
        ):  # fmt: skip
            given = {**alarm, **different, "young_person_id": self._id(about)}
            yield self._insert(who, "alarms", f"raises an alarm for {about} {dict(different)}", answer, **given)
