"""Plans: each kind once for a young person, in versions that stay, and what she says about them, which stays too."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.accounts import AccountKey
from models.base import AboutAYoungPerson, belongs, one_of
from models.ids import new_id
from models.workers import Job
from rules.plans import ActionState, PlanKind, Said

_VERSION = ["council_id", "plan_id", "version", "young_person_id"]
_SECTION = ["council_id", "plan_id", "version", "section", "young_person_id"]


def of_a_plan() -> ForeignKeyConstraint:
    """Point at the plan and its young person at once: a version can never be somebody else's."""
    return ForeignKeyConstraint(
        ["council_id", "plan_id", "young_person_id"], ["plans.council_id", "plans.id", "plans.young_person_id"]
    )


def _of_a_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(_VERSION, [f"plan_versions.{name}" for name in _VERSION])


class Plan(AboutAYoungPerson, table=True):
    """`version` is the one that counts now."""

    __tablename__ = "plans"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        one_of("kind", PlanKind),
        UniqueConstraint("council_id", "young_person_id", "kind"),
        UniqueConstraint("council_id", "id", "young_person_id"),
    )

    kind: PlanKind = Field(sa_type=Text)
    version: int

    @classmethod
    def begin(cls, young_person: AccountKey, kind: PlanKind) -> Self:
        return cls(council_id=young_person.council_id, young_person_id=young_person.id, kind=kind, version=1)

    def go_on(self) -> None:
        """Count the next version; what the one before said stays as it was said."""
        self.version += 1


class PlanVersion(AboutAYoungPerson, table=True):
    """Who wrote a version, and when. The name is kept with it: it is told long after somebody has left."""

    __tablename__ = "plan_versions"
    __table_args__ = (
        of_a_plan(),
        belongs("written_by_id", "workers"),
        one_of("written_by_job", Job),
        UniqueConstraint(*_VERSION, name="uq_plan_versions_version"),
        Index("ix_plan_versions_young_person", "council_id", "young_person_id"),
    )

    plan_id: UUID
    version: int
    written_at: datetime
    written_by_id: UUID
    written_by: str = Field(sa_type=Text)
    written_by_job: Job = Field(sa_type=Text)


class PlanSection(AboutAYoungPerson, table=True):
    """A part as the young person may read it: its words, or the reason why they are withheld. Never neither."""

    __tablename__ = "plan_sections"
    __table_args__ = (
        _of_a_version(),
        CheckConstraint("num_nulls(body, withheld_because) = 1", name="a_body_or_a_reason"),
        CheckConstraint(r"withheld_because ~ '\S'", name="a_reason_that_says_something"),
        UniqueConstraint(*_SECTION, name="uq_plan_sections_section"),
        Index("ix_plan_sections_young_person", "council_id", "young_person_id"),
    )

    plan_id: UUID
    version: int
    section: str = Field(sa_type=Text)
    body: str | None = Field(default=None, sa_type=Text)
    withheld_because: str | None = Field(default=None, sa_type=Text)


class WithheldPart(AboutAYoungPerson, table=True):
    """The words of a part that is withheld: a table of its own, to which no young person's hat has a key."""

    __tablename__ = "withheld_parts"
    __table_args__ = (
        ForeignKeyConstraint(
            _SECTION, [f"plan_sections.{name}" for name in _SECTION], name="fk_withheld_parts_section"
        ),
        UniqueConstraint(*_SECTION, name="uq_withheld_parts_section"),
        Index("ix_withheld_parts_young_person", "council_id", "young_person_id"),
    )

    plan_id: UUID
    version: int
    section: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)


class PlanAction(AboutAYoungPerson, table=True):
    """What somebody does by when. `action_id` is the same in every version; `owner` is a first name or a role."""

    __tablename__ = "plan_actions"
    __table_args__ = (
        _of_a_version(),
        belongs("owner_id", "workers"),
        one_of("owner_job", Job),
        one_of("state", ActionState),
        CheckConstraint("(state = 'not_doing') = (reason is not null)", name="a_no_has_a_reason"),
        CheckConstraint("(owner_id is null) = (owner_job is null)", name="a_worker_has_a_job"),
        UniqueConstraint("council_id", "plan_id", "version", "action_id"),
        Index("ix_plan_actions_young_person", "council_id", "young_person_id"),
    )

    plan_id: UUID
    version: int
    action_id: UUID = Field(default_factory=new_id)
    position: int
    section: str | None = Field(default=None, sa_type=Text)
    what: str = Field(sa_type=Text)
    owner_id: UUID | None = None
    owner: str = Field(sa_type=Text)
    owner_job: Job | None = Field(default=None, sa_type=Text)
    due_on: date | None = None
    state: ActionState = Field(default=ActionState.to_do, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)


class PlanView(AboutAYoungPerson, table=True):
    """What she says about her plan, word for word. Nobody may change it or take it away, she herself included."""

    __tablename__ = "plan_views"
    __table_args__ = (
        _of_a_version(),
        one_of("kind", Said),
        Index("ix_plan_views_plan", "council_id", "plan_id", "said_at"),
        Index("ix_plan_views_young_person", "council_id", "young_person_id"),
    )

    plan_id: UUID
    version: int
    kind: Said = Field(sa_type=Text)
    section: str | None = Field(default=None, sa_type=Text)
    message: str = Field(sa_type=Text)
    said_at: datetime


class PlanReceipt(SQLModel, table=True):
    """That she was given a copy of a version, and when: written by reading it, once."""

    __tablename__ = "plan_receipts"
    __table_args__ = (
        _of_a_version(),
        Index("ix_plan_receipts_young_person", "council_id", "young_person_id", "given_at"),
    )

    council_id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    young_person_id: UUID
    given_at: datetime
