"""The bank holidays as GOV.UK publishes them: a list for each division, of which that of England and Wales is read."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.bank_holidays import ORDINARY, Title

MOST = 1_000_000


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)

    date: date
    title: Title


class _Division(BaseModel):
    model_config = ConfigDict(frozen=True)

    division: Literal["england-and-wales"]
    events: Annotated[tuple[_Event, ...], Field(min_length=1)]


class _Official(BaseModel):
    """The other divisions are left aside: their days are none of ours."""

    model_config = ConfigDict(frozen=True)

    ours: Annotated[_Division, Field(alias="england-and-wales")]


def official_days(path: Path) -> Mapping[date, str]:
    """Read the days of England and Wales; a list that lacks an ordinary one in a year between others is refused."""
    if not path.is_file() or path.stat().st_size > MOST:
        raise ValueError("There is no such file, or it is too large to be that list.")
    try:
        found = _Official.model_validate_json(path.read_bytes()).ours
    except ValidationError:
        raise ValueError("This is not the list that GOV.UK publishes: bank-holidays.json.") from None
    days = {each.date: each.title for each in found.events}
    _must_be_whole(days)
    return days


def _must_be_whole(days: Mapping[date, str]) -> None:
    """Refuse a list with a gap. What stands in brackets, "(substitute day)", is not part of a name."""
    held = [
        (day.year, title.partition(" (")[0].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
        for day, title in days.items()
    ]
    years = sorted({year for year, _ in held})
    lacks = [f"{year} {name}" for year in years for name in ORDINARY if held.count((year, name)) != 1]
    if lacks:
        raise ValueError(f"That list is not whole: {', '.join(lacks)}. Nothing was changed.")
