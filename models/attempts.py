"""The tries to reach a young person, as staff who see the request see them."""

from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlmodel import col

from models.base import Shape, columns_of
from models.timeline import Attempt
from models.workers import Worker
from rules.requests import Outcome


class AttemptShown(Shape):
    by: str
    outcome: Outcome
    at: datetime
    recorded_at: datetime
    note: str | None


ATTEMPTS = (
    select(col(Worker.first_name).label("by"), *columns_of(Attempt, AttemptShown, but=("by",)))
    .join(Worker, and_(col(Worker.council_id) == Attempt.council_id, col(Worker.id) == Attempt.worker_id))
    .where(col(Attempt.request_id) == bindparam("request_id"))
    .order_by(col(Attempt.recorded_at), col(Attempt.id))
)
