"""What a young person said or asked, of whatever kind, as they see it; and everything in one list."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar, assert_never
from uuid import UUID

from pydantic import StrictBool
from sqlalchemy import Select, Text, Uuid, and_, bindparam, cast, func, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.alarms import made_by_words
from models.base import Ask, Shape, Words, columns_of, when_given
from models.contact_requests import FOUND, Receipt, RequestFound
from models.councils import CouncilFound, HelpLine
from models.help_lines import help_now
from models.ladders import StepShown
from models.people_told import PersonTold, called_if_not_safe
from models.requests import Request
from models.teams import Team, TeamFound, TeamNamed, first_of_each
from models.timeline import TimelineFound, TimelineLine, lines, topics_of
from models.words import say, say_best
from models.workers import Worker
from rules.answers import Decision
from rules.clocks import in_words
from rules.kinds import FEEDBACK, Kind
from rules.recipients import Hearing
from rules.requests import Standing, State, What

S = TypeVar("S", bound=Shape)

ADDRESSES = {
    Kind.contact: "/v1/me/contact-requests",
    Kind.advocate: "/v1/me/advocate-requests",
    Kind.help: "/v1/me/help-now",
    **dict.fromkeys(FEEDBACK, "/v1/me/feedback"),
}


class MyRequest(Shape):
    """What all that I asked or said has in common. `due_on` is the day in London; `due_in_words` is ready to show."""

    id: UUID
    kind: Kind
    state: State
    standing: Standing
    contested: bool
    says: str
    message: str | None
    asked_at: datetime
    due_at: datetime
    due_on: date
    due_in_words: str
    team: TeamNamed
    people_told: list[PersonTold]


class MyRequestLine(MyRequest):
    """One of everything I asked. `address` is where all of it stands."""

    address: str


class MyRequests(Shape):
    items: list[MyRequestLine]
    next_cursor: str | None


class Verdict(Ask):
    """`answered`: I have an answer. Not `answered`: that is no answer, or there is none; it is open again."""

    answered: StrictBool
    message: Words | None = None


class Answer(Shape):
    """What I was told, by whom, and why."""

    at: datetime
    who: str | None
    message: str | None
    decision: Decision | None
    reason: str | None


class SaidFound(RequestFound):
    """A young person's own request of any kind as it is kept. A worker who is not one of theirs has no name here."""

    preferences: str | None
    reach_me: str | None
    about_worker_id: UUID | None
    passed_on_at: datetime | None
    about_worker: str | None
    by_words: bool

    def shown_as(
        self,
        shape: type[S],
        now: datetime,
        council: CouncilFound,
        teams: Sequence[TeamFound],
        story: Sequence[TimelineFound] = (),
    ) -> S:
        """Show as much of it as that shape has a place for."""
        everything = self.model_dump() | {
            "standing": self.standing_at(now),
            "says": self._says,
            "due_in_words": in_words(self.due_at),
            "team": TeamNamed(name=self.team_name, phone=self.team_phone),
            "people_told": self.told(teams),
            "address": f"{ADDRESSES[self.kind]}/{self.id}",
            "help_now": help_now(council),
            "answer": answer_of(story) if self.state == State.answered else None,
            "helpers": [],
            "timeline": lines(story, self.due_at, topics=self._topics),
            "steps": [],
        }
        return shape(**{name: everything[name] for name in shape.model_fields})

    @property
    def _topics(self) -> tuple[str, ...]:
        """Name what it is about; of a cry for help only she is told that it was her words that made it."""
        return (*(["words"] if self.by_words else []), *topics_of(self.kind, self.purpose))

    @property
    def _says(self) -> str:
        return say_best("timeline", [*(f"asked_{topic}" for topic in self._topics), "asked"])

    def told(self, teams: Sequence[TeamFound]) -> list[PersonTold]:
        """Say who is told, and of a secret who is not."""
        match self.kind:
            case Kind.contact | Kind.help | Kind.advocate:
                return self._people_told(teams)
            case Kind.complaint:
                who = "nobody_else_about" if self.about_worker_id else "nobody_else_complaint"
                return [_told(self.team_name, "answering_team"), self._called(teams), _nobody(who)]
            case Kind.comment | Kind.compliment:
                passed = "passed_on" if self.passed_on_at else "may_be_passed_on"
                called = [self._called(teams)] if self.urgent else []
                return [_told(self.team_name, "answering_team"), _told(say("people_told.main_team"), passed), *called]
            case _:
                assert_never(self.kind)

    def _called(self, teams: Sequence[TeamFound]) -> PersonTold:
        return called_if_not_safe(
            first_of_each(teams), urgent=self.urgent is not None, about_somebody=self.about_worker_id is not None
        )


def answer_of(story: Sequence[TimelineFound]) -> Answer | None:
    """Return the last answer in words; a talk has none."""
    answers = [line for line in story if line.what == What.answered]
    return Answer(**answers[-1].model_dump(include=set(Answer.model_fields))) if answers else None


def receipt_of(council: CouncilFound) -> Receipt:
    """Return all that is shown of a secret on a phone that somebody else may hold: always the same."""
    return Receipt(says=say("receipt"), help_now=help_now(council))


def _told(who: str, role: str) -> PersonTold:
    return PersonTold(who=who, role=say(f"people_told.{role}"))


def _nobody(role: str) -> PersonTold:
    return _told(say("people_told.no_one"), role)


class SaidInFull(MyRequest):
    """One of what I said or asked, with the answer and all that happened since."""

    answer: Answer | None
    timeline: list[TimelineLine]
    steps: list[StepShown]
    help_now: list[HelpLine]


_about = aliased(Worker)
SAID: Select[Any] = FOUND.add_columns(
    *columns_of(Request, SaidFound, but={*RequestFound.model_fields, "about_worker", "by_words"}),
    col(_about.first_name).label("about_worker"),
    made_by_words(Request).label("by_words"),
).join(
    _about,
    and_(col(_about.council_id) == Request.council_id, col(_about.id) == Request.about_worker_id),
    isouter=True,
)


def one_of_my(*kinds: Kind) -> Select[Any]:
    return SAID.where(col(Request.id) == bindparam("request_id"), col(Request.kind).in_(kinds))


def page_of(found: Select[Any], *kinds: Kind) -> Select[Any]:
    """Return the query of one page of my requests of these kinds, the newest first."""
    place: Any = tuple_(col(Request.asked_at), col(Request.id))
    return (
        found.where(
            col(Request.kind).in_(kinds),
            when_given("state", col(Request.state), Text()),
            col(Request.changed_at) >= bindparam("changed_since"),
            place < tuple_(bindparam("before"), bindparam("before_id")),
        )
        .order_by(col(Request.asked_at).desc(), col(Request.id).desc())
        .limit(bindparam("rows"))
    )


MY_CONTACT_REQUESTS = page_of(FOUND, Kind.contact)


class TeamHearing(TeamFound):
    """A team, and how many there are in it who could read what is about to be said."""

    people: int

    @property
    def hearing(self) -> Hearing:
        return Hearing(self.id, self.purpose, self.people)


_people = func.walls.ears(col(Team.id), col(Team.purpose), cast(bindparam("about"), Uuid())).label("people")
TEAMS_HEARING = select(*columns_of(Team, TeamFound), _people).order_by(col(Team.purpose), col(Team.name))
