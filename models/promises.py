"""Promises: the lines of a council's pledge, and what a young person says of each."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self, TypeVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint, bindparam, func, or_, select
from sqlmodel import Field, col

from models.base import (
    NOW,
    OfACouncil,
    Shape,
    columns_of,
    of_a_council,
    one_of,
    when_given,
)
from models.ratings import MyRating, RatingFound
from models.words import say
from models.young_people import YoungPerson
from rules.clocks import Basis
from rules.pledges import Audience, Evidence, PromiseKind, Theme
from rules.promises import Finding

T = TypeVar("T")


class Promise(OfACouncil, table=True):
    """One line of a council's pledge, its own to edit. It stands from `effective_from` until `effective_until`."""

    __tablename__ = "promises"
    __table_args__ = (
        of_a_council(),
        one_of("theme", Theme),
        one_of("kind", PromiseKind),
        one_of("basis", Basis),
        one_of("evidence", Evidence),
        one_of("audience", Audience),
        CheckConstraint("(kind = 'measured') = (evidence is not null)", name="measured_by_evidence"),
        CheckConstraint("effective_until >= effective_from", name="ends_after_it_starts"),
        UniqueConstraint("council_id", "pledge", "version", "line", "effective_from"),
    )

    pledge: str = Field(sa_type=Text)
    version: int
    line: str = Field(sa_type=Text)
    position: int
    theme: Theme = Field(sa_type=Text)
    words: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    place: str = Field(sa_type=Text)
    kind: PromiseKind = Field(sa_type=Text)
    basis: Basis = Field(sa_type=Text)
    evidence: Evidence | None = Field(default=None, sa_type=Text)
    audience: Audience = Field(sa_type=Text)
    effective_from: date
    effective_until: date | None = None


class PromiseSource(Shape):
    """Where it stands: the document by its public title, and the place in it."""

    document: str
    place: str


class PromiseForAll(Shape):
    """A promise as anyone may read it. `says` is ready to show, and so are `kind_says` and `basis_says`."""

    id: UUID
    says: str
    kind: PromiseKind
    kind_says: str
    basis: Basis
    basis_says: str
    audience: Audience
    source: PromiseSource


class ThemeForAll(Shape):
    theme: Theme
    title: str
    promises: list[PromiseForAll]


class CouncilPromises(Shape):
    """What a council promises today, by theme."""

    council: str
    themes: list[ThemeForAll]


class EvidenceForMe(Shape):
    """What is written down of my own time: `counted` of `of` times. Null means that nobody can say yet."""

    says: str
    kept: bool | None
    counted: int
    of: int

    @classmethod
    def told(cls, evidence: Evidence, found: Finding | None) -> Self:
        if found is None:
            return cls(says=say("promises.cannot_say"), kept=None, counted=0, of=0)
        numbers = {"counted": found.counted, "of": found.of}
        return cls(says=say(f"evidence.{evidence}.{HOW[found.kept]}", **numbers), kept=found.kept, **numbers)


HOW: Mapping[bool | None, str] = {True: "always", False: "not_always", None: "not_yet"}


class MyPromise(PromiseForAll):
    """`evidence` only where something can be counted; `my_rating` once I gave one."""

    evidence: EvidenceForMe | None
    my_rating: MyRating | None


class ThemeForMe(Shape):
    theme: Theme
    title: str
    promises: list[MyPromise]


class MyPromises(Shape):
    """What my council promises me today, by theme. `seen_by` says who can read my ratings."""

    council: str
    themes: list[ThemeForMe]
    seen_by: str


class PromiseFound(Shape):
    """A promise as it is kept."""

    id: UUID
    theme: Theme
    words: str
    source: str
    place: str
    kind: PromiseKind
    basis: Basis
    evidence: Evidence | None
    audience: Audience

    def shown(self) -> PromiseForAll:
        return PromiseForAll(**self._shown())

    def shown_to_me(self, evidence: EvidenceForMe | None, rating: RatingFound | None) -> MyPromise:
        mine = MyRating(**rating.model_dump(exclude={"promise_id"})) if rating else None
        return MyPromise(**self._shown(), evidence=evidence, my_rating=mine)

    def _shown(self) -> Mapping[str, Any]:
        return {
            "id": self.id,
            "says": self.words,
            "kind": self.kind,
            "kind_says": say(f"promises.kinds.{self.kind}"),
            "basis": self.basis,
            "basis_says": say(f"promises.bases.{self.basis}"),
            "audience": self.audience,
            "source": PromiseSource(document=self.source, place=self.place),
        }


def by_theme(found: Iterable[tuple[Theme, T]]) -> list[tuple[Theme, str, list[T]]]:
    """Put promises under the title of their theme, the themes in their order, none of them empty."""
    under: dict[Theme, list[T]] = {}
    for theme, promise in found:
        under.setdefault(theme, []).append(promise)
    return [(theme, say(f"promises.themes.{theme}"), under[theme]) for theme in Theme if theme in under]


_today = func.date(func.timezone("Europe/London", NOW))
CURRENT = (
    select(*columns_of(Promise, PromiseFound))
    .where(
        col(Promise.effective_from) <= _today,
        or_(col(Promise.effective_until).is_(None), col(Promise.effective_until) > _today),
    )
    .order_by(col(Promise.pledge), col(Promise.position), col(Promise.id))
)
FOR_AUDIENCE = CURRENT.where(
    or_(col(Promise.audience) == Audience.both, when_given("audience", col(Promise.audience), Text()))
)
_my_care = select(col(YoungPerson.care)).where(col(YoungPerson.id) == bindparam("me")).scalar_subquery()
FOR_ME = CURRENT.where(or_(col(Promise.audience) == Audience.both, col(Promise.audience) == _my_care))
