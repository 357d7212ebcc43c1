"""What the callback report of a team or a worker is made of: calls, loads, and whom nobody has heard from."""

from typing import Any

from sqlalchemy import DateTime, Uuid, and_, bindparam, column, func, or_, select
from sqlmodel import col

from models.accounts import Account, AccountState
from models.base import NOW, columns_of, when_given
from models.callback_figures import CallFound
from models.requests import Request
from models.timeline import Attempt
from models.workers import Worker
from models.young_people import YoungPerson
from rules.figures import UNHEARD
from rules.requests import State

_first_try = (
    select(func.min(Attempt.at))
    .where(col(Attempt.council_id) == Request.council_id, col(Attempt.request_id) == Request.id)
    .correlate(Request)
    .scalar_subquery()
)
CALLS = (
    select(
        *columns_of(Request, CallFound, but=("worker", "first_try_at")),
        col(Worker.first_name).label("worker"),
        _first_try.label("first_try_at"),
    )
    .join(Worker, and_(col(Worker.council_id) == Request.council_id, col(Worker.id) == Request.worker_id), isouter=True)
    .where(
        col(Request.asked_at) >= bindparam("starts", type_=DateTime(timezone=True)),
        col(Request.asked_at) < bindparam("ends", type_=DateTime(timezone=True)),
        when_given("only", col(Request.worker_id), Uuid()),
    )
)

_holds = and_(col(Request.state) == State.taken, col(Request.taker_id) == Worker.id)
_waiting = and_(col(Request.state) == State.waiting, col(Request.worker_id) == Worker.id)
LOAD: Any = (
    select(
        col(Worker.id).label("worker_id"),
        col(Worker.first_name).label("worker"),
        func.count().filter(_holds).label("holds"),
        func.count().filter(_waiting).label("waiting"),
        func.count().filter(col(Request.due_at) <= NOW).label("late"),
    )
    .join(Account, and_(col(Account.council_id) == Worker.council_id, col(Account.id) == Worker.id))
    .join(Request, and_(col(Request.council_id) == Worker.council_id, or_(_holds, _waiting)), isouter=True)
    .where(col(Account.state) == AccountState.active)
    .group_by(col(Worker.id), col(Worker.first_name))
    .order_by(col(Worker.first_name), col(Worker.id))
)

_heard = (
    func.walls.last_heard()
    .table_valued(
        column("young_person_id", Uuid()),
        column("worker_id", Uuid()),
        column("talked_at", DateTime(timezone=True)),
        column("known_since", DateTime(timezone=True)),
    )
    .alias("heard")
)
_last = func.coalesce(_heard.c.talked_at, _heard.c.known_since)
_unheard = and_(col(YoungPerson.id) == _heard.c.young_person_id, _last <= NOW - UNHEARD)
UNHEARD_FROM = (
    select(
        _heard.c.young_person_id,
        col(YoungPerson.preferred_name).label("name"),
        col(Worker.first_name).label("worker"),
        _heard.c.talked_at,
    )
    .select_from(YoungPerson)
    .join(_heard, _unheard)
    .join(
        Worker,
        and_(col(Worker.council_id) == YoungPerson.council_id, col(Worker.id) == _heard.c.worker_id),
        isouter=True,
    )
    .order_by(_last, _heard.c.young_person_id)
)
UNHEARD_PEOPLE: Any = (
    select(col(YoungPerson.council_id), col(YoungPerson.id).label("young_person_id"))
    .select_from(YoungPerson)
    .join(_heard, _unheard)
)
