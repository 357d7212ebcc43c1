"""What the hats of the figures may ask and leave behind: who was not heard from, and that somebody looked."""

from collections.abc import Iterator

from tests.conftest import WEDNESDAY
from tests.walls.figures_rows import HOLDING, OWN, TEAMS
from tests.walls.hats import REPORTS
from tests.walls.probes import Probe
from tests.walls.rows import TWIN
from tests.walls.write_probes import DONE, REFUSED, Writes

HEARD = "select %(council)s::uuid, young_person_id from walls.last_heard()"
# Who is asked, what of it, and of whom that is so. Only the calls that she asked for count as talks.
ASKING: tuple[tuple[str, str, object], ...] = (
    (TEAMS, "", frozenset({"maya", "jay", "ida"})),
    (OWN, "", frozenset({"maya", "jay", "ida"})),
    (HOLDING, "", frozenset()),
    (TEAMS, " where talked_at is not null", frozenset({"maya"})),
    (TEAMS, " where known_since > %(lately)s", frozenset()),
    ("priya", "", REFUSED),
    ("sam", "", REFUSED),
    (REPORTS, "", REFUSED),
)


class FiguresWrites(Writes):
    """Makes the probes of the figures."""

    def probes(self) -> Iterator[Probe]:
        values = {"council": self._world.id, "lately": WEDNESDAY}
        for who, which, answer in ASKING:
            says = f"{who} asks who was not heard from{which}"
            yield Probe(who, "young_people", says, HEARD + which, values, answer)
        for who in (TEAMS, OWN):
            look = {
                "young_person_id": self._id("maya"), "actor_id": self._id(who), "purpose": "probe", "app": "tests",
                "ten_minutes": WEDNESDAY, "at": WEDNESDAY, "actor_role": "worker", "actor_name": who,
            }  # fmt: skip
            yield self._insert(who, "looks", "looks", DONE, **look)
            yield self._insert(who, "looks", "looks as Bo", REFUSED, **look | {"actor_id": self._id("bo")})
            yield self._insert(who, "looks", "looks elsewhere", REFUSED, **look | {"council_id": TWIN})
