"""What is asked of the database when a young person reads a plan, and that she was given a copy by reading it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select, true
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import col

from models.base import NOW, columns_of
from models.my_plans import ActionFound, SectionFound
from models.plan_views import THIS_PLAN, of_my_plan, words_up_to
from models.plans import Plan, PlanAction, PlanReceipt, PlanSection, PlanVersion
from models.reviews import Review


def receipts(wanted: Any) -> Any:  # noqa: ANN401  a version
    """Find in one walk when she was given this version, and which she had read before it."""
    version = col(PlanReceipt.version)
    return (
        select(
            func.max(PlanReceipt.given_at).filter(version == wanted).label("given_at"),
            func.max(version).filter(version < wanted).label("read_before"),
        )
        .where(of_my_plan(PlanReceipt))
        .lateral()
    )


_coming = and_(
    col(Review.council_id) == Plan.council_id,
    col(Review.young_person_id) == Plan.young_person_id,
    col(Review.plan_kind) == Plan.kind,
    col(Review.held_on).is_(None),
)
_reviewed: list[Any] = [col(Review.planned_on).label("next_review_on"), col(Review.due_on).label("next_review_by")]
_lately = receipts(col(Plan.version) + 1)

MY_PLANS: Select[Any] = (
    select(
        col(Plan.kind),
        col(Plan.version),
        col(PlanVersion.written_at),
        (func.coalesce(_lately.c.read_before, 0) < col(Plan.version)).label("unread"),
        *_reviewed,
    )
    .join(PlanVersion, and_(of_my_plan(PlanVersion), col(PlanVersion.version) == Plan.version))
    .join(_lately, true())
    .join(Review, _coming, isouter=True)
    .where(col(Plan.young_person_id) == bindparam("young_person_id"))
    .order_by(col(Plan.kind))
)


class MyPlanStatements:
    """The statements that read one version of a plan: the newest, or one that is asked for."""

    def __init__(self, wanted: Any) -> None:  # noqa: ANN401  a version
        given = receipts(wanted)
        this_version = and_(of_my_plan(PlanVersion), col(PlanVersion.version) == wanted)
        self.plan: Select[Any] = (
            select(
                col(Plan.id),
                col(Plan.kind),
                col(Plan.version).label("newest_version"),
                *(getattr(PlanVersion, name) for name in ("version", "written_at", "written_by", "written_by_job")),
                *given.c,
                *_reviewed,
            )
            .join(PlanVersion, this_version)
            .join(given, true())
            .join(Review, _coming, isouter=True)
            .where(*THIS_PLAN)
        )
        self.sections = (
            select(*columns_of(PlanSection, SectionFound))
            .join(Plan, of_my_plan(PlanSection))
            .where(*THIS_PLAN, col(PlanSection.version) == wanted)
        )
        self.actions = (
            select(col(PlanAction.action_id).label("id"), *columns_of(PlanAction, ActionFound, but=("id",)))
            .join(Plan, of_my_plan(PlanAction))
            .where(*THIS_PLAN, col(PlanAction.version) == wanted)
            .order_by(col(PlanAction.position))
        )
        self.words = words_up_to(wanted)
        self.given = _given_a_copy(this_version)


def _given_a_copy(this_version: ColumnElement[bool]) -> Insert:
    """Write down that she has this version now; once. What is not there for her cannot be given to her."""
    columns = ("council_id", "plan_id", "version", "young_person_id")
    given = (
        select(*(getattr(PlanVersion, name) for name in columns))
        .add_columns(NOW)
        .join(Plan, this_version)
        .where(
            *THIS_PLAN,
            ~exists().where(of_my_plan(PlanReceipt), col(PlanReceipt.version) == PlanVersion.version),
        )
    )
    return insert(PlanReceipt).from_select([*columns, "given_at"], given).on_conflict_do_nothing()


NEWEST = MyPlanStatements(col(Plan.version))
ASKED_FOR = MyPlanStatements(bindparam("version"))
