"""What a young person shares of a plan with her advocate: all of it or single parts. Nobody else learns of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field as Limits
from pydantic import StrictBool, model_validator
from sqlalchemy import Index, Text, and_, select, text
from sqlmodel import Field, col

from models.base import AboutAYoungPerson, Ask, Line, Shape, belongs, columns_of
from models.helpers import current_advocate
from models.involvements import Involvement
from models.plan_views import THIS_PLAN, PlanKnown, of_my_plan
from models.plans import Plan, of_a_plan
from models.words import say
from rules.plans import PARTS, PlanKind, must_be_parts


class PlanShare(AboutAYoungPerson, table=True):
    """`section` is null for all of the plan. It lasts as long as the advocate's involvement, and never longer."""

    __tablename__ = "plan_shares"
    __table_args__ = (
        of_a_plan(),
        belongs("involvement_id", "involvements"),
        Index(
            "uq_plan_shares_current", "council_id", "plan_id", "involvement_id", "section", unique=True,
            postgresql_where=text("ended_at is null"), postgresql_nulls_not_distinct=True,
        ),
        Index("ix_plan_shares_young_person", "council_id", "young_person_id"),
    )  # fmt: skip

    plan_id: UUID
    section: str | None = Field(default=None, sa_type=Text)
    involvement_id: UUID
    shared_at: datetime
    ended_at: datetime | None = None

    @classmethod
    def share(cls, plan: PlanKnown, section: str | None, involvement_id: UUID, now: datetime) -> Self:
        return cls(
            council_id=plan.council_id,
            young_person_id=plan.young_person_id,
            plan_id=plan.id,
            section=section,
            involvement_id=involvement_id,
            shared_at=now,
        )


class SharesAsk(Ask):
    """What my advocate may read of this plan: all of it, or these parts. Whatever is not named is not shared."""

    whole: StrictBool = False
    sections: Annotated[list[Line], Limits(max_length=12, default_factory=list)]

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        if self.whole and self.sections:
            raise ValueError("all of it, or parts of it")
        return self

    def must_fit(self, kind: PlanKind) -> None:
        must_be_parts(kind, self.sections)

    @property
    def wanted(self) -> set[str | None]:
        return {None} if self.whole else set(self.sections)


class PlanShares(Shape):
    """What my advocate can read of this plan now. What is withheld from me, they cannot read either."""

    kind: PlanKind
    title: str
    whole: bool
    sections: list[str]
    says: str


class ShareFound(Shape):
    id: UUID
    section: str | None
    involvement_id: UUID


def shares(kind: PlanKind, found: Sequence[ShareFound]) -> PlanShares:
    """Tell what is shared, the parts in the order in which a plan of this kind is read."""
    shared: Collection[str | None] = {each.section for each in found}
    told = "whole" if None in shared else "parts" if shared else "nothing"
    return PlanShares(
        kind=kind,
        title=say(f"plans.titles.{kind}"),
        whole=None in shared,
        sections=[part for part in PARTS[kind] if part in shared],
        says=say(f"plans.shared.{told}"),
    )


_held = and_(
    col(Involvement.council_id) == PlanShare.council_id,
    col(Involvement.id) == PlanShare.involvement_id,
    *current_advocate,
)
MY_SHARES: Any = (
    select(*columns_of(PlanShare, ShareFound))
    .join(Plan, of_my_plan(PlanShare))
    .join(Involvement, _held)
    .where(*THIS_PLAN, col(PlanShare.ended_at).is_(None))
)
