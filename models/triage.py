"""What staff see of a request: the card with all that is needed to ring, and the queue of such cards."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Select, Text, Uuid, and_, bindparam, case, func, literal, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.asked_through import AskedThrough
from models.attempts import AttemptShown
from models.base import NOW, Shape, columns_of, when_given
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
        return RequestCard(**self._shown(now))

    def shown_in_full(
        self, now: datetime, timeline: list[TimelineFound], attempts: list[AttemptShown], steps: list[StepShown]
    ) -> RequestInFull:
        story = lines(timeline, self.due_at, "timeline_for_staff", topics_of(self.kind, self.purpose))
        return RequestInFull(**self._shown(now), timeline=story, attempts_made=attempts, steps=steps)

    def _shown(self, now: datetime) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SAME} | {
            "standing": standing(Facts(self.state, self.due_at, self.ended_at, self.talked_at), now),
            "due_in_words": in_words(self.due_at),
            "safe_contact": SafeContactCard(
                channel=self.safe_channel,
                number=self.safe_number,
                hours=self.safe_hours,
                never_leave_message=self.never_leave_message,
            ),
        }


# What a card shows as it is kept; listed once, since a page has a hundred cards.
SAME = tuple(name for name in RequestCard.model_fields if name in CardFound.model_fields)
LARGEST_PAGE = 100

_taker, _about = aliased(Worker), aliased(Worker)
_PERSON = ("preferred_name", "pronouns", "safe_channel", "safe_number", "safe_hours", "never_leave_message")


def _cards(of: Any) -> Select[Any]:  # noqa: ANN401  the table, or a page of it
    """Return the cards of these requests: with each, the young person, the team, the holder, the tries so far."""

    def same(table: Any, key: Any) -> Any:  # noqa: ANN401  tables and aliases alike
        return and_(table.council_id == of.council_id, table.id == key)

    tries = select(func.count()).where(col(Attempt.council_id) == of.council_id, col(Attempt.request_id) == of.id)
    return (
        select(
            *columns_of(of, CardFound, but=(*_PERSON, "team", "taken_by", "about_worker", "attempts")),
            *(getattr(YoungPerson, name) for name in _PERSON),
            col(Team.name).label("team"),
            col(_taker.first_name).label("taken_by"),
            col(_about.first_name).label("about_worker"),
            tries.scalar_subquery().label("attempts"),
        )
        .join(YoungPerson, same(YoungPerson, of.young_person_id))
        .join(Team, same(Team, of.team_id))
        .join(_taker, same(_taker, of.taker_id), isouter=True)
        .join(_about, same(_about, of.about_worker_id), isouter=True)
    )


ONE_CARD = _cards(Request).where(col(Request.id) == bindparam("request_id"))

# In a select of its own it is worked out once, and not for every row of the queue.
_today = select(func.date(func.timezone("Europe/London", func.walls.moment()))).scalar_subquery()
_standing = case(
    (col(Request.due_at) <= NOW, literal(Standing.late.value)),
    (col(Request.due_on) <= _today, literal(Standing.due_soon.value)),
    else_=literal(Standing.on_track.value),
)
FILTERS = (
    col(Request.state).in_([State.waiting, State.taken]),
    when_given("kind", col(Request.kind), Text()),
    when_given("state", col(Request.state), Text()),
    when_given("standing", _standing, Text()),
    when_given("contested", col(Request.contested), Boolean()),
    when_given("taker_id", col(Request.taker_id), Uuid()),
    when_given("young_person_id", col(Request.young_person_id), Uuid()),
    col(Request.changed_at) >= bindparam("changed_since"),
)
ORDER = ("rank", "due_at", "id")
_order = [getattr(Request, name) for name in ORDER]
# The page is cut before anything is joined to it, at a number that the planner can see: it then walks the queue's
# index instead of sorting the whole queue (15 ms against 115 for 50 of 10,000, measured with a generic plan).
_PAGE = (
    select(Request)
    .where(*FILTERS, tuple_(*_order) > tuple_(*(bindparam(f"after_{name}") for name in ORDER)))
    .order_by(*_order)
    .limit(LARGEST_PAGE + 1)
    .subquery()
)
_page = aliased(Request, _PAGE)
_page_order = [getattr(_page, name) for name in ORDER]
QUEUE = _cards(_page).order_by(*_page_order).limit(bindparam("rows"))
QUEUE_PEOPLE: Select[Any, Any] = (
    select(_PAGE.c.council_id, _PAGE.c.young_person_id).order_by(*_page_order).limit(bindparam("shown"))
)


def _how_many(*that: Any) -> Any:  # noqa: ANN401  expressions of the query
    return func.count().filter(*that) if that else func.count()


COUNTS = select(
    _how_many().label("total"),
    _how_many(col(Request.state) == State.waiting).label("waiting"),
    _how_many(col(Request.state) == State.taken).label("taken"),
    _how_many(col(Request.urgent).is_not(None)).label("urgent"),
    _how_many(col(Request.contested)).label("contested"),
    _how_many(_standing == Standing.due_soon.value).label("due_soon"),
    _how_many(_standing == Standing.late.value).label("late"),
).where(*FILTERS)
