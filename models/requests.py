"""Requests: whatever a young person asks for. One table, one table of moves, one queue."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.accounts import AccountKey
from models.asked_through import AskedThrough
from models.base import AboutAYoungPerson, belongs, one_of
from models.finding_requests import RANK, indexes
from models.ids import new_id
from models.young_people import Channel
from rules.answers import ENDED_BY_A_TALK, must_be_answerable, must_not_be_secret
from rules.calling import cannot_wait
from rules.clocks import Reckoning
from rules.errors import NotFound, NotNow
from rules.kinds import AdvocatePurpose, Kind
from rules.ladder import UNSEEN
from rules.requests import OPEN, TALKS, Facts, Move, Outcome, State, Urgent, What, after, still_contestable
from rules.routing import Destination


class Request(AboutAYoungPerson, table=True):
    """`rank` orders every queue: a cry for help, then urgent, then contested, then the rest; within each, soonest due.

    `days` is the working of the due date as it was counted: what was said stays said. `next_look_at` is when the
    ladder looks at it again: at once when it is new or has moved, else when its next step comes.
    """

    __tablename__ = "requests"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        belongs("team_id", "teams"),
        belongs("worker_id", "workers"),
        belongs("taker_id", "workers"),
        belongs("logged_by_id", "workers"),
        belongs("changed_by_id", "accounts"),
        belongs("seen_by_id", "workers"),
        belongs("about_worker_id", "workers"),
        one_of("kind", Kind),
        one_of("state", State),
        one_of("urgent", Urgent),
        one_of("channel", Channel),
        one_of("asked_through", AskedThrough),
        one_of("purpose", AdvocatePurpose),
        CheckConstraint("(state = 'taken') = (taker_id is not null)", name="taken_by_somebody"),
        CheckConstraint("(state in ('answered', 'withdrawn')) = (ended_at is not null)", name="an_end_has_a_time"),
        CheckConstraint("due_at > asked_at and late_day_at > due_at", name="due_after_the_asking"),
        CheckConstraint("(kind = 'advocate') = (purpose is not null)", name="an_advocate_for_something"),
        CheckConstraint("about_worker_id is null or kind in ('comment', 'compliment', 'complaint')", name="about_whom"),
        CheckConstraint("passed_on_at is null or kind in ('comment', 'compliment')", name="no_complaint_passed_on"),
        UniqueConstraint("council_id", "id", "young_person_id"),
        *indexes(),
    )

    kind: Kind = Field(sa_type=Text)
    state: State = Field(default=State.waiting, sa_type=Text)
    team_id: UUID
    worker_id: UUID | None = None
    taker_id: UUID | None = None
    about: str | None = Field(default=None, sa_type=Text)
    message: str | None = Field(default=None, sa_type=Text)
    channel: Channel | None = Field(default=None, sa_type=Text)
    safe_times: str | None = Field(default=None, sa_type=Text)
    not_before: date | None = None
    purpose: AdvocatePurpose | None = Field(default=None, sa_type=Text)
    preferences: str | None = Field(default=None, sa_type=Text)
    reach_me: str | None = Field(default=None, sa_type=Text)
    about_worker_id: UUID | None = None
    passed_on_at: datetime | None = None
    urgent: Urgent | None = Field(default=None, sa_type=Text)
    asked_at: datetime
    asked_through: AskedThrough = Field(default=AskedThrough.app, sa_type=Text)
    logged_by_id: UUID | None = None
    due_at: datetime
    due_on: date
    late_day_at: datetime
    days: Any = Field(sa_type=JSONB)
    changed_at: datetime
    changed_by_id: UUID
    ended_at: datetime | None = None
    talked_at: datetime | None = None
    recorded_late: bool = False
    contested: bool = False
    seen_at: datetime | None = None
    seen_by_id: UUID | None = None
    next_look_at: datetime = Field(default=UNSEEN, sa_column_kwargs={"server_default": UNSEEN.isoformat()})
    rank: int = Field(default=None, sa_column_args=(Computed(RANK, persisted=True),))

    @classmethod
    def ask(cls, young_person: AccountKey, to: Destination, clock: Reckoning, *, by: UUID, now: datetime) -> Self:
        """Make a request that is addressed to `to` and whose clock started at `clock.started_at`."""
        return cls.made(
            council_id=young_person.council_id,
            id=new_id(),
            young_person_id=young_person.id,
            kind=to.kind,
            state=State.waiting,
            team_id=to.team_id,
            worker_id=to.worker_id,
            asked_at=clock.started_at,
            due_at=clock.due_at,
            due_on=clock.due_on,
            late_day_at=clock.late_day_at,
            days=clock.days_kept,
            changed_at=now,
            changed_by_id=by,
            asked_through=AskedThrough.app,
            next_look_at=UNSEEN,
        )

    def says(self, **words: object) -> None:
        """Take over what was asked, word for word."""
        self.fill(words)

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def cannot_wait(self) -> bool:
        return cannot_wait(self.kind, self.urgent)

    @property
    def facts(self) -> Facts:
        return Facts(State(self.state), self.due_at, self.ended_at, self.talked_at)

    def take(self, worker_id: UUID, holder: str | None, now: datetime) -> bool:
        """Make `worker_id` the holder. Say whether that is new; refuse it when somebody else holds it."""
        if self.taker_id == worker_id:
            return False
        if self.state == State.taken:
            raise NotNow(
                f"{holder or 'Somebody else'} has taken this one.", code="already_taken", facts={"holder": holder or ""}
            )
        self._move(Move.take, worker_id, now)
        self.taker_id = worker_id
        return True

    def hand_to(self, worker_id: UUID, by: UUID, now: datetime) -> bool:
        """Let a manager name the holder, whoever held it before."""
        if self.taker_id == worker_id:
            return False
        if self.state == State.taken:
            self.touch(by, now)
        else:
            self._move(Move.take, by, now)
        self.taker_id = worker_id
        return True

    def put_back(self, by: UUID, now: datetime) -> None:
        self._move(Move.put_back, by, now)
        self.taker_id = None

    def tried(self, outcome: Outcome, at: datetime, by: UUID, now: datetime) -> None:
        """Take note of a try. Only a talk ends it, if a talk can; anything else lets the clock run on."""
        if outcome in TALKS and self.kind in ENDED_BY_A_TALK:
            self.talked(at, by, now)
        elif self.open:
            self.touch(by, now)
        else:
            after(State(self.state), Move.answer)

    def talked(self, at: datetime, by: UUID, now: datetime) -> None:
        """End it by a talk that was at `at` and is written down at `now`."""
        self._end(Move.answer, by, now)
        self.talked_at = at
        self.recorded_late = at <= self.due_at < now

    def answer(self, by: UUID, now: datetime) -> None:
        """End it by an answer in words."""
        must_be_answerable(Kind(self.kind))
        self._end(Move.answer, by, now)

    def pass_on(self, by: UUID, now: datetime) -> bool:
        """Let the main worker's team read it, too. Say whether that is new."""
        must_not_be_secret(Kind(self.kind))
        if self.passed_on_at:
            return False
        self.passed_on_at = now
        self.touch(by, now)
        return True

    def must_be(self, *kinds: Kind) -> None:
        """Refuse another kind, as if it were not there."""
        if self.kind not in kinds:
            raise NotFound

    def withdraw(self, by: UUID, now: datetime) -> None:
        self._end(Move.withdraw, by, now)

    def confirm(self, by: UUID, now: datetime) -> What:
        """Take her word that they talked: it ends an open one that a talk can end, and settles what was contested."""
        if self.open:
            if self.kind not in ENDED_BY_A_TALK:
                raise NotNow("There is no answer to it yet.", code="not_in_this_state")
            self.talked(now, by, now)
        elif self.state == State.withdrawn:
            after(State(self.state), Move.answer)
        self.contested = False
        self.touch(by, now)
        return What.confirmed

    def deny(self, by: UUID, now: datetime) -> What:
        """Take her word that nobody called: it is open again, nobody's, with the same date."""
        if self.open:
            self.touch(by, now)
            return What.not_yet
        still_contestable(self.ended_at or now, now)
        self._move(Move.contest, by, now)
        self.ended_at = self.talked_at = None
        self.recorded_late, self.contested = False, True
        return What.contested

    def hear_more(self, by: UUID, now: datetime) -> None:
        """Take an addition. Once it is over, nobody would see it."""
        if not self.open:
            raise NotNow("This one is over. Ask again, and a new clock starts.", code="not_in_this_state")
        self.touch(by, now)

    def see(self, by: UUID, now: datetime) -> bool:
        """Take it that somebody has seen what cannot wait; say whether that is new. The first to see it stays so."""
        if not self.open or not self.cannot_wait:
            raise NotNow("You cannot do that now. Look at it again to see how it stands.", code="not_in_this_state")
        if self.seen_at:
            return False
        self.seen_at, self.seen_by_id = now, by
        self.touch(by, now)
        return True

    def touch(self, by: UUID, now: datetime) -> None:
        self.changed_at, self.changed_by_id = now, by

    def _end(self, move: Move, by: UUID, now: datetime) -> None:
        self._move(move, by, now)
        self.taker_id, self.ended_at = None, now

    def _move(self, move: Move, by: UUID, now: datetime) -> None:
        self.state = after(State(self.state), move)
        self.next_look_at = now
        self.touch(by, now)
