"""Statements: SQLModel expressions, compiled once, when the module that names them is imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Select, Table, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import ClauseElement, visitors
from sqlmodel import SQLModel

from api.round_trips import Said, Sql

T = TypeVar("T")

DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


def compiled(statement: ClauseElement) -> Sql:
    """Compile `statement`, its constants written in, so that a generic plan can prove a partial index."""

    def write_in(bind: Any) -> None:  # noqa: ANN401  SQLAlchemy's visitors are not typed
        bind.literal_execute, bind.required = bind.value is not None, False

    statement = visitors.cloned_traverse(statement, {}, {"bindparam": write_in})
    return Sql.of(statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True}).string)


class Read(Generic[T]):
    """A query and the shape of its rows; one that differs from its shape stops the app from starting."""

    def __init__(self, shape: type[T], statement: Select[Any]) -> None:
        names = [column.name for column in statement.selected_columns]
        wanted = list(getattr(shape, "model_fields", None) or getattr(shape, "__dataclass_fields__", {}))
        if names != wanted:
            raise TypeError(f"{shape.__name__} has {wanted}, its query {names}.")
        self.sql = compiled(statement)
        self.rows = TypeAdapter(list[shape])  # type: ignore[valid-type]

    def __call__(self, **values: object) -> "Asked[T]":
        return Asked(self, values)


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A query with its values."""

    read: Read[T]
    values: Mapping[str, object]

    @property
    def said(self) -> Said:
        return self.read.sql, self.values


class Write:
    """A statement that changes rows."""

    def __init__(self, statement: ClauseElement) -> None:
        self.sql = compiled(statement)


Before = Sequence[tuple[Write, Mapping[str, object]]]


def rows_of(table: type[SQLModel]) -> Table:
    found: Table = table.__table__  # type: ignore[attr-defined]
    return found


@cache
def insert_into(table: type[SQLModel], columns: tuple[str, ...]) -> Sql:
    return compiled(rows_of(table).insert().values({name: bindparam(name) for name in columns}))


@cache
def update_of(table: type[SQLModel], columns: tuple[str, ...]) -> Sql:
    rows = rows_of(table)
    named = [column == bindparam(f"key_{column.name}") for column in rows.primary_key]
    return compiled(rows.update().where(*named).values({name: bindparam(name) for name in columns}))


@cache
def look_at(table: type[SQLModel]) -> Sql:
    return compiled(rows_of(table).select().where(rows_of(table).c.id == bindparam("id")))


@cache
def lock_of(table: type[SQLModel]) -> Sql:
    return compiled(rows_of(table).select().where(rows_of(table).c.id == bindparam("id")).with_for_update())


def values_of(row: SQLModel) -> dict[str, object]:
    """Return what stands in each column. Read past the mapper, which would be asked for one after the other."""
    known = vars(row)
    return {name: known.get(name) for name in _columns_of(type(row))}


@cache
def _columns_of(table: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.name for column in rows_of(table).columns)
