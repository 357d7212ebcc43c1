"""Bring a database to this release, and say whether the models have drifted from the migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from psycopg import Connection as DriverConnection
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from api.revisions import newest

MIGRATIONS = Path(__file__).parent.parent / "migrations"
ONE_AT_A_TIME = 0x6B657074  # the letters of "kept"


def config(connection: Connection | None = None) -> Config:
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


def engine(url: str) -> Engine:
    """Return an engine for the owner's login. `url` is a libpq connection string or address."""
    return create_engine("postgresql+psycopg://", creator=lambda: DriverConnection.connect(url), poolclass=NullPool)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Lend a connection. What Alembic refuses is said as everything else that a person can mend."""
    try:
        with engine(url).connect() as connection:
            yield connection
    except CommandError as problem:
        raise RuntimeError(str(problem)) from problem


def upgrade(url: str, context_key: bytes) -> None:
    """Migrate to the newest revision and put the walls up; several at once wait for each other."""
    with _connected(url) as connection:
        connection.exec_driver_sql(f"select pg_advisory_lock({ONE_AT_A_TIME})")
        connection.commit()
        command.upgrade(config(connection), "head")
        connection.commit()
        _keep_context_key(connection, context_key)


def downgrade(url: str, revision: str) -> None:
    with _connected(url) as connection:
        command.downgrade(config(connection), revision)
        connection.commit()


def drift(url: str) -> None:
    """Raise when the models say something that the migrations do not."""
    with _connected(url) as connection:
        command.check(config(connection))


def write(url: str, message: str) -> None:
    """Write the next revision, numbered after the newest, from what the models say."""
    number = f"{int(newest() or 0) + 1:04}"
    with _connected(url) as connection:
        command.revision(config(connection), message=message, autogenerate=True, rev_id=number)


def current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _keep_context_key(connection: Connection, key: bytes) -> None:
    """Keep the key with which contexts are sealed, and the one before it, so that a change loses nobody."""
    padded = key.ljust(64, b"\0")
    pads = {"inner": bytes(byte ^ 0x36 for byte in padded), "outer": bytes(byte ^ 0x5C for byte in padded)}
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  a connection that is open
    driver.execute("set local role kept_context")
    driver.execute(
        "insert into walls.context_keys (inner_pad, outer_pad) select %(inner)s, %(outer)s"
        " where not exists (select from walls.context_keys where inner_pad = %(inner)s)",
        pads,
    )
    driver.execute(
        "delete from walls.context_keys where id not in"
        " (select id from walls.context_keys order by inner_pad = %(inner)s desc, made_at desc limit 2)",
        pads,
    )
    driver.commit()
