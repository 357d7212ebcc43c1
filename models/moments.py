"""Instants and days as they come in: written as ISO 8601 has them, never as a number of seconds that nobody meant."""

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written(given: object) -> object:
    number = isinstance(given, int | float)
    if number or (isinstance(given, str) and not _WRITTEN.match(given)):
        raise PydanticCustomError("not_iso_8601", "Write it as ISO 8601 has it.")
    return given


# What was committed while somebody else was reading is not missed: a transaction lives five seconds at most.
OVERLAP = timedelta(seconds=10)
Instant = Annotated[AwareDatetime, BeforeValidator(_written)]
Day = Annotated[date, BeforeValidator(_written)]
