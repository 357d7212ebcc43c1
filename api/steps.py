"""The ladder of one request, as somebody who sees the request sees it: what was done, and what comes next."""

from collections.abc import Sequence
from datetime import datetime

from api.calendars import calendar_for
from models.ladders import CouncilWithLadder, StepShown
from models.timeline import TimelineFound


def for_young_person(council: CouncilWithLadder, story: Sequence[TimelineFound], now: datetime) -> list[StepShown]:
    return council.steps(story, calendar_for(council).without_end(), now)


def for_staff(council: CouncilWithLadder, story: Sequence[TimelineFound], now: datetime) -> list[StepShown]:
    return council.steps(story, calendar_for(council).without_end(), now, "steps_for_staff")
