"""Contact requests: "please call me", as a young person asks it and as they see what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import StrictBool
from sqlalchemy import Select, and_, bindparam, select
from sqlmodel import col

from models.asked_through import LoggedThrough
from models.base import Ask, Line, Shape, Words, columns_of, same_in
from models.councils import CouncilFound, HelpLine
from models.help_lines import help_now
from models.involvements import Involved
from models.ladders import StepShown
from models.moments import Day, Instant
from models.people_told import PersonTold, called_if_not_safe
from models.requests import Request
from models.teams import Purpose, Team, TeamFound, TeamNamed, first_of_each
from models.timeline import TimelineFound, TimelineLine, lines, topics_of
from models.words import say
from models.workers import Job, Worker
from models.young_people import Channel
from rules.clocks import RULES, Basis, in_words, local
from rules.kinds import SECRET_KINDS, AdvocatePurpose, Kind
from rules.requests import Facts, Standing, State, Urgent, standing


class ContactAsk(Ask):
    """What a young person says when they ask to be called. Everything may be left out."""

    about: Line | None = None
    message: Words | None = None
    worker_id: UUID | None = None
    channel: Channel | None = None
    safe_times: Line | None = None
    not_before: Day | None = None
    urgent: Urgent | None = None


class ContactLog(ContactAsk):
    """What staff write down when somebody asked by phone or in person. The clock starts at `asked_at`."""

    asked_at: Instant
    asked_through: LoggedThrough


class Confirmation(Ask):
    """`reached`: they called and we talked. Not `reached`: nobody called me."""

    reached: StrictBool


class Addition(Ask):
    message: Words


class ContactRequest(Shape):
    """What a young person sees of what they asked. `due_on` is the day in London; `due_in_words` is ready to show."""

    id: UUID
    kind: Kind
    state: State
    standing: Standing
    contested: bool
    recorded_late: bool
    urgent: Urgent | None
    about: str | None
    message: str | None
    channel: Channel | None
    safe_times: str | None
    not_before: date | None
    asked_at: datetime
    due_at: datetime
    due_on: date
    due_in_words: str
    team: TeamNamed
    people_told: list[PersonTold]
    help_now: list[HelpLine]


class ContactRequestInFull(ContactRequest):
    timeline: list[TimelineLine]
    steps: list[StepShown]


class ContactRequests(Shape):
    items: list[ContactRequest]
    next_cursor: str | None


class Receipt(Shape):
    """All that is shown of a secret on a phone that somebody else may hold. Always the same."""

    says: str
    help_now: list[HelpLine]


class CountedDay(Shape):
    """A day that was counted has its `number`; one that was not has the reason."""

    day: date
    number: int | None
    skipped: str | None


class ClockShown(Shape):
    """Why that date: every day counted and every day skipped. Instants in UTC, days in London."""

    rule: str
    basis: Basis
    source: str
    says: str
    working_days: int
    started_at: datetime
    due_at: datetime
    due_on: date
    due_in_words: str
    days: list[CountedDay]


class RequestFound(Shape):
    """A young person's own request as it is kept, with the team that it is addressed to."""

    id: UUID
    kind: Kind
    purpose: AdvocatePurpose | None
    state: State
    urgent: Urgent | None
    contested: bool
    recorded_late: bool
    about: str | None
    message: str | None
    channel: Channel | None
    safe_times: str | None
    not_before: date | None
    asked_at: datetime
    due_at: datetime
    due_on: date
    ended_at: datetime | None
    talked_at: datetime | None
    changed_at: datetime
    days: Any
    team_name: str
    team_phone: str | None
    worker_name: str | None
    worker_job: Job | None

    @classmethod
    def of(cls, request: Request, team: TeamFound, worker: Involved | None) -> Self:
        """Take a request that was just made, with its team and the worker whom it is for."""
        return cls(
            **{name: getattr(request, name) for name in same_in(cls, Request)},
            team_name=team.name,
            team_phone=team.phone,
            worker_name=worker.first_name if worker else None,
            worker_job=worker.job if worker else None,
        )

    def standing_at(self, now: datetime) -> Standing:
        return standing(Facts(self.state, self.due_at, self.ended_at, self.talked_at), now)

    @property
    def secret(self) -> bool:
        return self.kind in SECRET_KINDS

    def shown(self, now: datetime, council: CouncilFound, teams: Sequence[TeamFound]) -> ContactRequest:
        return ContactRequest(**self._shown(now, council, teams))

    def shown_in_full(
        self, now: datetime, council: CouncilFound, teams: Sequence[TeamFound], timeline: Sequence[TimelineFound]
    ) -> ContactRequestInFull:
        story = lines(timeline, self.due_at, topics=topics_of(self.kind, self.purpose))
        return ContactRequestInFull(**self._shown(now, council, teams), timeline=story, steps=[])

    def _shown(self, now: datetime, council: CouncilFound, teams: Sequence[TeamFound]) -> Mapping[str, Any]:
        same = {name: getattr(self, name) for name in same_in(ContactRequest, type(self))}
        return same | {
            "standing": self.standing_at(now),
            "due_in_words": in_words(self.due_at),
            "team": TeamNamed(name=self.team_name, phone=self.team_phone),
            "people_told": self._people_told(teams),
            "help_now": help_now(council),
        }

    def _people_told(self, teams: Sequence[TeamFound]) -> list[PersonTold]:
        named = first_of_each(teams)
        if self.secret:
            return self._told_in_secret(named)
        duty = named.get(Purpose.duty)
        told = [PersonTold(who=self.team_name, role=say("people_told.team"))]
        if self.worker_name and self.worker_job:
            told.insert(0, PersonTold(who=self.worker_name, role=say(f"jobs.{self.worker_job}")))
        if self.urgent and duty and duty != self.team_name:
            told.insert(0, PersonTold(who=duty, role=say("people_told.duty")))
        return told

    def _told_in_secret(self, named: Mapping[Purpose, str]) -> list[PersonTold]:
        """Name the rights team as well: its officers see every request for an advocate."""
        rights = named.get(Purpose.rights)
        told = [PersonTold(who=self.team_name, role=say("people_told.secret_team"))]
        if self.kind == Kind.advocate and rights and rights != self.team_name:
            told.append(PersonTold(who=rights, role=say("people_told.rights_too")))
        if self.kind != Kind.help:
            told.append(called_if_not_safe(named, urgent=self.urgent is not None))
        return [*told, PersonTold(who=say("people_told.no_one"), role=say("people_told.nobody_else"))]

    def clock(self) -> ClockShown:
        rule = RULES[self.kind]
        waited = self.not_before and self.not_before > local(self.asked_at).date() and rule.basis is not Basis.law
        return ClockShown(
            rule=say(f"rules.{self.kind}"),
            basis=rule.basis,
            source=rule.source,
            says=say(f"clock.{rule.basis}{'_not_before' if waited else ''}", days=rule.working_days),
            working_days=rule.working_days,
            started_at=self.asked_at,
            due_at=self.due_at,
            due_on=self.due_on,
            due_in_words=in_words(self.due_at),
            days=self.days,
        )


FOUND: Select[Any] = select(
    *columns_of(Request, RequestFound, but=("team_name", "team_phone", "worker_name", "worker_job")),
    col(Team.name).label("team_name"),
    col(Team.phone).label("team_phone"),
    col(Worker.first_name).label("worker_name"),
    col(Worker.job).label("worker_job"),
)
FOUND = FOUND.join(Team, and_(col(Team.council_id) == Request.council_id, col(Team.id) == Request.team_id)).join(
    Worker,
    and_(
        col(Worker.council_id) == Request.council_id,
        col(Worker.id) == Request.worker_id,
        # While somebody else's team stands in, the worker whom it is for is not told.
        col(Worker.team_id) == Request.team_id,
    ),
    isouter=True,
)

# Asking for an advocate whom I named when I asked to be called stays here, too.
MY_REQUEST = FOUND.where(
    col(Request.id) == bindparam("request_id"), col(Request.kind).in_([Kind.contact, Kind.advocate])
)
