"""Reviews: when a plan is looked at again, on which clock, and how the young person wants to take part."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, and_, bindparam, or_, select, text
from sqlmodel import Field, col

from models.accounts import AccountKey
from models.base import AboutAYoungPerson, Ask, Line, Shape, Words, belongs, columns_of, one_of
from models.moments import Day
from models.words import say
from rules.clocks import Basis, local, named
from rules.plans import PlanKind
from rules.requests import Standing
from rules.reviews import RULES, Due, ReviewRule, SoFar, TakingPart, must_have_been_held, standing


class Review(AboutAYoungPerson, table=True):
    """A review of one kind of plan. `rule`, `counted_from` and `due_on` are its clock as it was counted, and stay."""

    __tablename__ = "reviews"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        one_of("plan_kind", PlanKind),
        one_of("rule", ReviewRule),
        one_of("taking_part", TakingPart),
        CheckConstraint("due_on >= counted_from", name="due_after_it_began"),
        CheckConstraint("held_on >= counted_from", name="held_after_it_began"),
        CheckConstraint("(taking_part is null) = (said_at is null)", name="a_wish_has_a_time"),
        Index("uq_reviews_coming", "council_id", "young_person_id", "plan_kind", unique=True,
              postgresql_where=text("held_on is null")),
        Index("ix_reviews_young_person", "council_id", "young_person_id", "due_on"),
    )  # fmt: skip

    plan_kind: PlanKind = Field(sa_type=Text)
    rule: ReviewRule = Field(sa_type=Text)
    counted_from: date
    due_on: date
    planned_on: date | None = None
    held_on: date | None = None
    taking_part: TakingPart | None = Field(default=None, sa_type=Text)
    whom_i_want: str | None = Field(default=None, sa_type=Text)
    message: str | None = Field(default=None, sa_type=Text)
    said_at: datetime | None = None

    @classmethod
    def of(cls, young_person: AccountKey, kind: PlanKind, clock: Due, planned_on: date | None = None) -> Self:
        """Make a review that runs on `clock`."""
        return cls(
            council_id=young_person.council_id,
            young_person_id=young_person.id,
            plan_kind=kind,
            rule=clock.rule,
            counted_from=clock.counted_from,
            due_on=clock.due_on,
            planned_on=planned_on,
        )

    def hold(self, held_on: date, today: date) -> SoFar:
        """Write down that it was held, and return what the next one is counted from."""
        must_have_been_held(held_on, counted_from=self.counted_from, today=today)
        self.held_on = held_on
        return SoFar(ReviewRule(self.rule), held_on, None, None)

    def take_part(self, wish: "TakingPartAsk", now: datetime) -> None:
        """Take over how she wants to have her say, word for word."""
        self.taking_part, self.whom_i_want, self.message = wish.how, wish.whom_i_want, wish.message
        self.said_at = now


class TakingPartAsk(Ask):
    """How I want to have my say in a review. I can change it until the review."""

    how: TakingPart
    whom_i_want: Line | None = None
    message: Words | None = None


class ReviewAsk(Ask):
    """A review to come. When it is due is counted, not chosen."""

    plan_kind: PlanKind
    planned_on: Day | None = None


class ReviewEdit(Ask):
    """What is left out stays. A review that was held cannot be changed any more; the next one is then due."""

    planned_on: Day | None = None
    held_on: Day | None = None


class ReviewClock(Shape):
    """Why that day: the rule, whether law, promise or target, who says so, and what it is counted from."""

    rule: ReviewRule
    basis: Basis
    source: str
    says: str
    working_days: int | None
    months: int | None
    counted_from: date
    due_on: date
    due_in_words: str


class TakingPartShown(Shape):
    how: TakingPart
    how_in_words: str
    whom_i_want: str | None
    message: str | None
    said_at: datetime
    who_sees_this: str


class ReviewShown(Shape):
    """One review. `taking_part` is what the young person said, in their own words; null until they say."""

    id: UUID
    plan_kind: PlanKind
    title: str
    planned_on: date | None
    planned_in_words: str | None
    held_on: date | None
    standing: Standing
    clock: ReviewClock
    taking_part: TakingPartShown | None


class Reviews(Shape):
    """`coming` are the next ones, the soonest due first; `items` were held, the newest first."""

    coming: list[ReviewShown]
    items: list[ReviewShown]
    next_cursor: str | None


class ReviewFound(Shape):
    """A review as it is kept."""

    id: UUID
    plan_kind: PlanKind
    rule: ReviewRule
    counted_from: date
    due_on: date
    planned_on: date | None
    held_on: date | None
    taking_part: TakingPart | None
    whom_i_want: str | None
    message: str | None
    said_at: datetime | None

    def shown(self, now: datetime) -> ReviewShown:
        return ReviewShown(
            title=say(f"reviews.titles.{self.plan_kind}"),
            planned_in_words=named(self.planned_on) if self.planned_on else None,
            standing=standing(self.due_on, self.held_on, local(now).date()),
            clock=self._clock(),
            taking_part=self._taking_part(),
            **self.model_dump(include={"id", "plan_kind", "planned_on", "held_on"}),
        )

    def _clock(self) -> ReviewClock:
        within = RULES[self.rule]
        return ReviewClock(
            basis=within.basis,
            source=within.source,
            says=say(f"reviews.clock.{self.rule}", days=within.working_days, months=within.months),
            working_days=within.working_days,
            months=within.months,
            due_in_words=named(self.due_on),
            **self.model_dump(include={"rule", "counted_from", "due_on"}),
        )

    def _taking_part(self) -> TakingPartShown | None:
        if self.taking_part is None or self.said_at is None:
            return None
        return TakingPartShown(
            how=self.taking_part,
            how_in_words=say(f"reviews.taking_part.{self.taking_part}"),
            who_sees_this=say("reviews.who_sees_this"),
            **self.model_dump(include={"whom_i_want", "message", "said_at"}),
        )


def reviews(
    coming: Sequence[ReviewFound], held: Sequence[ReviewFound], next_cursor: str | None, now: datetime
) -> Reviews:
    return Reviews(
        coming=[each.shown(now) for each in coming], items=[each.shown(now) for each in held], next_cursor=next_cursor
    )


_FOUND = select(*columns_of(Review, ReviewFound))
_OF = col(Review.young_person_id) == bindparam("young_person_id")
ONE_REVIEW = _FOUND.where(_OF, col(Review.id) == bindparam("review_id"))
COMING = _FOUND.where(_OF, col(Review.held_on).is_(None)).order_by(col(Review.due_on), col(Review.id))
HELD = (
    _FOUND.where(
        _OF,
        col(Review.held_on).is_not(None),
        or_(
            col(Review.due_on) < bindparam("before"),
            and_(col(Review.due_on) == bindparam("before"), col(Review.id) < bindparam("before_id")),
        ),
    )
    .order_by(col(Review.due_on).desc(), col(Review.id).desc())
    .limit(bindparam("rows"))
)
