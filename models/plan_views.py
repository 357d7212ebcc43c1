"""What a young person says about her plan: views and disagreements, kept word for word, beside the part for good."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlmodel import col

from models.base import Ask, Line, Shape, Words, columns_of
from models.councils import HelpLine
from models.plans import Plan, PlanView
from rules.plans import PlanKind, Said, must_be_parts


class Say(Ask):
    """What I think of a part, or of the whole plan if `section` is left out. Nobody can change it, nor can I."""

    section: Line | None = None
    message: Words


class MyWords(Shape):
    """What I said, word for word, and about which version."""

    id: UUID
    kind: Said
    section: str | None
    message: str
    said_at: datetime
    version: int

    @classmethod
    def of(cls, view: PlanView) -> "MyWords":
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class MyWordsKept(Shape):
    """What I said, as it is kept now, and who can see it."""

    words: MyWords
    says: str
    who_sees_this: str
    help_now: list[HelpLine]


class MyWordsPage(Shape):
    items: list[MyWords]
    next_cursor: str | None


class PlanKnown(Shape):
    """A plan that is there, and the version that counts now."""

    council_id: UUID
    id: UUID
    young_person_id: UUID
    kind: PlanKind
    version: int


def said(plan: PlanKnown, kind: Said, words: Say, now: datetime) -> PlanView:
    """Keep her words, word for word, with the version that they are about."""
    must_be_parts(plan.kind, [words.section])
    return PlanView(
        council_id=plan.council_id,
        young_person_id=plan.young_person_id,
        plan_id=plan.id,
        version=plan.version,
        kind=kind,
        said_at=now,
        **words.model_dump(),
    )


def of_my_plan(part: Any) -> ColumnElement[bool]:  # noqa: ANN401  any table of a plan
    return and_(col(part.council_id) == Plan.council_id, col(part.plan_id) == Plan.id)


THIS_PLAN = (col(Plan.young_person_id) == bindparam("young_person_id"), col(Plan.kind) == bindparam("kind"))

MY_PLAN_KNOWN = select(*columns_of(Plan, PlanKnown)).where(*THIS_PLAN)
_WORDS: Select[Any] = select(*columns_of(PlanView, MyWords)).join(Plan, of_my_plan(PlanView)).where(*THIS_PLAN)


def words_up_to(wanted: Any) -> Select[Any]:  # noqa: ANN401  a version
    """Find what was said of this version or an earlier one: her words stay beside the part for good."""
    said_by_then = _WORDS.where(col(PlanView.version) <= wanted)
    return said_by_then.order_by(col(PlanView.said_at), col(PlanView.id))


MY_WORDS_PAGE = (
    _WORDS.where(
        col(PlanView.kind) == bindparam("said"),
        or_(
            col(PlanView.said_at) < bindparam("before"),
            and_(col(PlanView.said_at) == bindparam("before"), col(PlanView.id) < bindparam("before_id")),
        ),
    )
    .order_by(col(PlanView.said_at).desc(), col(PlanView.id).desc())
    .limit(bindparam("rows"))
)
