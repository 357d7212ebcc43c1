"""Who may end which session, and who may start one, asked of the database itself."""

from collections.abc import Iterator
from uuid import uuid4

from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls import people
from tests.walls.app_rows import AUTHORIZER
from tests.walls.cast import DAY
from tests.walls.hats import DOORSTEP, HATS, LOADER
from tests.walls.probes import SEES, Probe
from tests.walls.rows import TWIN, Names
from tests.walls.write_probes import DONE, REFUSED

END = "update kept.sessions set why_ended = 'signed_out', ended_at = %(at)s"
START = (
    "insert into kept.sessions (council_id, id, account_id, device, key, started_at)"
    " values (%(here)s, %(id)s, %(who)s, '', '', %(at)s)"
)
EACH_HAS, OF_APPS = 2, 2


class SessionWrites:
    """Makes the probes for one world."""

    def __init__(self, world: World, _: Names) -> None:
        self._world = world

    def probes(self) -> Iterator[Probe]:
        yield from self._ending()
        yield from self._starting()

    def _ending(self) -> Iterator[Probe]:
        """End one's own, now: nobody else's, and not at another time."""
        every = EACH_HAS * sum(LOADER in seen for seen in SEES["sessions"].values()) + OF_APPS
        for who in HATS:
            own = EACH_HAS if who in people.ROLES or who == DOORSTEP else OF_APPS if who == AUTHORIZER else REFUSED
            now, later = {"at": WEDNESDAY}, {"at": WEDNESDAY + DAY}
            yield Probe(who, "sessions", f"{who} signs out", END, now, every if who == LOADER else own)
            yield Probe(
                who,
                "sessions",
                f"{who} will sign out",
                END,
                later,
                every if who == LOADER else own if who == DOORSTEP else REFUSED,
            )

    def _starting(self) -> Iterator[Probe]:
        for who in HATS:
            new = {"id": uuid4(), "who": self._world.id_of("maya"), "at": WEDNESDAY}
            for here, says, answer in ((self._world.id, "here", DONE), (TWIN, "elsewhere", REFUSED)):
                right = answer if who in (LOADER, DOORSTEP) else REFUSED
                yield Probe(who, "sessions", f"{who} starts one {says}", START, {**new, "here": here}, right)
