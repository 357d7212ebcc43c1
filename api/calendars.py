"""The days that a council does not count: the bank holidays we ship, and what it says of itself."""

import datetime as dt
from dataclasses import replace
from functools import lru_cache

from api.bank_holidays import calendar_of
from models.councils import Closed, ClosedFound, CouncilFound, OfficeHours
from rules.working_days import Calendar


def calendar_for(council: CouncilFound | OfficeHours) -> Calendar:
    """Put together what a council's own days are, and what it says of itself."""
    return _calendar(council.opens, council.closes, council.closed_days)


@lru_cache(maxsize=1000)
def _calendar(opens: dt.time, closes: dt.time, closed_days: tuple[ClosedFound, ...]) -> Calendar:
    said = {kind: {each.day: each.why for each in closed_days if each.kind is kind} for kind in Closed}
    known = calendar_of(opens, closes, said[Closed.closure])
    return replace(known, holidays={**said[Closed.bank_holiday], **known.holidays})
