"""Help now: one press, no words needed. On a borrowed phone nothing of it is to be seen."""

from uuid import UUID

from sqlalchemy import Interval, Text, Uuid, bindparam, cast, false, func, null, select, true

from models.base import Ask, Shape, Words
from models.councils import HelpLine
from models.my_requests import MyRequest, SaidInFull
from rules.requests import Urgent


class HelpAsk(Ask):
    """Nothing is needed. `urgent` says what is wrong, by a choice; `message` in my own words."""

    urgent: Urgent | None = None
    message: Words | None = None


class HelpRequest(MyRequest):
    """What I see of a press. It needs a fresh sign-in."""

    urgent: Urgent | None
    help_now: list[HelpLine]


class HelpRequestInFull(SaidInFull):
    """One press, who has seen it, and all that happened since."""

    urgent: Urgent | None


class HelpRequests(Shape):
    """My presses, the newest first."""

    items: list[HelpRequest]
    next_cursor: str | None


class OpenHelp(Shape):
    id: UUID | None


# At the first press of two at once the other waits: both know of the one request that there is.
_within = cast(bindparam("within"), Interval())
MY_OPEN_PRESS = select(
    func.walls.my_open_help(_within, cast(null(), Uuid()), true(), cast(bindparam("urgent"), Text())).label("id")
)
MY_OPEN_HELP = select(
    func.walls.my_open_help(_within, cast(bindparam("about"), Uuid()), false(), cast(null(), Text())).label("id")
)
