"""The timeline of a request: what happened, in the same words for everybody who may see it, and who tried to call."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, bindparam, func, select
from sqlmodel import Field, col

from models.asked_through import AskedThrough
from models.base import AboutAYoungPerson, Shape, belongs, columns_of, one_of
from models.requests import Request
from models.rows import AnyRequest, Row
from models.words import say, say_best
from models.workers import Job
from rules.answers import Decision
from rules.clocks import in_words
from rules.kinds import FEEDBACK, AdvocatePurpose, Kind
from rules.requests import TALKS, Outcome, What


def _of_a_request() -> ForeignKeyConstraint:
    """Point at the request and its young person at once: a line can never be somebody else's."""
    return ForeignKeyConstraint(
        ["council_id", "request_id", "young_person_id"],
        ["requests.council_id", "requests.id", "requests.young_person_id"],
    )


class TimelineEntry(AboutAYoungPerson, table=True):
    """One line of a request's story, seen by the young person and by staff alike; the words are made on reading."""

    __tablename__ = "timeline"
    __table_args__ = (
        _of_a_request(),
        one_of("what", What),
        one_of("outcome", Outcome),
        one_of("asked_through", AskedThrough),
        one_of("decision", Decision),
        one_of("job", Job),
        CheckConstraint("decision not in ('no', 'partly') or reason is not null", name="a_no_has_a_reason"),
        Index("ix_timeline_request", "council_id", "request_id", "at"),
        Index("ix_timeline_young_person", "council_id", "young_person_id"),
    )

    request_id: UUID
    at: datetime
    what: What = Field(sa_type=Text)
    who: str | None = Field(default=None, sa_type=Text)
    instead_of: str | None = Field(default=None, sa_type=Text)
    job: Job | None = Field(default=None, sa_type=Text)
    outcome: Outcome | None = Field(default=None, sa_type=Text)
    happened_at: datetime | None = None
    asked_through: AskedThrough | None = Field(default=None, sa_type=Text)
    message: str | None = Field(default=None, sa_type=Text)
    decision: Decision | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)

    @classmethod
    def of(
        cls,
        request: Request,
        what: What,
        now: datetime,
        *,
        who: str | None = None,
        **more: Any,  # noqa: ANN401  columns of this table
    ) -> Self:
        """Write the next line of the story of `request`. `who` is the first name of a member of staff."""
        return cls.made(**cls.row(request, what, now, who=who, **more))

    @staticmethod
    def row(request: AnyRequest, what: What, now: datetime, **more: Any) -> Row:  # noqa: ANN401  columns of this table
        return {
            "council_id": request.council_id,
            "young_person_id": request.young_person_id,
            "request_id": request.id,
            "at": now,
            "what": what,
            **more,
        }


class Attempt(AboutAYoungPerson, table=True):
    """That somebody tried to reach the young person. The note is for staff only."""

    __tablename__ = "attempts"
    __table_args__ = (
        _of_a_request(),
        belongs("worker_id", "workers"),
        one_of("outcome", Outcome),
        Index("ix_attempts_request", "council_id", "request_id", "at"),
        Index("ix_attempts_young_person", "council_id", "young_person_id"),
    )

    request_id: UUID
    worker_id: UUID
    outcome: Outcome = Field(sa_type=Text)
    at: datetime
    recorded_at: datetime
    note: str | None = Field(default=None, sa_type=Text)

    @classmethod
    def of(
        cls,
        request: Request,
        worker_id: UUID,
        outcome: Outcome,
        *,
        at: datetime,
        now: datetime,
        note: str | None,
    ) -> Self:
        """Write down a try that was at `at`."""
        return cls(
            council_id=request.council_id,
            young_person_id=request.young_person_id,
            request_id=request.id,
            worker_id=worker_id,
            outcome=outcome,
            at=at,
            recorded_at=now,
            note=note,
        )


class Happened(Shape):
    """What a sentence is made of."""

    at: datetime
    what: What
    who: str | None
    instead_of: str | None = None
    job: Job | None = None
    outcome: Outcome | None
    happened_at: datetime | None
    asked_through: AskedThrough | None = None
    decision: Decision | None


class TimelineFound(Happened):
    """A line as it is kept."""

    message: str | None
    reason: str | None


class TimelineLine(Shape):
    """One thing that happened, and in plain words. `happened_at` is when a talk was, if it was written down later."""

    at: datetime
    what: What
    says: str
    who: str | None
    outcome: Outcome | None
    happened_at: datetime | None
    message: str | None
    decision: Decision | None
    reason: str | None

    @classmethod
    def of(cls, found: TimelineFound, due_at: datetime, told: str, topics: Sequence[str]) -> Self:
        return cls(
            says=sentence(found, due_at, told, topics),
            **found.model_dump(exclude={"asked_through", "instead_of", "job"}),
        )


TIMELINE = (
    select(*columns_of(TimelineEntry, TimelineFound))
    .where(col(TimelineEntry.request_id) == bindparam("request_id"))
    # After an outage several steps are taken at once: they stand in the order of the times that they were for.
    .order_by(col(TimelineEntry.at), func.coalesce(TimelineEntry.happened_at, TimelineEntry.at), col(TimelineEntry.id))
)


def lines(
    found: Sequence[TimelineFound], due_at: datetime, told: str = "timeline", topics: Sequence[str] = ()
) -> list[TimelineLine]:
    """Tell the story from the catalogue's `timeline`, for the young person, or `timeline_for_staff`."""
    return [TimelineLine.of(each, due_at, told, topics) for each in found]


def topics_of(kind: Kind, purpose: AdvocatePurpose | None) -> tuple[str, ...]:
    """Name what a story is about, the closest first: a sentence may be told in a way of its own."""
    if kind is Kind.advocate:
        return (str(purpose), "advocate")
    if kind is Kind.help:
        return ("help",)
    return (str(kind), "feedback") if kind in FEEDBACK else ()


def sentence(found: Happened, due_at: datetime, told: str, topics: Sequence[str]) -> str:
    """Say what happened, from the page `told` of the catalogue."""
    key, when = _key(found), in_words(found.happened_at or found.at)
    job = say(f"roles.{found.job}") if found.job else None
    keys = [f"{key}_{topic}" for topic in topics] + [key]
    names = {"who": found.who, "instead_of": found.instead_of, "job": job}
    said = say_best(told, keys, **names, when=when, due=in_words(due_at))
    if found.outcome in TALKS and found.happened_at and found.happened_at <= due_at < found.at:
        return f"{said} {say_best(told, ['talked_late'], who=found.who, when=in_words(found.at))}"
    return said


def _key(found: Happened) -> str:
    """Name the sentence: what happened, and where it matters, how."""
    if found.what == What.asked and found.asked_through not in (None, AskedThrough.app):
        return f"asked_{found.asked_through}"
    if found.what is What.due and not found.job:
        return "due_alone"
    how = found.outcome or found.decision
    return f"{found.what}_{how}" if how else str(found.what)
