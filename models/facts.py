"""What is written down of a young person that shows whether a promise is kept: rows here, facts for the rules.

A table that shows more (plans, reviews, answers) brings a statement here and fills its field in `facts_of`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, text
from sqlmodel import col

from models.base import Shape, columns_of
from models.involvements import Involved
from models.requests import Request
from rules.kinds import Kind
from rules.promises import Callback, Facts
from rules.requests import Facts as Asked
from rules.requests import State, standing


class CallbackFound(Shape):
    """A call that was asked for, as far as its standing goes."""

    state: State
    due_at: datetime
    ended_at: datetime | None
    talked_at: datetime | None
    contested: bool

    def at(self, now: datetime) -> Callback:
        asked = Asked(self.state, self.due_at, self.ended_at, self.talked_at)
        return Callback(standing(asked, now), self.contested)


CALLBACKS = select(*columns_of(Request, CallbackFound)).where(
    col(Request.young_person_id) == bindparam("me"),
    col(Request.kind) == Kind.contact,
    col(Request.asked_at) > func.walls.moment() - text("interval '1 year'"),
)


def facts_of(callbacks: Sequence[CallbackFound], people: Sequence[Involved], now: datetime) -> Facts:
    return Facts(
        callbacks=[each.at(now) for each in callbacks],
        reachable=frozenset(each.role for each in people if each.phone and each.tie.current(now)),
    )
