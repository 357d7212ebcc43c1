"""A council as a file: its teams, staff, young people and who is there for whom. What it says becomes rows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, get_args
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import Field
from sqlmodel import SQLModel

from api import council_reading
from api.bank_holidays import calendar_of
from api.council_said import (
    CouncilSaid,
    DutyShiftSaid,
    HelpLineSaid,
    InvolvementSaid,
    StaffSaid,
    TeamSaid,
    YoungPersonSaid,
)
from api.plan_files import PlanSaid, ReviewSaid
from api.plan_folder import COLUMNS, Fold
from models.accounts import Account, AccountState, Role
from models.base import Ask
from models.councils import Council, CouncilState
from models.duty_shifts import DutyShift
from models.involvements import Involvement
from models.plan_edits import Colleague
from models.teams import Team
from models.workers import Worker
from models.young_people import YoungPerson
from rules.clocks import local
from rules.working_days import ZONE, Calendar

DEMOS = Path(__file__).parent.parent / "catalogues" / "demo"


class CouncilFile(Ask):
    """One council. Every key names one row, so that loading the same file again finds the same rows."""

    council: CouncilSaid
    teams: list[TeamSaid] = Field(default_factory=list)
    staff: list[StaffSaid] = Field(default_factory=list)
    young_people: list[YoungPersonSaid] = Field(default_factory=list)
    involvements: list[InvolvementSaid] = Field(default_factory=list)
    plans: list[PlanSaid] = Field(default_factory=list)
    reviews: list[ReviewSaid] = Field(default_factory=list)
    help_lines: list[HelpLineSaid] = Field(default_factory=list)
    duty_shifts: list[DutyShiftSaid] = Field(default_factory=list)

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
        state = CouncilState.open if self.council.demo else CouncilState.draft
        yield Council(
            council_id=self.council_id,
            state=state,
            help_lines=self._help_lines(),
            **self.council.model_dump(exclude_none=True, exclude={"pledges"}),
        )
        for team in self.teams:
            yield Team(council_id=self.council_id, id=self.id_of("team", team.key), **_fields(team))
        for staff in self.staff:
            yield from self._member(staff)
        for young in self.young_people:
            yield self._account(young.key, Role.young_person, active=True)
            yield self._young_person(young, now)
        for each in self.involvements:
            yield self._involvement(each, now)
        yield from map(self._duty_shift, self.duty_shifts)
        yield from self._plans_and_reviews(now)

    def _help_lines(self) -> list[dict[str, object]] | None:
        """Return the lines in their order; a file without any leaves them as they are."""
        ordered = sorted(self.help_lines, key=lambda line: (line.order is None, line.order or 0))
        return [line.shown for line in ordered] or None

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
        """Return its working days. A review is due on a day: office hours that are left out do not move it."""
        return calendar_of(self.council.opens or time(9), self.council.closes or time(17))

    def _account(self, key: str, role: Role, *, active: bool) -> Account:
        state = AccountState.active if active else AccountState.ended
        return Account(council_id=self.council_id, id=self.id_of("account", key), role=role, state=state)

    def _member(self, staff: StaffSaid) -> Iterator[SQLModel]:
        yield self._account(staff.key, staff.role, active=staff.active)
        yield Worker(
            council_id=self.council_id,
            id=self.id_of("account", staff.key),
            team_id=self.id_of("team", staff.team),
            **staff.model_dump(exclude={"key", "role", "team", "active"}),
        )

    def _young_person(self, said: YoungPersonSaid, now: datetime) -> YoungPerson:
        since = said.in_care_since_days_ago
        return YoungPerson(
            council_id=self.council_id,
            id=self.id_of("account", said.key),
            in_care_since=None if since is None else local(now - timedelta(days=since)).date(),
            **said.model_dump(exclude={"key", "in_care_since_days_ago"}),
        )

    def _duty_shift(self, said: DutyShiftSaid) -> DutyShift:
        return DutyShift(
            council_id=self.council_id,
            id=self.id_of("duty_shift", said.name),
            worker_id=self.id_of("account", said.worker),
            level=said.level,
            starts_at=said.starts,
            ends_at=said.ends,
        )

    def _involvement(self, said: InvolvementSaid, now: datetime) -> Involvement:
        days_ago = now - timedelta(days=said.started_days_ago or 0)
        return Involvement(
            council_id=self.council_id,
            id=self.id_of("involvement", said.name),
            young_person_id=self.id_of("account", said.young_person),
            worker_id=self.id_of("account", said.worker),
            role=said.role,
            main=said.main,
            started_at=_begins(said.started) if said.started else days_ago,
            ended_at=_begins(said.ended) if said.ended else None,
            end_reason=said.end_reason,
            **said.because,
        )


def council_id_of(slug: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"kept:council:{slug}")


def _fields(said: Ask) -> dict[str, Any]:
    return said.model_dump(exclude={"key"})


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)


def columns() -> dict[str, list[str]]:
    """Return the sections of a file, and what a row of each may have."""
    return {name: list(row_of(name).model_fields) for name in CouncilFile.model_fields}


def row_of(section: str) -> type[Ask]:
    """Return the shape of a row: of the council itself, or of what a list has."""
    said = CouncilFile.model_fields[section].annotation
    row: type[Ask] = (get_args(said) or (said,))[0]
    return row


def demos() -> list[CouncilFile]:
    """Return the invented councils."""
    return [read(file) for file in sorted(DEMOS.glob("*.yaml"))]


def document_of(path: Path) -> council_reading.Document:
    """Read a file, or a folder, whose plans are told flat."""
    folder = path.is_dir()
    document = council_reading.read(path, columns() | COLUMNS if folder else columns())
    if folder:
        Fold(document).fold()
    return document


def read(path: Path) -> CouncilFile:
    """Read a file that is known to be right; `council_proofreading` is for all others."""
    return CouncilFile.model_validate(document_of(path).content)
