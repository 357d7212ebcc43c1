"""From an empty server to a service: roles, database, migrations, and the invented councils of a demonstration."""

from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import select

from api import council_files, embedded, migrations
from api.clock import Clock
from api.connections import open_pool
from api.council_files import CouncilFile
from api.database import Writes, transaction
from api.statements import Read
from auth.who import Seals
from models.base import Shape
from models.councils import Council

AUTH = Path(__file__).parent.parent / "auth"
ROLES = (AUTH / "roles.sql").read_text(encoding="utf-8")
SCHEMAS = (AUTH / "schemas.sql").read_text(encoding="utf-8")
DATABASE = "kept"


class Known(Shape):
    council_id: UUID


KNOWN = Read(Known, select(Council.__table__.c.council_id))  # type: ignore[attr-defined]


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
        for council in council_files.demos():
            sealed = Seals(context_key, Clock()).system(council.council_id, "council:load")
            async with transaction(pool, sealed) as db:
                await load(council, db)
    finally:
        await pool.close()


async def load(council: CouncilFile, db: Writes) -> None:
    """Write a council, unless it is there."""
    if not await db.all(KNOWN()):
        for row in council.rows(db.now):
            await db.add(row)
