"""What is different between two versions of a plan, in the young person's own terms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select
from sqlmodel import col

from models.base import Shape, columns_of
from models.my_plans import ActionFound, MyAction, SectionFound
from models.plan_views import THIS_PLAN, of_my_plan
from models.plans import Plan, PlanAction, PlanReceipt, PlanSection, PlanVersion
from models.words import say
from models.workers import Job
from rules.plans import PARTS, ActionState, Change, Difference, Edition, PlanKind, different, different_parts


class PartChange(Shape):
    """How a part was and how it is. What is withheld is in neither; `withheld_because` says why."""

    section: str
    title: str
    change: Change
    says: str
    before: str | None
    now: str | None
    withheld_because: str | None

    @classmethod
    def of(cls, kind: PlanKind, found: Difference[str, SectionFound]) -> "PartChange":
        return cls(
            section=found.key,
            title=say(f"plans.parts.{kind}.{found.key}"),
            change=found.change,
            says=say(f"plans.part_changes.{found.change}"),
            # What may not be read any more is not held up once more; the version in which she read it stays.
            before=found.before.body if found.before and found.change is not Change.withheld else None,
            now=found.now.body if found.now else None,
            withheld_because=found.now.withheld_because if found.now else None,
        )


class ActionChange(Shape):
    """How an action was and how it is."""

    id: UUID
    change: Change
    says: str
    before: MyAction | None
    now: MyAction | None

    @classmethod
    def of(cls, found: Difference[UUID, ActionFound], today: date) -> "ActionChange":
        state = found.now.state if found.now else None
        told = state if found.before and found.before.state != state and state in _ENDED else found.change
        return cls(
            id=found.key,
            change=found.change,
            says=say(f"plans.action_changes.{told}"),
            before=found.before.shown(today) if found.before else None,
            now=found.now.shown(today) if found.now else None,
        )


_ENDED = frozenset({ActionState.done, ActionState.not_doing})


class PlanChanges(Shape):
    """What is new in `to_version`. `from_version` 0 is the empty page before the first version."""

    kind: PlanKind
    title: str
    from_version: int
    to_version: int
    written_at: datetime
    written_by: str
    written_by_role: str
    says: str
    sections: list[PartChange]
    actions: list[ActionChange]


class EditionFound(Shape):
    version: int
    written_at: datetime
    written_by: str
    written_by_job: Job
    given_at: datetime | None

    @property
    def edition(self) -> Edition:
        return Edition(self.version, self.given_at is not None)


class SectionOfVersion(SectionFound):
    version: int


class ActionOfVersion(ActionFound):
    version: int


def changes(
    kind: PlanKind, versions: tuple[int, EditionFound], parts: Sequence[SectionOfVersion],
    actions: Sequence[ActionOfVersion], today: date,
) -> PlanChanges:  # fmt: skip
    """Tell what is different between two versions."""
    before, now = versions[0], versions[1]
    was, is_now = (_parts(kind, parts, number) for number in (before, now.version))
    had, has = ({e.id: _action(e) for e in actions if e.version == n} for n in (before, now.version))
    in_parts, in_actions = different_parts(was, is_now), different(had, has)
    told = "first" if before == 0 else "some" if in_parts or in_actions else "none"
    return PlanChanges(
        kind=kind,
        title=say(f"plans.titles.{kind}"),
        from_version=before,
        to_version=now.version,
        written_by_role=say(f"jobs.{now.written_by_job}"),
        says=say(f"plans.changes.{told}"),
        sections=[PartChange.of(kind, each) for each in in_parts],
        actions=[ActionChange.of(each, today) for each in in_actions],
        **now.model_dump(include={"written_at", "written_by"}),
    )


def _parts(kind: PlanKind, found: Sequence[SectionOfVersion], version: int) -> dict[str, SectionFound]:
    """Return the parts of one version, in the order in which a plan of this kind is read."""
    written = {each.section: each for each in found if each.version == version}
    return {
        part: SectionFound(**written[part].model_dump(exclude={"version"})) for part in PARTS[kind] if part in written
    }


def _action(found: ActionOfVersion) -> ActionFound:
    return ActionFound(**found.model_dump(exclude={"version"}))


EDITIONS = (
    select(*columns_of(PlanVersion, EditionFound, but=("given_at",)), col(PlanReceipt.given_at))
    .join(Plan, of_my_plan(PlanVersion))
    .join(PlanReceipt, and_(of_my_plan(PlanReceipt), col(PlanReceipt.version) == PlanVersion.version), isouter=True)
    .where(*THIS_PLAN)
    .order_by(col(PlanVersion.version))
)
_BOTH: tuple[Any, Any] = (bindparam("since"), bindparam("until"))
TWO_VERSIONS = (
    select(*columns_of(PlanSection, SectionOfVersion))
    .join(Plan, of_my_plan(PlanSection))
    .where(*THIS_PLAN, or_(*(col(PlanSection.version) == each for each in _BOTH)))
)
ACTIONS_OF_TWO = (
    select(col(PlanAction.action_id).label("id"), *columns_of(PlanAction, ActionOfVersion, but=("id",)))
    .join(Plan, of_my_plan(PlanAction))
    .where(*THIS_PLAN, or_(*(col(PlanAction.version) == each for each in _BOTH)))
    .order_by(col(PlanAction.position))
)
