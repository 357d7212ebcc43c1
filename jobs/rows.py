"""Many rows of one table with one statement."""

import json
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlmodel import SQLModel

from api.database import Writes
from api.statements import Write, rows_of, values_of


async def add_all(rows: Sequence[SQLModel], db: Writes) -> None:
    """Insert rows of one table with one statement."""
    if rows:
        await insert_all(type(rows[0]), [values_of(row) for row in rows], db)


async def insert_all(table: type[SQLModel], rows: Sequence[Mapping[str, Any]], db: Writes) -> None:
    """Insert rows by their columns with one statement, naming only what is set."""
    if rows:
        columns = tuple(sorted({name for row in rows for name, value in row.items() if value is not None}))
        await db.send(_insert_all(table, columns), rows=document(rows))


@cache
def _insert_all(table: type[SQLModel], columns: Sequence[str]) -> Write:
    listed, name = ", ".join(columns), rows_of(table).name
    return Write(
        text(f"insert into {name} ({listed}) select {listed} from jsonb_populate_recordset(null::{name}, :rows)")  # noqa: S608  names of ours
    )


_written = partial(json.dumps, default=str)


def document(rows: Sequence[Mapping[str, Any]]) -> Jsonb:
    """Write rows down as one value: ids, times and days as they are spelled."""
    return Jsonb(rows, dumps=_written)
