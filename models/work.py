"""What those who work on a request send: who takes it, that somebody tried, what the answer is."""

from uuid import UUID

from models.base import Ask, Shape, Words
from models.moments import Instant
from rules.answers import Decision
from rules.requests import Outcome


class AttemptAsk(Ask):
    """That somebody tried to reach the young person. `at` is now if left out; `note` is for staff only."""

    outcome: Outcome
    at: Instant | None = None
    note: Words | None = None


class TakerAsk(Ask):
    """Who takes it: me, if left out. Only a manager can name somebody else."""

    worker_id: UUID | None = None


class AnswerAsk(Ask):
    """An answer in words. A "no" or a "partly" has a `reason`; so has every answer to a complaint."""

    message: Words
    decision: Decision | None = None
    reason: Words | None = None


class HolderAsk(Ask):
    """The teammate who has it all from now on."""

    worker_id: UUID


class Reassigned(Shape):
    """Who has it all now, and which requests those are, the soonest due first."""

    worker_id: UUID
    requests: list[UUID]
