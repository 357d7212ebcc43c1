"""A new version of a plan as staff send it, and the rows that it becomes."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field as Limits
from pydantic import model_validator
from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlmodel import SQLModel, col

from models.base import Ask, Line, Shape, Words, columns_of
from models.ids import new_id
from models.moments import Day
from models.plans import Plan, PlanAction, PlanSection, PlanVersion, WithheldPart
from models.workers import Job, Worker
from rules.errors import NotValid
from rules.plans import ActionState, PlanKind, must_be_parts

MOST_ACTIONS = 40


class Colleague(Shape):
    id: UUID
    first_name: str
    job: Job


class SectionEdit(Ask):
    """A part. With `withheld_because` the young person reads that reason instead of the body."""

    section: Line
    body: Words
    withheld_because: Line | None = None


class ActionEdit(Ask):
    """What somebody does by when. Send the `id` again to go on with an action; a colleague by `owner_id`, else a role.

    `not_doing` needs a reason that the young person can read.
    """

    id: UUID | None = None
    section: Line | None = None
    what: Line
    owner_id: UUID | None = None
    owner: Line | None = None
    due_on: Day | None = None
    state: ActionState = ActionState.to_do
    reason: Line | None = None

    @model_validator(mode="after")
    def whole(self) -> Self:
        if (self.owner_id is None) == (self.owner is None):
            raise ValueError("one owner")
        if (self.state is ActionState.not_doing) != (self.reason is not None):
            raise ValueError("a reason where it is not done, and only there")
        return self


class PlanEdit(Ask):
    """A whole new version: what is left out is not in it. The versions before stay."""

    sections: Annotated[list[SectionEdit], Limits(min_length=1, max_length=12)]
    actions: Annotated[list[ActionEdit], Limits(max_length=MOST_ACTIONS, default_factory=list)]

    @model_validator(mode="after")
    def nothing_twice(self) -> Self:
        for given in ([each.section for each in self.sections], [each.id for each in self.actions if each.id]):
            if len(set(given)) != len(given):
                raise ValueError("each once")
        return self

    def must_fit(self, kind: PlanKind) -> None:
        must_be_parts(kind, [*(each.section for each in self.sections), *(each.section for each in self.actions)])

    @property
    def owners(self) -> list[UUID]:
        return [each.owner_id for each in self.actions if each.owner_id]

    def rows(self, plan: Plan, writer: Colleague, owners: dict[UUID, Colleague], now: datetime) -> list[SQLModel]:
        """Return the rows of this version of `plan`, each after the rows that it points at."""
        about: dict[str, Any] = {
            "council_id": plan.council_id,
            "young_person_id": plan.young_person_id,
            "plan_id": plan.id,
            "version": plan.version,
        }
        hidden = [each for each in self.sections if each.withheld_because]
        return [
            PlanVersion(
                **about,
                written_at=now,
                written_by_id=writer.id,
                written_by=writer.first_name,
                written_by_job=writer.job,
            ),
            *(
                PlanSection(
                    **about,
                    section=each.section,
                    body=None if each.withheld_because else each.body,
                    withheld_because=each.withheld_because,
                )
                for each in self.sections
            ),
            *(WithheldPart(**about, section=each.section, body=each.body) for each in hidden),
            *(_action(each, at, about, owners) for at, each in enumerate(self.actions)),
        ]


def _action(said: ActionEdit, position: int, about: dict[str, Any], owners: dict[UUID, Colleague]) -> PlanAction:
    owner = owners.get(said.owner_id) if said.owner_id else None
    if said.owner_id and owner is None:
        raise NotValid("There is no such colleague.", code="no_such_worker")
    return PlanAction(
        **about,
        action_id=said.id or new_id(),
        position=position,
        owner=owner.first_name if owner else said.owner or "",
        owner_job=owner.job if owner else None,
        **said.model_dump(exclude={"id", "owner"}),
    )


COLLEAGUES = select(*columns_of(Worker, Colleague)).where(col(Worker.id) == any_(bindparam("ids", type_=ARRAY(Uuid()))))
