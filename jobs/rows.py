"""Many rows of one table with one statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlmodel import SQLModel

from api.database import Writes
from api.statements import Write, rows_of, values_of


async def add_all(rows: Sequence[SQLModel], db: Writes) -> None:
    """Insert rows of one table with one statement."""
    if rows:
        values = [values_of(row) for row in rows]
        columns = tuple(sorted({name for each in values for name, value in each.items() if value is not None}))
        await db.send(_insert_all(type(rows[0]), columns), rows=document(values))


def _insert_all(table: type[SQLModel], columns: Sequence[str]) -> Write:
    listed, name = ", ".join(columns), rows_of(table).name
    return Write(
        text(f"insert into {name} ({listed}) select {listed} from jsonb_populate_recordset(null::{name}, :rows)")  # noqa: S608  names of ours
    )


def document(rows: Sequence[Mapping[str, Any]]) -> Jsonb:
    return Jsonb([{name: _plain(value) for name, value in row.items()} for row in rows])


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int) else str(value)
