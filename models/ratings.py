"""Ratings: what a young person says of a promise, for nobody's eyes but their own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import Index, Text, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Field, col

from models.accounts import AccountKey
from models.base import AboutAYoungPerson, Ask, Shape, Words, belongs, columns_of, one_of
from models.councils import HelpLine
from rules.pledges import Rated


class Rating(AboutAYoungPerson, table=True):
    """What a young person said of a promise. A new one does not replace the old: the newest counts."""

    __tablename__ = "ratings"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        belongs("promise_id", "promises"),
        one_of("rating", Rated),
        Index("ix_ratings_newest", "council_id", "young_person_id", "promise_id", "at"),
    )

    promise_id: UUID
    rating: Rated = Field(sa_type=Text)
    words: str | None = Field(default=None, sa_type=Text)
    at: datetime

    @classmethod
    def of(cls, young_person: AccountKey, promise_id: UUID, said: "RatingAsk", now: datetime) -> Self:
        return cls(
            council_id=young_person.council_id,
            young_person_id=young_person.id,
            promise_id=promise_id,
            rating=said.rating,
            words=said.words,
            at=now,
        )


class RatingAsk(Ask):
    """How I see it, and why, if I like."""

    rating: Rated
    words: Words | None = None


class MyRating(Shape):
    """What I said last."""

    rating: Rated
    words: str | None
    at: datetime


class RatingTaken(MyRating):
    """`seen_by` says who can read it."""

    promise_id: UUID
    seen_by: str
    help_now: list[HelpLine]


class RatingFound(Shape):
    promise_id: UUID
    rating: Rated
    words: str | None
    at: datetime


def newest(ratings: Sequence[RatingFound]) -> dict[UUID, RatingFound]:
    return {each.promise_id: each for each in ratings}


MY_RATINGS = (
    select(*columns_of(Rating, RatingFound))
    .ext(distinct_on(col(Rating.promise_id)))
    .where(col(Rating.young_person_id) == bindparam("me"))
    .order_by(col(Rating.promise_id), col(Rating.at).desc(), col(Rating.id).desc())
)
