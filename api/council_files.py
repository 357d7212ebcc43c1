"""A council as a file: its teams, staff, young people and who is there for whom. What it says becomes rows."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml
from pydantic import Field
from sqlmodel import SQLModel

from api.calendars import calendar_of
from api.plan_files import PlanSaid, ReviewSaid
from models.accounts import Account, Role
from models.base import Ask
from models.councils import Council, CouncilState
from models.involvements import Involvement, InvolvementRole
from models.plan_edits import Colleague
from models.teams import Purpose, Team
from models.workers import Job, Worker
from models.young_people import Care, Channel, Format, PhoneNumber, YoungPerson
from rules.clocks import local
from rules.working_days import Calendar

DEMOS = Path(__file__).parent.parent / "catalogues" / "demo"

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class CouncilSaid(Ask):
    slug: Key
    name: str
    opens: time
    closes: time
    out_of_hours_phone: str | None = None
    demo: bool = False


class TeamSaid(Ask):
    key: Key
    name: str
    purpose: Purpose
    phone: str | None = None
    email: str | None = None
    hours: str | None = None


class StaffSaid(Ask):
    key: Key
    first_name: str
    role: Role
    job: Job
    team: Key
    phone: str | None = None
    email: str | None = None
    hours: str | None = None


class YoungPersonSaid(Ask):
    key: Key
    preferred_name: str
    pronouns: str | None = None
    language: str = "en"
    format: Format = Format.standard
    care: Care
    in_care_since_days_ago: int | None = Field(default=None, ge=0)
    safe_channel: Channel | None = None
    safe_number: PhoneNumber | None = None
    safe_hours: str | None = None
    never_leave_message: bool = False


class InvolvementSaid(Ask):
    young_person: Key
    worker: Key
    role: InvolvementRole
    main: bool = False
    started_days_ago: int = Field(ge=0)


class CouncilFile(Ask):
    """One council. Every key names one row, so that loading the same file again finds the same rows."""

    council: CouncilSaid
    teams: list[TeamSaid]
    staff: list[StaffSaid]
    young_people: list[YoungPersonSaid]
    involvements: list[InvolvementSaid]
    pledges: tuple[Key, ...] = ()
    plans: list[PlanSaid] = Field(default_factory=list)
    reviews: list[ReviewSaid] = Field(default_factory=list)

    @property
    def council_id(self) -> UUID:
        return council_id_of(self.council.slug)

    def id_of(self, what: str, key: str) -> UUID:
        return uuid5(self.council_id, f"{what}:{key}")

    def account(self, key: str) -> tuple[UUID, Role] | None:
        """Return the account and the role of somebody in this council."""
        roles = {staff.key: staff.role for staff in self.staff}
        roles |= {young.key: Role.young_person for young in self.young_people}
        return (self.id_of("account", key), roles[key]) if key in roles else None

    def rows(self, now: datetime) -> Iterator[SQLModel]:
        """Return every row, each after the rows that it points at."""
        council_id = self.council_id
        yield Council(council_id=council_id, state=CouncilState.open, **self.council.model_dump())
        for team in self.teams:
            yield Team(council_id=council_id, id=self.id_of("team", team.key), **team.model_dump(exclude={"key"}))
        for key in [*(each.key for each in self.staff), *(each.key for each in self.young_people)]:
            account_id, role = self.account(key) or (UUID(int=0), Role.young_person)
            yield Account(council_id=council_id, id=account_id, role=role)
        for staff in self.staff:
            yield self._worker(staff)
        for young in self.young_people:
            yield self._young_person(young, now)
        for each in self.involvements:
            yield self._involvement(each, now)
        yield from self._plans_and_reviews(now)

    def _plans_and_reviews(self, now: datetime) -> Iterator[SQLModel]:
        for plan in self.plans:
            yield from plan.rows(self, now)
        for review in self.reviews:
            yield review.row(self, now)

    def colleagues(self) -> dict[str, Colleague]:
        """Return the staff by their keys, as a plan names them."""
        return {
            each.key: Colleague(id=self.id_of("account", each.key), first_name=each.first_name, job=each.job)
            for each in self.staff
        }

    def calendar(self) -> Calendar:
        return calendar_of(self.council.opens, self.council.closes)

    def _worker(self, staff: StaffSaid) -> Worker:
        return Worker(
            council_id=self.council_id,
            id=self.id_of("account", staff.key),
            team_id=self.id_of("team", staff.team),
            **staff.model_dump(exclude={"key", "role", "team"}),
        )

    def _young_person(self, said: YoungPersonSaid, now: datetime) -> YoungPerson:
        since = said.in_care_since_days_ago
        return YoungPerson(
            council_id=self.council_id,
            id=self.id_of("account", said.key),
            in_care_since=None if since is None else local(now - timedelta(days=since)).date(),
            **said.model_dump(exclude={"key", "in_care_since_days_ago"}),
        )

    def _involvement(self, said: InvolvementSaid, now: datetime) -> Involvement:
        return Involvement(
            council_id=self.council_id,
            id=self.id_of("involvement", f"{said.young_person}:{said.worker}:{said.role}"),
            young_person_id=self.id_of("account", said.young_person),
            worker_id=self.id_of("account", said.worker),
            role=said.role,
            main=said.main,
            started_at=now - timedelta(days=said.started_days_ago),
        )


def council_id_of(slug: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"kept:council:{slug}")


def demos() -> list[CouncilFile]:
    """Return the invented councils."""
    return [read(file) for file in sorted(DEMOS.glob("*.yaml"))]


def read(file: Path) -> CouncilFile:
    return CouncilFile.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
