"""Databases of their own for sweeps and mutants, and short words for asking them as somebody."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.abc import Params
from psycopg.types.json import Jsonb
from sqlmodel import SQLModel

from api import embedded, installing
from api.sealed import Sealed
from api.statements import rows_of

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Clone:
    """A database like the one that the migrations make."""

    server: embedded.Server
    name: str

    def url(self, role: str) -> str:
        return embedded.dsn(self.server, role, self.name)

    def as_superuser(self) -> Connection:
        return psycopg.connect(embedded.superuser_dsn(self.server, self.name), autocommit=True)

    def as_api(self) -> Connection:
        return psycopg.connect(self.url("kept_api"), autocommit=True)


def copied(server: embedded.Server, template: str, name: str) -> Clone:
    """Make a database like `template`, to which nobody may be connected."""
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    clone = Clone(server, name)
    with clone.as_superuser() as connection:  # what everybody may in a database is not copied with it
        connection.execute(installing.SCHEMAS)
    return clone


def run(connection: Connection, statement: str, values: Params | None = None) -> psycopg.Cursor[tuple[Any, ...]]:
    """Execute a statement that a test wrote, whoever wrote its parts."""
    return connection.execute(statement, values)


@contextmanager
def entered(connection: Connection, sealed: Sealed) -> Iterator[Connection]:
    """Be the sealed caller for one transaction that is rolled back."""
    with connection.transaction(force_rollback=True):
        connection.execute("select walls.enter(%(context)s, %(seal)s)", sealed.values)
        yield connection


def plant(connection: Connection, *rows: SQLModel) -> None:
    """Write rows of any kind and state, with neither walls nor history: what a later feature may have written."""
    with connection.transaction():
        connection.execute("set local session_replication_role = replica")
        for row in rows:
            table = rows_of(type(row))
            columns = [column.name for column in table.columns if column.computed is None]
            values = [_stored(getattr(row, name)) for name in columns]
            connection.execute(
                sql.SQL("insert into kept.{} ({}) values ({})").format(
                    sql.Identifier(table.name),
                    sql.SQL(", ").join(map(sql.Identifier, columns)),
                    sql.SQL(", ").join(sql.Placeholder() * len(columns)),
                ),
                values,
            )


def relations(connection: Connection) -> Sequence[str]:
    """Return every relation of the schema `kept` that can hold rows."""
    found = connection.execute(
        "select relname from pg_class where relnamespace = 'kept'::regnamespace"
        " and relkind in ('r', 'p', 'v', 'm', 'f') order by relname"
    )
    return [name for (name,) in found]


def everything(connection: Connection, role: str, relation: str) -> list[tuple[Any, ...]]:
    """Return all that `role` is shown of `relation` by a query without any condition."""
    columns = readable(connection, role).get(relation)
    if not columns:
        return []
    return run(connection, f"select {columns} from kept.{relation}").fetchall()  # noqa: S608


_known: dict[str, Mapping[str, dict[str, str]]] = {}


def readable(connection: Connection, role: str) -> Mapping[str, str]:
    """Return the columns that a role may read, by relation; asked once for each database."""
    name = connection.info.dbname
    if name not in _known:
        found = connection.execute(
            "select r.rolname, c.relname, string_agg(a.attname, ', ' order by a.attnum)"
            " from pg_class c join pg_attribute a on a.attrelid = c.oid cross join pg_roles r"
            " where c.relnamespace = 'kept'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and a.attnum > 0"
            " and not a.attisdropped and has_column_privilege(r.oid, c.oid, a.attnum, 'select') group by 1, 2"
        )
        known: dict[str, dict[str, str]] = defaultdict(dict)
        for each, relation, columns in found:
            known[each][relation] = columns
        _known[name] = known
    return _known[name].get(role, {})


def _stored(value: object) -> object:
    if isinstance(value, UUID):
        return value
    return Jsonb(value) if isinstance(value, list | dict) else value
