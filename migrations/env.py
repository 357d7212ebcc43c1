"""Run the migrations as the owner, in one transaction with the policies: doors down, migrate, walls up."""

from pathlib import Path
from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

import models
from migrations import job_list

AUTH = Path(__file__).parent.parent / "auth"
DOORS_DOWN = (AUTH / "doors_down.sql").read_text()
WALLS = (AUTH / "walls.sql").read_text()

assert models.__all__  # noqa: S101  importing the models fills the metadata


def plain_types(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """Write types that only SQLModel knows as the plain ones that they are, so that revisions stand alone."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """After a downgrade no walls are put: the older release's own upgrade does, and until then nobody sees anything."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
        render_item=plain_types,
    )
    doing = getattr(context.get_context().opts.get("fn"), "__name__", "")
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  a connection that was just opened
    with context.begin_transaction():
        if doing in ("upgrade", "downgrade"):
            driver.execute("set local lock_timeout = '5s'")
            driver.execute(DOORS_DOWN)
        context.run_migrations()
        if doing == "upgrade":
            job_list.bring_forward(driver)
            driver.execute(WALLS)


run(context.config.attributes["connection"])
