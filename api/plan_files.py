"""Plans and reviews in a council's file: written in the same shapes as staff send them, days told from the start."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Protocol, Self
from uuid import UUID, uuid5

from pydantic import Field, model_validator
from sqlmodel import SQLModel

from models.base import Ask, Line, Words
from models.plan_edits import ActionEdit, Colleague, PlanEdit, SectionEdit
from models.plans import Plan, PlanVersion
from models.reviews import Review
from rules.clocks import local
from rules.plans import ActionState, PlanKind
from rules.reviews import ReviewRule, due
from rules.working_days import ZONE, Calendar

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class Keys(Protocol):
    """The file that a plan stands in: it knows what every key means."""

    @property
    def council_id(self) -> UUID: ...
    def id_of(self, what: str, key: str) -> UUID: ...
    def colleagues(self) -> dict[str, Colleague]: ...
    def calendar(self) -> Calendar: ...


class Withheld(Ask):
    because: Line
    body: Words


class ActionSaid(Ask):
    """`owner` is a key of the staff list, or anybody else in plain words."""

    key: Key
    section: Line | None = None
    what: Line
    owner: Line
    due_on: date | None = None
    due_in_days: int | None = None
    state: ActionState = ActionState.to_do
    reason: Line | None = None


class VersionSaid(Ask):
    written_by: Key
    written_on: date | None = None
    written_days_ago: int | None = Field(default=None, ge=0)
    sections: dict[str, Words]
    withheld: dict[str, Withheld] = Field(default_factory=dict)
    actions: list[ActionSaid] = Field(default_factory=list)

    @model_validator(mode="after")
    def written_once(self) -> Self:
        if (self.written_on is None) == (self.written_days_ago is None):
            raise ValueError("Say once when it was `written_on`.")
        return self

    def written_at(self, now: datetime) -> datetime:
        if self.written_on:
            return datetime.combine(self.written_on, time(12), ZONE).astimezone(UTC)
        return now - timedelta(days=self.written_days_ago or 0)


class PlanSaid(Ask):
    """A plan, its oldest version first."""

    young_person: Key
    kind: PlanKind
    versions: list[VersionSaid] = Field(min_length=1)

    def id(self, keys: Keys) -> UUID:
        return keys.id_of("plan", f"{self.young_person}:{self.kind}")

    def rows(self, keys: Keys, now: datetime) -> Iterator[SQLModel]:
        """Return the plan, then every version with its parts."""
        staff = keys.colleagues()
        by_id = {each.id: each for each in staff.values()}
        plan = Plan(
            council_id=keys.council_id,
            id=self.id(keys),
            young_person_id=keys.id_of("account", self.young_person),
            kind=self.kind,
            version=len(self.versions),
        )
        yield plan
        for number, said in enumerate(self.versions, start=1):
            this = plan.model_copy(update={"version": number})
            written_at = said.written_at(now)
            edit = self._edit(said, keys, staff, now)
            for row in edit.rows(this, staff[said.written_by], by_id, written_at):
                yield _named(row, plan.id, number)

    def _edit(self, said: VersionSaid, keys: Keys, staff: dict[str, Colleague], now: datetime) -> PlanEdit:
        hidden = [
            SectionEdit(section=part, body=each.body, withheld_because=each.because)
            for part, each in said.withheld.items()
        ]
        return PlanEdit(
            sections=[*(SectionEdit(section=part, body=body) for part, body in said.sections.items()), *hidden],
            actions=[self._action(each, keys, staff, now) for each in said.actions],
        )

    def _action(self, said: ActionSaid, keys: Keys, staff: dict[str, Colleague], now: datetime) -> ActionEdit:
        owner = staff.get(said.owner)
        by = said.due_on if said.due_in_days is None else _day(now, said.due_in_days)
        return ActionEdit(
            id=keys.id_of("action", f"{self.young_person}:{self.kind}:{said.key}"),
            owner_id=owner.id if owner else None,
            owner=None if owner else said.owner,
            due_on=by,
            **said.model_dump(include={"section", "what", "state", "reason"}),
        )


class ReviewSaid(Ask):
    """A review: its clock is counted from a day; `held` or still to come, then perhaps planned."""

    young_person: Key
    kind: PlanKind
    rule: ReviewRule
    counted_from: date | None = None
    held_on: date | None = None
    planned_on: date | None = None
    counted_from_days_ago: int | None = Field(default=None, ge=0)
    held_days_ago: int | None = Field(default=None, ge=0)
    planned_in_days: int | None = None

    @model_validator(mode="after")
    def counted_once(self) -> Self:
        if (self.counted_from is None) == (self.counted_from_days_ago is None):
            raise ValueError("Say once from when it is `counted_from`.")
        return self

    def row(self, keys: Keys, now: datetime) -> Review:
        """Return the review, its due date counted as a reviewing officer's would be."""
        since = self.counted_from or _day(now, -(self.counted_from_days_ago or 0))
        clock = due(self.rule, since, keys.calendar())
        held = self.held_on if self.held_days_ago is None else _day(now, -self.held_days_ago)
        planned = self.planned_on if self.planned_in_days is None else _day(now, self.planned_in_days)
        return Review(
            council_id=keys.council_id,
            id=keys.id_of(
                "review", f"{self.young_person}:{self.kind}:{self.counted_from or self.counted_from_days_ago}"
            ),
            young_person_id=keys.id_of("account", self.young_person),
            plan_kind=self.kind,
            rule=clock.rule,
            counted_from=clock.counted_from,
            due_on=clock.due_on,
            planned_on=planned,
            held_on=held,
        )


def _day(now: datetime, days: int) -> date:
    return local(now + timedelta(days=days)).date()


def version_id(plan_id: UUID, version: int) -> UUID:
    """Return the id of a version that a file brought."""
    return uuid5(plan_id, f"{PlanVersion.__tablename__}:{version}:")


def _named(row: SQLModel, plan_id: UUID, version: int) -> SQLModel:
    """Give a row of a version the id that it will have when the file is loaded again."""
    part = getattr(row, "section", None)
    what = getattr(row, "action_id", part or "")
    row.id = uuid5(plan_id, f"{row.__tablename__}:{version}:{what}")
    return row
