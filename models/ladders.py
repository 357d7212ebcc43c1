"""Ladders: the steps of a council for each kind of request, as rows with the day from which they stand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml
from pydantic import TypeAdapter
from sqlalchemy import Index, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col

from models.base import Ask, OfACouncil, Shape, columns_of, of_a_council, one_of
from models.councils import COUNCIL_COLUMNS, CouncilFound
from models.requests import Request
from models.steps import StepTaken
from models.timeline import TimelineFound, topics_of
from models.words import say_best
from rules.clocks import RULES, Basis, in_words, local
from rules.kinds import Kind
from rules.ladder import Clock, Ladder, Planned, Rung, Step, Told, in_order, planned, to_come
from rules.requests import OPEN, State, What
from rules.working_days import Calendar

DEFAULT = Path(__file__).parent.parent / "catalogues" / "ladders" / "default.yaml"
ALWAYS = date(2000, 1, 1)


class LadderStep(OfACouncil, table=True):
    """One step of one kind, from a day on: what was asked on that day or later climbs by it."""

    __tablename__ = "ladders"
    __table_args__ = (
        of_a_council(),
        one_of("kind", Kind),
        one_of("step", Step),
        Index("uq_ladders_from", "council_id", "kind", "step", "effective_from", unique=True),
    )

    kind: Kind = Field(sa_type=Text)
    step: Step = Field(sa_type=Text)
    effective_from: date
    amount: int
    tells: Any = Field(sa_type=JSONB)

    @classmethod
    def of(cls, council_id: UUID, kind: Kind, rung: Rung, day: date) -> "LadderStep":
        """Make a row; the same step from the same day has the same id, so that none comes twice."""
        return cls(
            council_id=council_id,
            id=uuid5(council_id, f"ladder:{kind}:{rung.step}:{day}"),
            kind=kind,
            step=rung.step,
            effective_from=day,
            amount=rung.amount,
            tells=sorted(rung.tells),
        )


class StepSaid(Ask):
    amount: int
    tells: frozenset[Told]


@cache
def default_ladder() -> Mapping[Kind, Ladder]:
    """Read the ladder that stands in every council."""
    read = TypeAdapter(dict[Kind, dict[Step, StepSaid]])
    said = read.validate_python(yaml.safe_load(DEFAULT.read_text(encoding="utf-8")))
    return {kind: [Rung(step, each.amount, each.tells) for step, each in steps.items()] for kind, steps in said.items()}


def default_rows(council_id: UUID) -> Iterator[LadderStep]:
    for kind, ladder in default_ladder().items():
        yield from (LadderStep.of(council_id, kind, rung, ALWAYS) for rung in ladder)


class RungFound(Shape):
    """A step as a council has it."""

    kind: Kind
    step: Step
    effective_from: date
    amount: int
    tells: frozenset[Told]


RUNGS = select(*columns_of(LadderStep, RungFound)).order_by(
    col(LadderStep.kind), col(LadderStep.step), col(LadderStep.effective_from)
)


def ladder_on(day: date, kind: Kind, rungs: Sequence[RungFound]) -> list[Rung]:
    """Return the ladder of a kind as it stood on a day; a step that a council says nothing of is everywhere's."""
    known = [each for each in rungs if each.kind is kind and each.effective_from <= day]
    newest = {each.step: each for each in sorted(known, key=lambda each: each.effective_from)}
    return [
        Rung(rung.step, newest[rung.step].amount, newest[rung.step].tells) if rung.step in newest else rung
        for rung in default_ladder()[kind]
    ]


class ClockKept(Shape):
    """What the ladder of a request leans on, as it is kept."""

    kind: Kind
    state: State
    asked_at: datetime
    not_before: date | None
    due_at: datetime
    due_on: date
    late_day_at: datetime

    def clock(self, contests: Sequence[datetime]) -> Clock:
        asked_on = local(self.asked_at).date()
        waits = self.not_before if RULES[self.kind].basis is not Basis.law else None
        return Clock(
            asked_at=self.asked_at,
            counted_from=max(asked_on, waits or asked_on),
            due_at=self.due_at,
            due_on=self.due_on,
            late_day_at=self.late_day_at,
            contested_at=max(contests) if contests else None,
            contests=len(contests),
        )

    def planned(self, rungs: Sequence[RungFound], contests: Sequence[datetime], calendar: Calendar) -> list[Planned]:
        """Return the steps of this request, each with its time."""
        ladder = ladder_on(local(self.asked_at).date(), self.kind, rungs)
        return list(planned(ladder, self.clock(contests), calendar))


class StepFound(Shape):
    step: Step
    turn: int
    at: datetime
    taken_at: datetime


class StepShown(Shape):
    """A step that was taken, or the next one to come: then `taken_at` is null. `at_in_words` is London time."""

    step: Step
    at: datetime
    at_in_words: str
    taken_at: datetime | None
    says: str


class CouncilWithLadder(CouncilFound):
    """The caller's council, and the ladder of one request in it."""

    climbs: ClockKept | None
    rungs: list[RungFound]
    taken: list[StepFound]

    def steps(
        self, story: Sequence[TimelineFound], calendar: Calendar, now: datetime, page: str = "steps"
    ) -> list[StepShown]:
        """Return every step that was taken, and the next one while the request is open."""
        if self.climbs is None:
            return []
        of = self.climbs.kind
        shown = [_shown(each, of, f"{page}.taken", each.taken_at) for each in sorted(self.taken, key=in_order)]
        if self.climbs.state not in OPEN:
            return shown
        contests = [line.at for line in story if line.what is What.contested]
        left = to_come(
            self.climbs.planned(self.rungs, contests, calendar),
            frozenset((each.step, each.turn) for each in self.taken),
            now,
            held=self.climbs.state is State.taken,
        )
        return [*shown, _shown(left, of, f"{page}.next", None)] if left else shown


def _shown(step: StepFound | Planned, of: Kind, page: str, taken_at: datetime | None) -> StepShown:
    when = in_words(step.at)
    says = say_best(page, [*(f"{step.step}_{topic}" for topic in topics_of(of, None)), step.step], when=when)
    return StepShown(step=step.step, at=step.at, at_in_words=when, taken_at=taken_at, says=says)


def _object(table: Any, shape: type[Shape]) -> Any:  # noqa: ANN401  a table and an expression
    return func.jsonb_build_object(*(part for name in shape.model_fields for part in (name, getattr(table, name))))


_one = col(Request.id) == bindparam("request_id")
_kind = select(col(Request.kind)).where(_one).scalar_subquery()
_climbs = select(_object(Request, ClockKept)).where(_one).scalar_subquery()
_rungs = select(func.coalesce(func.jsonb_agg(_object(LadderStep, RungFound)), func.jsonb_build_array())).where(
    col(LadderStep.kind) == _kind
)
_steps = select(
    func.coalesce(
        func.jsonb_agg(
            func.jsonb_build_object(
                "step", StepTaken.step, "turn", StepTaken.turn, "at", StepTaken.at, "taken_at", StepTaken.taken_at
            )
        ),
        func.jsonb_build_array(),
    )
).where(col(StepTaken.request_id) == bindparam("request_id"))
MY_COUNCIL_WITH_LADDER = select(
    *COUNCIL_COLUMNS,
    _climbs.label("climbs"),
    _rungs.scalar_subquery().label("rungs"),
    _steps.scalar_subquery().label("taken"),
)
