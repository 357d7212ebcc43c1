"""What a file changes about who is there for a young person is told to them, as when a manager says so in Kept."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from models.base import OfACouncil
from models.changes import Change
from models.involvements import InvolvementRole
from models.notices import Notice
from rules.changes import Why

Row = Mapping[str, Any]


def notices(begun: Sequence[Row], ended: Sequence[Row], names: Mapping[UUID, str], now: datetime) -> Iterator[Notice]:
    """Tell of each that begins or ends; of two of which one takes the other's place, once."""
    gone = list(ended)
    for row in begun:
        before = next((each for each in gone if _takes_the_place(row, each)), None)
        if before:
            gone.remove(before)
        yield _notice(row, before, row, names, now)
    for row in gone:
        yield _notice(None, row, row, names, now)


def _takes_the_place(row: Row, before: Row) -> bool:
    same = row["role"] == before["role"] or (row["main"] and before["main"])
    return bool(same) and row["young_person_id"] == before["young_person_id"]


def _notice(comes: Row | None, goes: Row | None, of: Row, names: Mapping[UUID, str], now: datetime) -> Notice:
    change = Change(
        InvolvementRole(of["role"]),
        now,
        names[comes["worker_id"]] if comes else None,
        names[goes["worker_id"]] if goes else None,
        _first(Why, goes and goes["end_why"], comes and comes["begin_why"]),
        _first(str, goes and goes["end_words"], comes and comes["begin_words"]),
    )
    about = OfACouncil(council_id=of["council_id"], id=of["id"])
    return Notice.of_change(change, now, of=about, to=of["young_person_id"])


def _first(kind: Any, *said: object) -> Any:  # noqa: ANN401  a reason or a text
    return next((kind(each) for each in said if each), None)
