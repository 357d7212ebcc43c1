"""Feedback: a comment, a compliment or a complaint, and whether the answer was one."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import Uuid, bindparam, cast, func, select

from models.base import Ask, Shape, Words
from models.councils import HelpLine
from models.helpers import HelperShown
from models.my_requests import MyRequest, SaidInFull
from rules.kinds import Kind
from rules.requests import Urgent


class FeedbackAsk(Ask):
    """What I want to say. `about_worker_id` is whoever it is about; they never read a complaint about themselves.

    With `urgent` a team is told to call me now, and nothing of what I say.
    """

    kind: Literal[Kind.comment, Kind.compliment, Kind.complaint]
    message: Words
    about_worker_id: UUID | None = None
    urgent: Urgent | None = None


class Feedback(MyRequest):
    """What I see of what I said. `about_worker` is a name only where it is one of my people."""

    about_worker_id: UUID | None
    about_worker: str | None
    passed_on_at: datetime | None
    help_now: list[HelpLine]


class FeedbackInFull(SaidInFull):
    """All of what I said. `helpers`: whom I asked to help with a complaint; nobody else is told."""

    about_worker_id: UUID | None
    about_worker: str | None
    passed_on_at: datetime | None
    helpers: list[HelperShown] = Field(default_factory=list)


class FeedbackList(Shape):
    items: list[Feedback]
    next_cursor: str | None


class WorkerNamed(Shape):
    known: bool


NAMED_WORKER = select(func.walls.is_staff(cast(bindparam("about"), Uuid())).label("known"))
