"""Advocate requests: somebody to speak up for me, or to spend time with me. Nobody else learns of it."""

from models.base import Ask, Shape, Words
from models.councils import HelpLine
from models.my_requests import MyRequest, SaidInFull
from rules.kinds import AdvocatePurpose
from rules.requests import Urgent


class AdvocateAsk(Ask):
    """What it is for, and in my own words what matters to me and how to reach me without anyone else seeing.

    With `urgent` a team is told to call me now, and nothing of what I ask for.
    """

    purpose: AdvocatePurpose
    message: Words | None = None
    preferences: Words | None = None
    reach_me: Words | None = None
    urgent: Urgent | None = None


class AdvocateRequest(MyRequest):
    """What I see of what I asked for. It needs a fresh sign-in."""

    purpose: AdvocatePurpose
    preferences: str | None
    reach_me: str | None
    help_now: list[HelpLine]


class AdvocateRequestInFull(SaidInFull):
    purpose: AdvocatePurpose
    preferences: str | None
    reach_me: str | None


class AdvocateRequests(Shape):
    items: list[AdvocateRequest]
    next_cursor: str | None
