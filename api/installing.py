"""From an empty server to a service: roles, database, migrations, and the invented councils of a demonstration."""

from pathlib import Path

import psycopg
from psycopg import sql

from api import adopting, council_loading, embedded, migrations
from api.clock import Clock
from api.connections import Pool, open_pool
from api.council_files import DEMOS
from api.council_proofreading import Told, proofread
from api.council_reading import WrongFile
from api.database import transaction
from auth.who import Seals

AUTH = Path(__file__).parent.parent / "auth"
ROLES = (AUTH / "roles.sql").read_text(encoding="utf-8")
SCHEMAS = (AUTH / "schemas.sql").read_text(encoding="utf-8")
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


async def load_demos(owner_url: str, context_key: bytes) -> None:
    """Load the invented councils, once: what was done in them since stays."""
    pool = open_pool(owner_url, size=2)
    await pool.open()
    try:
        for file in sorted(DEMOS.glob("*.yaml")):
            await _load_demo(proofread(file), pool, Seals(context_key, Clock()))
    finally:
        await pool.close()


async def _load_demo(told: Told, pool: Pool, seals: Seals) -> None:
    if told.file is None:
        raise WrongFile(told.wrongs)
    async with transaction(pool, seals.system(told.file.council_id, "council:load")) as db:
        if not await db.all(adopting.KNOWN()):
            await council_loading.load(told, told.file, db)
        await adopting.adopt_all(told.file.council_id, told.file.council.pledges, db)
