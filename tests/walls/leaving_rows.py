"""Who leaves and what is closed, in rows with names: two whose time has come, and two who are there until later."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from models.accounts import Account, Role
from models.councils import Closed, ClosedDay
from models.departures import Departure
from models.sessions import Session, WhyEnded
from models.workers import Job, Worker
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.clones import Connection, plant

CLOSED_ON, WHY = date(2026, 7, 20), "We train"
HOUR = timedelta(hours=1)
# Workers of the west: Gil's things are still his, what Lou had is others' already.
LEAVERS = ("gil", "lou")


def leaver_id(world: World, who: str) -> UUID:
    return uuid5(world.id, f"leaver {who}")


def session_id(world: World, who: str, number: int = 0) -> UUID:
    return uuid5(world.id, f"session {who} {number}")


def leaving(world: World, connection: Connection) -> dict[tuple[str, object], str]:
    """Write the departures."""
    names: dict[tuple[str, object], str] = {}
    for who in LEAVERS:
        key = leaver_id(world, who)
        account = Account(council_id=world.id, id=key, role=Role.worker)
        worker = Worker(council_id=world.id, id=key, team_id=world.team("west"), first_name=who, job=Job.social_worker)
        plant(connection, account, worker, *_sessions(world, who))
        names |= {(relation, key): who for relation in ("accounts", "workers", "departures", "sessions")}
    plant(
        connection,
        _departure(world, leaver_id(world, "gil"), WEDNESDAY - 30 * HOUR, None),
        _departure(world, leaver_id(world, "lou"), WEDNESDAY - 30 * HOUR, WEDNESDAY - 29 * HOUR),
        *(_departure(world, world.id_of(who), WEDNESDAY + 20 * HOUR, None) for who in ("alex", "hal")),
    )
    closed = ClosedDay(
        council_id=world.id,
        kind=Closed.closure,
        day=CLOSED_ON,
        why=WHY,
        said_by_id=world.id_of("kim"),
        said_at=WEDNESDAY,
    )
    plant(connection, closed)
    names |= {("closed_days", closed.id): "july", ("closed_days", True): "it moves", ("closed_days", False): "it stays"}
    return names | {("departures", world.id_of(who)): who for who in ("alex", "hal")}


def _sessions(world: World, who: str) -> list[Session]:
    """Return two of each, as everybody has: Gil's still open, Lou's ended."""
    ended: dict[str, Any] = {"ended_at": WEDNESDAY - 29 * HOUR, "why_ended": WhyEnded.left} if who == "lou" else {}
    of: dict[str, Any] = {"council_id": world.id, "account_id": leaver_id(world, who), "device": "a test"}
    since = WEDNESDAY - 40 * HOUR
    return [Session(**of, **ended, id=session_id(world, who, each), started_at=since) for each in range(2)]


def _departure(world: World, key: UUID, leaves_at: datetime, done_at: datetime | None) -> Departure:
    return Departure(
        council_id=world.id,
        id=key,
        worker_id=key,
        leaves_at=leaves_at,
        said_by_id=world.id_of("kim"),
        said_at=WEDNESDAY - 40 * HOUR,
        done_at=done_at,
    )
