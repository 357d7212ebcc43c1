"""What is asked of the database for a queue: a page of cards, whom they are about, and how many there are in all."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, Text, Uuid, bindparam, case, func, literal, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.base import NOW, when_given
from models.open_requests import STILL_OPEN
from models.requests import Request
from models.triage import cards
from rules.requests import Standing, State

LARGEST_PAGE = 100
ORDER = ("rank", "due_at", "id")

_order = [getattr(Request, name) for name in ORDER]
# In a select of its own it is worked out once, and not for every row of the queue.
_today = select(func.date(func.timezone("Europe/London", func.walls.moment()))).scalar_subquery()
_late = col(Request.due_at) <= NOW
_standing = case(
    (_late, literal(Standing.late.value)),
    (col(Request.due_on) <= _today, literal(Standing.due_soon.value)),
    else_=literal(Standing.on_track.value),
)


class QueueStatements:
    """The statements for a queue, or for that part of it which is wanted."""

    def __init__(self, *wanted: ColumnElement[bool]) -> None:
        after = tuple_(*_order) > tuple_(*(bindparam(f"after_{name}") for name in ORDER))
        # The page is cut before anything is joined to it, at a number that the planner can see: it then walks the
        # queue's index instead of sorting the whole queue (15 ms against 115 for 50 of 10,000, with a generic plan).
        cut = select(Request).where(STILL_OPEN, *wanted, after).order_by(*_order).limit(LARGEST_PAGE + 1).subquery()
        page = aliased(Request, cut)
        order = [getattr(page, name) for name in ORDER]
        self.cards: Select[Any] = cards(page).order_by(*order).limit(bindparam("rows"))
        self.people: Select[Any] = (
            select(cut.c.council_id, cut.c.young_person_id).order_by(*order).limit(bindparam("shown"))
        )
        # What is open is waiting or taken: ten thousand rows are asked once which it is.
        waiting = _how_many(col(Request.state) == State.waiting)
        self.counts: Any = select(
            _how_many().label("total"),
            waiting.label("waiting"),
            (_how_many() - waiting).label("taken"),
            func.count(col(Request.urgent)).label("urgent"),
            _how_many(col(Request.contested)).label("contested"),
            _how_many(~_late, col(Request.due_on) <= _today).label("due_soon"),
            _how_many(_late).label("late"),
        ).where(STILL_OPEN, *wanted)


def _how_many(*that: Any) -> Any:  # noqa: ANN401  expressions of the query
    return func.count().filter(*that) if that else func.count()


# Whoever filters nothing is spared the filters: ten thousand rows need not be asked whether nothing is wanted of them.
WHOLE = QueueStatements()
PART = QueueStatements(
    when_given("kind", col(Request.kind), Text()),
    when_given("state", col(Request.state), Text()),
    when_given("standing", _standing, Text()),
    when_given("contested", col(Request.contested), Boolean()),
    when_given("taker_id", col(Request.taker_id), Uuid()),
    when_given("young_person_id", col(Request.young_person_id), Uuid()),
    col(Request.changed_at) >= bindparam("changed_since"),
)
