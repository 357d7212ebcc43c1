"""Databases that only one story uses, each cloned from a template that the migrations made."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from itertools import count

import psycopg
import pytest
import pytest_asyncio
from psycopg.conninfo import make_conninfo

from api import embedded, installing, keys
from api.app import create_app
from api.postgres import SUPERUSER
from api.settings import Settings
from tests.conftest import WEDNESDAY
from tests.walls import cast
from tests.walls.app_probes import AppWrites
from tests.walls.changing_probes import ChangingWrites
from tests.walls.climbing_probes import ClimbingWrites
from tests.walls.clones import Clone, Connection, copied
from tests.walls.delivery_probes import DeliveryWrites
from tests.walls.directory_probes import DirectoryWrites
from tests.walls.door_probes import DoorWrites
from tests.walls.figures_probes import FiguresWrites
from tests.walls.leaving_probes import LeavingWrites
from tests.walls.passkey_probes import PasskeyWrites
from tests.walls.plan_probes import PlanWrites
from tests.walls.probes import reads
from tests.walls.rota_probes import RotaWrites
from tests.walls.rows import twin, written
from tests.walls.session_probes import SessionWrites
from tests.walls.sharing_probes import SharingWrites
from tests.walls.stage import Stage
from tests.walls.write_probes import Writes

TEMPLATE = "kept_template"
WRITES = (
    *(Writes, PlanWrites, SharingWrites, ClimbingWrites, LeavingWrites, ChangingWrites),
    *(SessionWrites, DoorWrites, PasskeyWrites, DirectoryWrites, AppWrites, RotaWrites, FiguresWrites, DeliveryWrites),
)


@pytest.fixture(scope="session")
def context_key(settings: Settings) -> bytes:
    return keys.read_or_make(settings.context_key, keys.new_context_key)


@pytest.fixture(scope="session")
def clone(server: embedded.Server, context_key: bytes) -> Callable[[], Clone]:
    """Return a maker of databases that nobody else uses."""
    installing.prepare(server, context_key, database=TEMPLATE)
    numbers = count()
    return lambda: copied(server, TEMPLATE, f"kept_clone_{next(numbers)}")


@pytest.fixture
def superuser(settings: Settings) -> Iterator[Connection]:
    """Return a superuser of the database that the service under test uses."""
    with psycopg.connect(make_conninfo(settings.database_url, user=SUPERUSER), autocommit=True) as connection:
        yield connection


@pytest_asyncio.fixture(scope="session")
async def stage(clone: Callable[[], Clone], settings: Settings) -> AsyncIterator[Stage]:
    """Return a database with a row of every kind, twice; whoever uses it leaves nothing behind."""
    own = clone()
    app = create_app(replace(settings, database_url=own.url("kept_api")))
    app.state.clock.set(WEDNESDAY)
    world = await cast.gathered(app, own.url("kept_owner"))
    with own.as_superuser() as connection:
        names = written(world, connection)
        twin(world, connection)
        writes = [each(world, names) for each in WRITES]
        probes = [*reads(), *(probe for each in writes for probe in each.probes())]
        yield Stage(own, connection, world, names, probes)


@pytest.fixture
def api(stage: Stage) -> Iterator[Connection]:
    with stage.clone.as_api() as connection:
        yield connection
