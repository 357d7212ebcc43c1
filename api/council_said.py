"""The rows of a council's file, each as it is written."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from models.accounts import Role
from models.base import Ask, Line
from models.councils import HelpLine
from models.duty_shifts import LEVELS, must_be_a_shift
from models.involvements import MAY_BE_MAIN, InvolvementRole
from models.teams import Purpose
from models.workers import Job
from models.young_people import Care, Channel, Format, Language, PhoneNumber
from rules.changes import Why
from rules.clocks import local
from rules.working_days import ZONE

# Where a role leaves open what somebody does; else the job is called like the role.
JOBS = {
    Role.worker: {Job.social_worker, Job.senior_practitioner, Job.personal_adviser, Job.support_worker},
    Role.manager: {Job.team_manager},
    Role.rights_officer: {Job.childrens_rights_officer},
}

MINUTE = re.compile(r"20\d{2}-\d{2}-\d{2}[ T]\d{2}:\d{2}")
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
# A number to show, as people write it: 999, 0800 1111, 01632 960999.
WorkPhone = Annotated[str, Field(pattern=r"^[+0-9][0-9 ()-]{2,29}$")]


def _minute(written: object) -> datetime:
    """Read a minute of London's clocks, such as 2026-05-31 17:00."""
    if isinstance(written, str) and MINUTE.fullmatch(written):
        with suppress(ValueError):
            return datetime.fromisoformat(written).replace(tzinfo=ZONE).astimezone(UTC)
    raise PydanticCustomError("minute", "Write it as a day and a time.")


LocalMinute = Annotated[datetime, BeforeValidator(_minute)]


class CouncilSaid(Ask):
    """What is left out stays as `kept council new` made it."""

    slug: Key
    name: Line | None = None
    opens: time | None = None
    closes: time | None = None
    out_of_hours_phone: WorkPhone | None = None
    says_watched: bool | None = None
    demo: bool = False
    pledges: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Self:
        if (self.opens is None) != (self.closes is None):
            raise ValueError("Say both `opens` and `closes`, or neither.")
        if self.opens and self.closes and self.opens >= self.closes:
            raise ValueError("The office must open before it closes.")
        return self


class HelpLineSaid(Ask):
    """A line of the council's own, beside its out-of-hours phone. Those without an `order` come last, as they stand."""

    name: Line
    what_for: Line
    phone: WorkPhone | None = None
    text: WorkPhone | None = None
    web: Annotated[str, Field(pattern=r"^https://[^\s]{3,190}$")] | None = None
    when: Line
    order: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def somebody_answers(self) -> Self:
        if not (self.phone or self.text or self.web):
            raise ValueError("A help line has a `phone`, a `text` or a `web`.")
        return self

    @property
    def shown(self) -> dict[str, object]:
        return HelpLine(**self.model_dump(exclude={"order"})).model_dump()


class TeamSaid(Ask):
    key: Key
    name: Line
    purpose: Purpose
    phone: WorkPhone | None = None
    email: Line | None = None
    hours: Line | None = None


class StaffSaid(Ask):
    key: Key
    first_name: Line
    role: Role
    job: Job
    team: Key
    phone: WorkPhone | None = None
    email: Line | None = None
    hours: Line | None = None
    active: bool = True

    @model_validator(mode="after")
    def job_goes_with_role(self) -> Self:
        if self.role == Role.young_person or self.job not in JOBS.get(self.role, {self.role}):
            raise ValueError("`job` does not go with `role`.")
        return self


class YoungPersonSaid(Ask):
    key: Key
    preferred_name: Line
    pronouns: Line | None = None
    language: Language = "en"
    format: Format = Format.standard
    care: Care
    in_care_since_days_ago: int | None = Field(default=None, ge=0)
    safe_channel: Channel | None = None
    safe_number: PhoneNumber | None = None
    safe_hours: Line | None = None
    never_leave_message: bool = False


class DutyShiftSaid(Ask):
    """Who is on duty, from one minute to another as London's clocks show them. Level 1 is called first."""

    worker: Key
    starts: LocalMinute
    ends: LocalMinute
    level: Annotated[int, Field(ge=1, le=LEVELS)] = 1

    @model_validator(mode="after")
    def can_be_worked(self) -> Self:
        must_be_a_shift(self.starts, self.ends)
        return self

    @property
    def name(self) -> str:
        return f"{self.worker}:{local(self.starts):%Y-%m-%dT%H:%M}"


class InvolvementSaid(Ask):
    """From the beginning of the day `started`, to the beginning of the day `ended`. `key` tells a second time apart.

    `why` and `words` tell the young person why it ended, else why it began; `end_reason` is for staff.
    """

    key: Key | None = None
    young_person: Key
    worker: Key
    role: InvolvementRole
    main: bool = False
    started: date | None = None
    started_days_ago: int | None = Field(default=None, ge=0)
    ended: date | None = None
    end_reason: Line | None = None
    why: Why | None = None
    words: Line | None = None

    @model_validator(mode="after")
    def makes_sense(self) -> Self:
        if (self.started is None) == (self.started_days_ago is None):
            raise ValueError("Say when it `started`.")
        if (self.ended is None) != (self.end_reason is None):
            raise ValueError("`ended` and `end_reason` go together.")
        if self.started and self.ended and self.ended < self.started:
            raise ValueError("It ended before it started.")
        if self.main and self.role not in MAY_BE_MAIN:
            raise ValueError("In that `role` nobody can be `main`.")
        return self

    @property
    def because(self) -> dict[str, Any]:
        """Return why, in the columns that it belongs to."""
        edge = "end" if self.ended else "begin"
        return {f"{edge}_why": self.why, f"{edge}_words": self.words}

    @property
    def name(self) -> str:
        return self.key or f"{self.young_person}:{self.worker}:{self.role}"
