"""What staff see of a request: the card with all that is needed to ring, and the queue of such cards."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.asked_through import AskedThrough
from models.attempts import AttemptShown
from models.base import Shape, columns_of, same_in
from models.ladders import StepShown
from models.requests import Request
from models.teams import Team
from models.timeline import Attempt, TimelineFound, TimelineLine, lines, topics_of
from models.workers import Worker
from models.young_people import Channel, YoungPerson
from rules.clocks import in_words
from rules.kinds import AdvocatePurpose, Kind
from rules.requests import Facts, Standing, State, Urgent, standing


class SafeContactCard(Shape):
    """How it is safe to reach this young person. It stands above what the request itself says."""

    channel: Channel | None
    number: str | None
    hours: str | None
    never_leave_message: bool


class RequestCard(Shape):
    """All that is needed to ring. `due_in_words` is London time."""

    id: UUID
    kind: Kind
    state: State
    standing: Standing
    contested: bool
    recorded_late: bool
    urgent: Urgent | None
    young_person_id: UUID
    preferred_name: str
    pronouns: str | None
    safe_contact: SafeContactCard
    about: str | None
    message: str | None
    channel: Channel | None
    safe_times: str | None
    not_before: date | None
    purpose: AdvocatePurpose | None
    preferences: str | None
    reach_me: str | None
    about_worker_id: UUID | None
    about_worker: str | None
    passed_on_at: datetime | None
    asked_at: datetime
    asked_through: AskedThrough
    due_at: datetime
    due_on: date
    due_in_words: str
    changed_at: datetime
    team: str
    taker_id: UUID | None
    taken_by: str | None
    attempts: int


class RequestInFull(RequestCard):
    timeline: list[TimelineLine]
    steps: list[StepShown]
    attempts_made: list[AttemptShown]


class Counts(Shape):
    """Of the whole filtered queue, not of the page."""

    total: int
    waiting: int
    taken: int
    urgent: int
    contested: int
    due_soon: int
    late: int


class Queue(Shape):
    items: list[RequestCard]
    next_cursor: str | None
    counts: Counts


class CardFound(Shape):
    """A card as it is kept."""

    id: UUID
    kind: Kind
    state: State
    contested: bool
    recorded_late: bool
    urgent: Urgent | None
    young_person_id: UUID
    about: str | None
    message: str | None
    channel: Channel | None
    safe_times: str | None
    not_before: date | None
    purpose: AdvocatePurpose | None
    preferences: str | None
    reach_me: str | None
    about_worker_id: UUID | None
    passed_on_at: datetime | None
    asked_at: datetime
    asked_through: AskedThrough
    due_at: datetime
    due_on: date
    changed_at: datetime
    taker_id: UUID | None
    ended_at: datetime | None
    talked_at: datetime | None
    rank: int
    preferred_name: str
    pronouns: str | None
    safe_channel: Channel | None
    safe_number: str | None
    safe_hours: str | None
    never_leave_message: bool
    team: str
    taken_by: str | None
    about_worker: str | None
    attempts: int

    def shown(self, now: datetime) -> RequestCard:
        return RequestCard.model_validate(self._shown(now))  # by name it takes half as long again

    def shown_in_full(
        self, now: datetime, timeline: list[TimelineFound], attempts: list[AttemptShown], steps: list[StepShown]
    ) -> RequestInFull:
        story = lines(timeline, self.due_at, "timeline_for_staff", topics_of(self.kind, self.purpose))
        return RequestInFull(**self._shown(now), timeline=story, attempts_made=attempts, steps=steps)

    def _shown(self, now: datetime) -> dict[str, Any]:
        found = vars(self)
        return {name: found[name] for name in same_in(RequestCard, CardFound)} | {
            "standing": standing(Facts(self.state, self.due_at, self.ended_at, self.talked_at), now),
            "due_in_words": in_words(self.due_at),
            "safe_contact": {
                "channel": self.safe_channel,
                "number": self.safe_number,
                "hours": self.safe_hours,
                "never_leave_message": self.never_leave_message,
            },
        }


_PERSON = ("preferred_name", "pronouns", "safe_channel", "safe_number", "safe_hours", "never_leave_message")


def cards(of: Any) -> Select[Any]:  # noqa: ANN401  the table, or a page of it
    """Return the cards of these requests: with each, the young person, the team, the holder, the tries so far."""

    def same(table: Any, key: Any) -> Any:  # noqa: ANN401  tables and aliases alike
        return and_(table.council_id == of.council_id, table.id == key)

    def first_name(key: Any) -> Any:  # noqa: ANN401  looked up where there is one, not joined for all
        worker = aliased(Worker)
        return case((key.is_not(None), select(col(worker.first_name)).where(same(worker, key)).scalar_subquery()))

    tries = select(func.count()).where(col(Attempt.council_id) == of.council_id, col(Attempt.request_id) == of.id)
    return (
        select(
            *columns_of(of, CardFound, but=(*_PERSON, "team", "taken_by", "about_worker", "attempts")),
            *(getattr(YoungPerson, name) for name in _PERSON),
            col(Team.name).label("team"),
            first_name(of.taker_id).label("taken_by"),
            first_name(of.about_worker_id).label("about_worker"),
            tries.scalar_subquery().label("attempts"),
        )
        .join(YoungPerson, same(YoungPerson, of.young_person_id))
        .join(Team, same(Team, of.team_id))
    )


ONE_CARD = cards(Request).where(col(Request.id) == bindparam("request_id"))
