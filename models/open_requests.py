"""A request as the jobs see it: when, where and whose young person's, never a word of what was asked."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import col

from models.base import Shape
from models.requests import Request
from rules.kinds import AdvocatePurpose, Kind
from rules.requests import OPEN, State

STILL_OPEN = col(Request.state).in_(sorted(OPEN))


class OpenRequest(Shape):
    """What each job reads of it; a job that needs more adds its own columns."""

    council_id: UUID
    id: UUID
    young_person_id: UUID
    kind: Kind
    state: State
    purpose: AdvocatePurpose | None
    team_id: UUID
    asked_at: datetime
    due_at: datetime
    due_on: date
    late_day_at: datetime
    changed_at: datetime
    changed_by_id: UUID

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def request(self) -> Request:
        return Request(**{name: value for name, value in self if name in Request.model_fields})
