"""What may be written about directories, asked of the database itself: by a command, and on the doorstep as Maya."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.cast import DAY
from tests.walls.directory_rows import DIRECTORY
from tests.walls.hats import DOORSTEP, LOADER
from tests.walls.probes import Probe
from tests.walls.rows import TWIN, Names
from tests.walls.write_probes import DONE, REFUSED

TEN_MINUTES = timedelta(minutes=10)
ADD = (
    "insert into kept.directories (council_id, id, name, issuer, client_id)"
    " values (%(here)s, %(id)s, 'Another', 'https://two.example', 'kept')"
)
KNOW = (
    "insert into kept.directory_people (council_id, id, directory_id, account_id, subject, known_at)"
    " values (%(here)s, %(id)s, %(there)s, %(who)s, %(new)s, %(at)s)"
)
BEGIN = (
    "insert into kept.directory_sessions (council_id, id, directory_id, account_id, sub, good_until)"
    " values (%(here)s, %(id)s, %(there)s, %(who)s, 'x', %(at)s)"
)
ANOTHER = "update kept.directory_people set account_id = account_id"
LEAVE = "update kept.directory_people set ended_at = %(at)s"
RENEW = "update kept.directory_sessions set good_until = %(at)s"
END = "update kept.directories set ended_at = %(at)s"


class DirectoryWrites:
    """Makes the probes for one world."""

    def __init__(self, world: World, _: Names) -> None:
        self._world = world

    def probes(self) -> Iterator[Probe]:
        yield from self._naming()
        yield from self._beginning()
        for who in (DOORSTEP, "maya", "sam", "kim", LOADER):
            yield Probe(who, "directory_people", f"{who} changes whom it knows", ANOTHER, {}, REFUSED)
            for at in (WEDNESDAY, WEDNESDAY + DAY):
                right = DONE if (who, at) == (DOORSTEP, WEDNESDAY) else REFUSED
                yield Probe(who, "directory_people", f"{who} leaves at {at}", LEAVE, {"at": at}, right)

    def _naming(self) -> Iterator[Probe]:
        """Name a directory: by a command, and by nobody who can be spoken to."""
        for who in (LOADER, DOORSTEP, "kim", "maya"):
            for here, says, answer in ((self._world.id, "here", DONE), (TWIN, "elsewhere", REFUSED)):
                right = answer if who == LOADER else REFUSED
                yield Probe(who, "directories", f"{who} names {says}", ADD, {"here": here, "id": uuid4()}, right)
            ends = DONE if who == LOADER else REFUSED
            yield Probe(who, "directories", f"{who} ends it", END, {"at": WEDNESDAY}, ends)

    def _beginning(self) -> Iterator[Probe]:
        """Be known, and begin and renew a session: one's own, now, and for ten minutes."""
        soon = WEDNESDAY + TEN_MINUTES
        cases = (
            ("maya", self._world.id, timedelta(), DONE), ("jay", self._world.id, timedelta(), REFUSED),
            ("maya", TWIN, timedelta(), REFUSED), ("maya", self._world.id, DAY, REFUSED),
        )  # fmt: skip
        for whom, here, off, answer in cases:
            whose = {"here": here, "there": DIRECTORY, "who": self._world.id_of(whom), "new": str(uuid4())}
            begun = whose | {"id": self._world.session_of(whom, 2), "at": soon + off}
            known = whose | {"id": uuid4(), "at": WEDNESDAY + off}
            said = f"{whom} of {here} after {off}"
            # Maya is known there already: whoever is refused by that alone was let past the wall.
            right = "23505" if answer == DONE else answer
            yield Probe(DOORSTEP, "directory_people", f"knows {said}", KNOW, known, right)
            yield Probe(DOORSTEP, "directory_sessions", f"begins for {said}", BEGIN, begun, answer)
        for who in ("maya", "sam", "kim", LOADER):
            mine = {"here": self._world.id, "there": DIRECTORY, "who": self._world.id_of("maya"), "new": "new"}
            new = mine | {"id": self._world.session_of("maya", 2), "at": soon}
            yield Probe(who, "directory_people", f"{who} knows", KNOW, new, REFUSED)
            yield Probe(who, "directory_sessions", f"{who} begins", BEGIN, new, REFUSED)
            yield Probe(who, "directory_sessions", f"{who} renews", RENEW, {"at": soon}, REFUSED)
        yield Probe(DOORSTEP, "directory_sessions", "renews hers", RENEW, {"at": soon}, DONE)
        yield Probe(DOORSTEP, "directory_sessions", "renews for a day", RENEW, {"at": soon + DAY}, REFUSED)
