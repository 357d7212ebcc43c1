"""What every table and every shape has in common."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    bindparam,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, class_mapper
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

from models.ids import new_id

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class OfACouncil(SQLModel):
    """A row of one council: every key, foreign key and index begins with the council."""

    council_id: UUID = Field(primary_key=True)
    id: UUID = Field(default_factory=new_id, primary_key=True)

    @classmethod
    def made(cls, **values: Any) -> Self:  # noqa: ANN401  columns of the table
        """Make a row of its values, all at once: the mapper would note each as a change, at ten times the cost."""
        row: Self = class_mapper(cls).class_manager.new_instance()
        vars(row).update(defaults_of(cls))
        row.fill(values if "id" in values else {"id": new_id(), **values})
        return row

    def fill(self, values: Mapping[str, object]) -> None:
        """Take values over, past the mapper. One that has no column is refused: it would be lost."""
        if not values.keys() <= type(self).model_fields.keys():
            raise TypeError("There is no such column.")
        vars(self).update(values)


@cache
def defaults_of(table: type[OfACouncil]) -> dict[str, object]:
    """Return what a new row says where nothing else was said. A default that is made for each row is its id alone."""
    known = table.model_fields.items()
    return {name: field.default for name, field in known if not field.is_required() and not field.default_factory}


class AboutAYoungPerson(OfACouncil):
    """A row about one young person, who can read in the history what became of it."""

    young_person_id: UUID


class Ask(BaseModel):
    """What comes in: exactly these fields, exactly these types, nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _left_out(schema: dict[str, Any]) -> None:
    """Name no default in the contract: a client that sent it would overwrite what was to stay."""
    for field in schema["properties"].values():
        field.pop("default", None)


class Patch(Ask):
    """Some fields of what is there already: what is left out stays."""

    model_config = ConfigDict(json_schema_extra=_left_out)


class Shape(BaseModel):
    """What goes out: one shape per audience, never a table."""

    model_config = ConfigDict(frozen=True, from_attributes=True, extra="forbid")


# The control characters that api/strict_json.py keeps out are said here once more, since the contract is made of this.
_INK, _SAME_LINE, _ANY = r"[^\s\x00-\x1f]", r"[^\x00-\x08\x0a-\x0c\x0e-\x1f]*", r"[^\x00-\x08\x0b\x0c\x0e-\x1f]*"
# Without control characters, also where it is empty.
ONE_LINE = f"^{_SAME_LINE}$"
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=f"^{_SAME_LINE}{_INK}{_SAME_LINE}$"),
]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=f"^{_ANY}{_INK}{_ANY}$")]


# The transaction's time. In a select of its own it is worked out once, and not for every row.
NOW = select(func.walls.moment()).scalar_subquery()


def belongs(column: str, table: str) -> ForeignKeyConstraint:
    """Point at a row of the same council, so that no key can cross from one to another."""
    return ForeignKeyConstraint(["council_id", column], [f"{table}.council_id", f"{table}.id"])


def of_a_council() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["council_id"], ["councils.council_id"])


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """Hold a text column to these values. Never a database enum: its equality is not leakproof."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


def columns_of(table: Any, shape: type[BaseModel], *, but: Collection[str] = ()) -> list[Any]:  # noqa: ANN401
    """Return the columns that a shape names, for a query whose rows it will hold."""
    return [getattr(table, name) for name in shape.model_fields if name not in but]


@cache
def same_in(one: type[BaseModel], other: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields that both have, in the order of the first."""
    return tuple(name for name in one.model_fields if name in other.model_fields)


def when_given(name: str, column: Mapped[Any] | ColumnElement[Any], kind: TypeEngine[Any]) -> ColumnElement[bool]:
    """Filter by a value that a caller may leave out; null means that they did."""
    value = cast(bindparam(name), kind)
    return or_(value.is_(None), column == value)
