"""A database of its own with named rows and their twins, and every probe there is to ask it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.make.world import World
from tests.walls.clones import Clone, Connection
from tests.walls.probes import Probe
from tests.walls.rows import Names


@dataclass(frozen=True)
class Stage:
    clone: Clone
    connection: Connection
    world: World
    names: Names
    probes: Sequence[Probe]

    def red(self, probes: Sequence[Probe]) -> Iterator[str]:
        for probe in probes:
            answer = probe.asked(self.connection, self.world, self.names)
            if answer != probe.answer:
                yield f"{probe.says}: {answer}"
