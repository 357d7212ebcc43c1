"""The stage: a database, invented councils in it, and tokens of their people. The service comes as a process."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from fastapi import FastAPI

from api import council_files, embedded
from api.app import create_app
from api.settings import Settings
from scripts.prove_durable.processes import Database, Service
from tests.make.service import WIDE, owner_of, prepared
from tests.make.world import World

TOKEN_LASTS = 240.0  # seconds; the service's own are longer


@dataclass
class Stage:
    """What every story plays on. `app` is never served: it only makes councils and signs tokens."""

    app: FastAPI
    settings: Settings
    database: Database
    service: Service

    async def council(self, *, more_workers: int = 0) -> "Council":
        """Make a council like Northshire, with so many more workers in Sam's team."""
        (found,) = [each for each in council_files.demos() if each.council.slug == "northshire"]
        (sam,) = [each for each in found.staff if each.key == "sam"]
        more = [sam.model_copy(update={"key": f"sam-{n}", "first_name": f"Sam {n}"}) for n in range(more_workers)]
        grown = found.model_copy(update={"staff": [*found.staff, *more]})
        return Council(await World.of(grown, self.app, owner_of(self.database.server)))


class Council:
    """A council whose people have tokens that never grow old."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tokens: dict[str, tuple[float, str]] = {}

    @property
    def id(self) -> str:
        return str(self._world.id)

    def token(self, who: str) -> str:
        made, token = self._tokens.get(who, (-TOKEN_LASTS, ""))
        if monotonic() - made >= TOKEN_LASTS:
            token = self._world.token(who)
            self._tokens[who] = monotonic(), token
        return token


@contextmanager
def set_up(quotas: Mapping[str, str] = WIDE) -> Iterator[Stage]:
    """Lend the stage with everything running, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="kept-proof-") as made:
        home = Path(made)
        home.chmod(0o711)  # PostgreSQL, which is not root, passes through
        with embedded.running(home) as server:
            settings = prepared(server, home)
        database = Database(server)
        service = Service(settings, home / "service.log", quotas=quotas)
        server.sockets.mkdir(mode=0o700, exist_ok=True)
        try:
            database.start()
            service.start()
            yield Stage(create_app(settings), settings, database, service)
        finally:
            service.kill()
            database.stop()
