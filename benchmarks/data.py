"""The data of the benchmark: invented councils on a PostgreSQL of its own, and tokens of the people who call."""

from dataclasses import asdict, dataclass, replace
from hashlib import md5
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from api import embedded, installing, keys
from api.clock import machine_time
from api.settings import Settings
from auth.permissions import GRANTS
from auth.tokens import Bearer, Keys, new_signing_key
from models.accounts import Role
from rules.limits import Quotas
from rules.plans import PARTS, PlanKind

SEED = (Path(__file__).parent / "seed.sql").read_text(encoding="utf-8")
WALLED, OPEN = "bench", "bench_open"
# One council alone: there our own statements, which leave it to the walls whose rows they find, find the same without.
OF_ONE, OF_ONE_OPEN = "bench_one", "bench_one_open"
IN_THE_QUEUE = 20


@dataclass(frozen=True, slots=True)
class Size:
    """Of each council; `open` and `closed` are requests, the open ones in one queue."""

    councils: int
    young_people: int = 5_000
    open: int = 10_000
    closed: int = 50_000


SIZES = {"default": Size(2), "full": Size(20), "tiny": Size(2, young_people=20, open=120, closed=40)}


def build(server: embedded.Server, home: Path, size: Size) -> Settings:
    """Build the databases, of all councils and of one, each once more without its walls.

    Return the settings of a service on the first.
    """
    settings = settings_of(server, home)
    keys.read_or_make(settings.signing_key, new_signing_key)
    for database, copy, filled in ((WALLED, OPEN, size), (OF_ONE, OF_ONE_OPEN, of_one(size))):
        installing.prepare(server, keys.read_or_make(settings.context_key, keys.new_context_key), database=database)
        _fill(server, database, filled)
        _copy_without_walls(server, database, copy)
    return settings


def of_one(size: Size) -> Size:
    return replace(size, councils=1)


def settings_of(server: embedded.Server, home: Path, database: str = WALLED) -> Settings:
    return Settings(
        database_url=embedded.dsn(server, "kept_api", database),
        issuer="http://localhost:8000",
        signing_key=home / "signing-key.pem",
        context_key=home / "context.key",
        quotas=Quotas.wide(),
    )


def _fill(server: embedded.Server, database: str, size: Size) -> None:
    with psycopg.connect(embedded.superuser_dsn(server, database), autocommit=True) as connection:
        given = asdict(size) | {"parts": list(PARTS[PlanKind.care])}
        psycopg.ClientCursor(connection).execute(SEED, given)
        connection.execute("vacuum (analyze)")


def _copy_without_walls(server: embedded.Server, database: str, copy: str) -> None:
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(f"create database {copy} template {database} strategy file_copy")
    with psycopg.connect(embedded.superuser_dsn(server, copy), autocommit=True) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'kept'").fetchall()
        for (table,) in tables:
            connection.execute(sql.SQL("alter table kept.{} disable row level security").format(sql.Identifier(table)))
        connection.execute("vacuum (analyze)")


class People:
    """Who calls: young people who read, those who ask, and workers with the long queue."""

    def __init__(self, settings: Settings, size: Size) -> None:
        self._keys = Keys.from_pem(settings.signing_key.read_bytes(), issuer=settings.issuer)
        self._size = size

    def readers(self, count: int) -> list[str]:
        there = self._size.young_people * 9 // 10
        return [
            self._token(each, "young", 1 + each // self._size.councils % there, Role.young_person)
            for each in range(count)
        ]

    def askers(self, count: int) -> list[str]:
        first = self._size.young_people * 9 // 10 + 1
        there = self._size.young_people - first + 1
        return [
            self._token(each, "young", first + each // self._size.councils % there, Role.young_person)
            for each in range(count)
        ]

    def workers(self, count: int) -> list[str]:
        return [
            self._token(each, "worker", 1 + each // self._size.councils % IN_THE_QUEUE, Role.worker)
            for each in range(count)
        ]

    def _token(self, which: int, what: str, number: int, role: Role) -> str:
        council = 1 + which % self._size.councils
        bearer = Bearer(
            account_id=_id(what, council, number),
            council_id=_id("council", council, 0),
            role=role,
            session_id=_id(what, council, number),  # a session of the same id: benchmarks/seed.sql
            assurance=2,
            scope=frozenset(GRANTS[role]),
            app="bench",
        )
        return self._keys.sign(bearer, now=machine_time())


def _id(what: str, council: int, number: int) -> UUID:
    return UUID(md5(f"{what}.{council}.{number}".encode(), usedforsecurity=False).hexdigest())
