"""Who is and was there for a young person, as staff see it and a manager changes it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid, and_, bindparam, func, insert, or_, select, true, update
from sqlmodel import col

from models.base import Shape
from models.involvements import Involvement, InvolvementRole
from models.teams import Team
from models.workers import Job, Worker
from rules.changes import Why


class InvolvementForStaff(Shape):
    """That somebody is, was or will be there for a young person; `..._why` and `..._words` are as they read it."""

    id: UUID
    worker_id: UUID
    worker: str
    job: Job
    team: str
    role: InvolvementRole
    main: bool
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    begin_why: Why | None
    begin_words: str | None
    end_why: Why | None
    end_words: str | None


class Involvements(Shape):
    """Current and past ones, the newest first. A current one has no `ended_at`."""

    items: list[InvolvementForStaff]
    next_cursor: str | None


class Colleague(Shape):
    """Somebody who can be involved."""

    id: UUID
    worker: str
    job: Job
    team: str


class Known(Shape):
    known: bool


# Whose people somebody sees. A colleague's own young people have somebody; only rights officers may see that there is
# no advocate.
HERS = select(col(Involvement.council_id), col(Involvement.young_person_id)).where(
    col(Involvement.young_person_id) == bindparam("young_person_id")
)
KNOWN = select(
    or_(HERS.exists(), and_(bindparam("any_of_them"), func.walls.is_young_person(bindparam("young_person_id")))).label(
        "known"
    )
)
_team = and_(col(Team.council_id) == Worker.council_id, col(Team.id) == Worker.team_id)
_WORKER = ("worker", "job", "team")
_WHO: tuple[Any, ...] = (col(Worker.first_name).label("worker"), col(Worker.job), col(Team.name).label("team"))
_SHOWN: dict[str, Any] = {
    name: getattr(Involvement, name) for name in InvolvementForStaff.model_fields if name not in _WORKER
}
_SHOWN |= dict(zip(_WORKER, _WHO, strict=True))
FOR_STAFF = (
    select(*(_SHOWN[name] for name in InvolvementForStaff.model_fields))
    .join(Worker, and_(col(Worker.council_id) == Involvement.council_id, col(Worker.id) == Involvement.worker_id))
    .join(Team, _team)
    .where(col(Involvement.young_person_id) == bindparam("young_person_id"))
)
GONE_BEFORE = FOR_STAFF.where(
    col(Involvement.role) == bindparam("role"),
    col(Involvement.worker_id) != bindparam("worker_id"),
    col(Involvement.ended_at).is_not(None),
).limit(1)
COLLEAGUE = select(col(Worker.id), *_WHO).join(Team, _team).where(col(Worker.id) == bindparam("worker_id"))
_ROWS = Involvement.__table__  # type: ignore[attr-defined]
_at = bindparam("at", type_=DateTime(timezone=True))
_ended = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("earlier_id"))
    .values(ended_at=_at, end_reason=bindparam("reason"), end_why=bindparam("why"), end_words=bindparam("words"))
    .returning(_ROWS.c.council_id, _ROWS.c.young_person_id)
    .cte("ended")
)
# One statement: once nobody of the team is the main worker, its manager could not write the next.
HAND_OVER = insert(_ROWS).from_select(
    ["council_id", "id", "young_person_id", "worker_id", "role", "main", "started_at", "begin_why", "begin_words"],
    select(
        _ended.c.council_id,
        bindparam("id", type_=Uuid()),
        _ended.c.young_person_id,
        bindparam("worker_id", type_=Uuid()),
        bindparam("role", type_=Text()),
        true(),
        _at,
        bindparam("why", type_=Text()),
        bindparam("words", type_=Text()),
    ),
)
