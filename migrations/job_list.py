"""The list of jobs, which a library keeps in a schema of its own: `jobs`. Nothing of a young person is in it.

It is made from the library's own schema and brought forward by the library's own steps; which of them were taken is
written down with the schema.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from procrastinate.schema import SchemaManager
from psycopg import Connection as Driver

STEPS = Path(str(SchemaManager.get_migrations_path()))


def bring_forward(connection: Driver[Any]) -> None:
    """Make the list, or take the steps that it has not taken yet."""
    held = connection.execute("select obj_description('jobs'::regnamespace)").fetchone()
    newest, known = max(step.name for step in STEPS.glob("*.sql")), held and held[0]
    if known == newest:
        return
    connection.execute("set local search_path = jobs, pg_catalog")
    for statements in _missing(known):
        connection.execute(statements.encode())
    connection.execute(f"comment on schema jobs is '{newest}'".encode())
    connection.execute("set local search_path = kept, pg_catalog")


def _missing(known: str | None) -> Iterator[str]:
    if not known:
        yield SchemaManager.get_schema()
        return
    for step in sorted(STEPS.glob("*.sql")):
        if step.name > known:
            yield step.read_text(encoding="utf-8")
