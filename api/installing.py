"""From an empty server to a service: roles, database, migrations, and the invented councils of a demonstration."""

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from api import embedded
from api.clock import Clock
from api.connections import open_pool
from api.database import transaction
from api.late import late
from api.sandbox import invented, load_demo
from auth.who import Seals

if TYPE_CHECKING:
    from api import migrations
else:
    migrations = late("api.migrations")

AUTH = Path(__file__).parent.parent / "auth"
ROLES = (AUTH / "roles.sql").read_text(encoding="utf-8")
SCHEMAS = (AUTH / "schemas.sql").read_text(encoding="utf-8")
SANDBOX = (AUTH / "sandbox.sql").read_text(encoding="utf-8")
DATABASE = "kept"


def prepare(server: embedded.Server, context_key: bytes, *, database: str = DATABASE) -> None:
    """Bring the embedded server to this release. What stands is left as it is."""
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(ROLES)
        if connection.execute("select from pg_database where datname = %s", [database]).fetchone() is None:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    with psycopg.connect(embedded.superuser_dsn(server, database), autocommit=True) as connection:
        connection.execute(SCHEMAS)
    migrations.upgrade(embedded.dsn(server, "kept_owner", database), context_key)


def only_demos(url: str) -> bool:
    """Say whether every council here is invented: only then may a token be handed out on a command line."""
    with psycopg.connect(url) as connection:
        row = connection.execute("select walls.only_demos()").fetchone()
    return row is not None and bool(row[0])


def prepare_sandbox(owner_url: str) -> None:
    """Give a demonstration the clock that can be moved, after `prepare`."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(SANDBOX)


async def load_demos(owner_url: str, context_key: bytes, clock: Clock | None = None) -> None:
    """Load the invented councils, once: what was done in them since stays."""
    pool, seals = open_pool(owner_url, size=2), Seals(context_key, clock or Clock())
    await pool.open()
    try:
        for told, file in invented():
            async with transaction(pool, seals.system(file.council_id, "council:load")) as db:
                await load_demo(told, file, db)
    finally:
        await pool.close()
