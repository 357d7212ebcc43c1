"""Notices: what somebody is told inside the service. A row is written here and nowhere else; words are made on reading.

Whatever leaves the service (a text, an e-mail, a push) leans on one of these rows and says nothing of what it holds.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID, uuid5

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field

from models.base import OfACouncil, Shape, belongs, one_of
from models.changes import Change
from models.involvements import InvolvementRole
from models.my_requests import ADDRESSES
from models.news import WAY_IN, News
from models.requests import Request
from models.rows import AnyRequest, Row
from models.timeline import Happened, sentence, topics_of
from models.words import say_best
from models.workers import Job
from rules.answers import Decision
from rules.changes import Why
from rules.clocks import in_words
from rules.kinds import SECRET_KINDS, AdvocatePurpose, Kind
from rules.requests import Outcome, What

STAFF_ADDRESS, PEOPLE_ADDRESS = "/v1/requests", "/v1/me/people"


class NoticeKind(StrEnum):
    """What is told: of a request, of several that climbed, of a change of worker, or of how somebody signs in."""

    request = "request"
    digest = "digest"
    change = "change"
    account = "account"


class Notice(OfACouncil, table=True):
    """One thing told to one person. It is not there before `show_from`; a secret's is not there on a mere phone."""

    __tablename__ = "notices"
    __table_args__ = (
        belongs("recipient_id", "accounts"),
        belongs("request_id", "requests"),
        belongs("involvement_id", "involvements"),
        one_of("kind", NoticeKind),
        one_of("what", What),
        one_of("about", Kind),
        one_of("purpose", AdvocatePurpose),
        one_of("outcome", Outcome),
        one_of("decision", Decision),
        one_of("job", Job),
        one_of("news", News),
        CheckConstraint("(kind = 'account') = (news is not null)", name="of_an_account"),
        one_of("role", InvolvementRole),
        one_of("why", Why),
        CheckConstraint("(kind = 'digest') = (digest_of is not null)", name="a_digest_of_something"),
        CheckConstraint("(kind = 'request') = (request_id is not null)", name="of_a_request"),
        CheckConstraint("(kind = 'change') = (num_nonnulls(involvement_id, role) = 2)", name="of_an_involvement"),
        CheckConstraint("show_from >= made_at", name="not_shown_before_it_is_made"),
        Index("ix_notices_recipient", "council_id", "recipient_id", "show_from", "id"),
        Index("ix_notices_request", "council_id", "request_id"),
        Index(
            "uq_notices_digest",
            *("council_id", "recipient_id", "digest_of", "secret"),
            unique=True,
            postgresql_where=text("digest_of is not null"),
        ),
        Index("ix_notices_to_leave", "council_id", "show_from", "id", postgresql_where=text("left_at is null")),
    )

    recipient_id: UUID
    kind: NoticeKind = Field(sa_type=Text)
    request_id: UUID | None = None
    involvement_id: UUID | None = None
    what: What | None = Field(default=None, sa_type=Text)
    about: Kind | None = Field(default=None, sa_type=Text)
    purpose: AdvocatePurpose | None = Field(default=None, sa_type=Text)
    secret: bool
    who: str | None = Field(default=None, sa_type=Text)
    instead_of: str | None = Field(default=None, sa_type=Text)
    job: Job | None = Field(default=None, sa_type=Text)
    outcome: Outcome | None = Field(default=None, sa_type=Text)
    decision: Decision | None = Field(default=None, sa_type=Text)
    news: News | None = Field(default=None, sa_type=Text)
    role: InvolvementRole | None = Field(default=None, sa_type=Text)
    why: Why | None = Field(default=None, sa_type=Text)
    words: str | None = Field(default=None, sa_type=Text)
    happened_at: datetime | None = None
    due_at: datetime | None = None
    count: int = 1
    digest_of: datetime | None = None
    made_at: datetime
    show_from: datetime
    read_at: datetime | None = None
    left_at: datetime | None = None

    @classmethod
    def of(cls, request: Request, what: What, now: datetime, *, to: UUID, **more: Any) -> Self:  # noqa: ANN401  columns
        """Tell `to` what happened to a request, at once or from `show_from` on."""
        return cls(**cls.row(request, what, now, to=to, **more))

    @staticmethod
    def row(request: AnyRequest, what: What, now: datetime, *, to: UUID, **more: Any) -> Row:  # noqa: ANN401  as above
        return {
            "council_id": request.council_id,
            "recipient_id": to,
            "kind": NoticeKind.request,
            "request_id": request.id,
            "what": what,
            "about": request.kind,
            "purpose": request.purpose,
            "secret": request.kind in SECRET_KINDS,
            "due_at": request.due_at,
            "count": 1,
            "made_at": now,
            "show_from": now,
            **more,
        }

    def read(self, now: datetime) -> None:
        """Take it as read; the first time counts."""
        self.read_at = self.read_at or now

    @classmethod
    def to_young_person(cls, request: Request, what: What, now: datetime, **more: Any) -> Self:  # noqa: ANN401
        """Tell the young person what became of what they asked."""
        return cls.of(request, what, now, to=request.young_person_id, **more)

    @classmethod
    def of_change(cls, change: Change, now: datetime, *, of: OfACouncil, to: UUID) -> Self:
        """Tell the young person `to` of a change of worker; `of` is the involvement that changes."""
        return cls(
            council_id=of.council_id,
            recipient_id=to,
            kind=NoticeKind.change,
            involvement_id=of.id,
            secret=change.secret,
            **change.kept(),
            made_at=now,
            show_from=now,
        )

    @classmethod
    def digest(cls, told: Row, count: int) -> Self:
        """Tell in one notice that so many requests climbed, instead of in a pile. It says nothing of any."""
        of = told["made_at"].replace(minute=0, second=0, microsecond=0)
        return cls(
            council_id=told["council_id"],
            id=uuid5(told["recipient_id"], f"digest:{of.isoformat()}:{told['secret']}"),
            recipient_id=told["recipient_id"],
            kind=NoticeKind.digest,
            secret=told["secret"],
            count=count,
            digest_of=of,
            made_at=told["made_at"],
            show_from=told["show_from"],
        )


class NoticeShown(Shape):
    """One thing that I am told. `address` is where all of it stands; `words` are of whoever changed something."""

    id: UUID
    says: str
    words: str | None
    request_id: UUID | None
    address: str | None
    at: datetime
    read_at: datetime | None


class Notices(Shape):
    """`unread` is of all, not of the page."""

    items: list[NoticeShown]
    unread: int
    next_cursor: str | None


class NoticeFound(Shape):
    """A notice as it is kept."""

    id: UUID
    kind: NoticeKind
    request_id: UUID | None
    what: What | None
    about: Kind | None
    purpose: AdvocatePurpose | None
    who: str | None
    instead_of: str | None
    job: Job | None
    outcome: Outcome | None
    decision: Decision | None
    news: News | None
    role: InvolvementRole | None
    why: Why | None
    words: str | None
    happened_at: datetime | None
    due_at: datetime | None
    count: int
    show_from: datetime
    read_at: datetime | None

    def for_young_person(self) -> NoticeShown:
        """Say it in the words of the timeline, which they know."""
        if self.news:
            return self._shown(self.news.says(self.who), WAY_IN)
        if self.role:
            change = Change(self.role, self.happened_at, self.who, self.instead_of, self.why, self.words)
            return self._shown(change.says(self.show_from), PEOPLE_ADDRESS)
        address = f"{ADDRESSES[self.about]}/{self.request_id}" if self.about in ADDRESSES else None
        return self._shown(sentence(self._happened, self._due_at, "timeline", self._topics), address)

    def for_staff(self) -> NoticeShown:
        if self.kind is NoticeKind.digest:
            return self._shown(say_best("notices_for_staff", ["digest"], count=self.count), None)
        if self.news:
            return self._shown(self.news.says(self.who), WAY_IN)
        what = "due_alone" if self.what is What.due and not self.who else str(self.what)
        keys = [*(f"{what}_{topic}" for topic in self._topics), what]
        names = {"who": self.who, "instead_of": self.instead_of}
        says = say_best("notices_for_staff", keys, **names, due=in_words(self._due_at))
        return self._shown(says, f"{STAFF_ADDRESS}/{self.request_id}")

    @property
    def _topics(self) -> tuple[str, ...]:
        return topics_of(self.about, self.purpose) if self.about else ()

    @property
    def _due_at(self) -> datetime:
        return self.due_at or self.show_from

    @property
    def _happened(self) -> Happened:
        same = self.model_dump(include={"who", "instead_of", "job", "outcome", "decision", "happened_at"})
        return Happened(at=self.show_from, what=self.what or What.added, **same)

    def _shown(self, says: str, address: str | None) -> NoticeShown:
        same = self.model_dump(include={"id", "words", "request_id", "read_at"})
        return NoticeShown(says=says, address=address, at=self.show_from, **same)
