"""Who may plan the rota, and who may say that somebody is there: a line for each thing allowed or refused."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any
from uuid import uuid4

from tests.conftest import WEDNESDAY
from tests.walls.cast import DAY
from tests.walls.hats import HANDOVER, LADDER, LOADER
from tests.walls.probes import Probe
from tests.walls.rows import TWIN
from tests.walls.write_probes import DONE, REFUSED, Writes

# (who plans, who is to be on duty, what is different, the answer)
PLANNING: tuple[tuple[str, str, Mapping[str, Any], object], ...] = (
    ("priya", "eve", {}, DONE),
    ("wes", "eve", {}, DONE),
    ("eve", "eve", {}, DONE),
    (LOADER, "eve", {}, DONE),
    ("priya", "sam", {}, REFUSED),  # who would not see what cannot wait
    ("eve", "ruth", {}, REFUSED),
    *((who, "eve", {"council_id": TWIN}, REFUSED) for who in ("priya", "eve", LOADER)),
    *((who, "eve", {}, REFUSED) for who in ("sam", "dana", "ruth", "cleo", "ade", "kim", "maya", LADDER)),
)
# How many shifts each may change, when they name none.
CHANGED = {"priya": 2, "wes": 2, "eve": 2, LOADER: 2, "sam": REFUSED, "kim": REFUSED, "maya": REFUSED}
# Who may say that somebody is there, and of how many councils.
WORDING = {"priya": 1, "wes": 1, "kim": 1, "eve": REFUSED, "sam": REFUSED, "maya": REFUSED, "lee": REFUSED}
# Who is told who is on duty and there. Eve is away on the first of these days.
_TOLD, _NOT_TOLD = ("priya", "wes", "eve", "kim", LOADER, LADDER), ("sam", "ruth", "maya", "lee", HANDOVER)
AWAY, BACK = WEDNESDAY + 5 * DAY, WEDNESDAY + 10 * DAY


class RotaWrites(Writes):
    """Makes the probes of the rota."""

    def probes(self) -> Iterator[Probe]:
        for who, whom, different, answer in PLANNING:
            usual: dict[str, object] = {
                "id": uuid4(), "worker_id": self._id(whom), "level": 1, "starts_at": WEDNESDAY,
                "ends_at": WEDNESDAY + DAY,
            }  # fmt: skip
            yield self._insert(who, "duty_shifts", f"plans {whom} {dict(different)}", answer, **usual | dict(different))
        for who, answer in CHANGED.items():
            change = "update kept.duty_shifts set level = 2"
            yield Probe(who, "duty_shifts", f"{who} changes every shift", change, {}, answer)
        gives = "update kept.duty_shifts set worker_id = %(sam)s"
        yield Probe("eve", "duty_shifts", "eve gives every shift to Sam", gives, {"sam": self._id("sam")}, REFUSED)
        for who, when in product((*_TOLD, *_NOT_TOLD), (AWAY, BACK)):
            there = frozenset({"eve is there"} if who in _TOLD and when is BACK else ())
            asks = "select %(council)s::uuid, s.worker_id from walls.staffed(%(when)s, %(when)s) s"
            given = {"council": self._world.id, "when": when}
            yield Probe(who, "duty_shifts", f"{who} asks who is there {when:%d %B}", asks, given, there)
        for who, answer in WORDING.items():
            says = "update kept.councils set says_watched = true"
            yield Probe(who, "councils", f"{who} lets it be said that somebody is there", says, {}, answer)
        for who in ("priya", "kim"):
            renames = "update kept.councils set name = 'Elsewhere'"
            yield Probe(who, "councils", f"{who} renames the council", renames, {}, REFUSED)
