"""Tables for a spreadsheet: what is asked for, and nothing in them that a spreadsheet would run."""

import csv
from io import StringIO

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from api.tables import as_csv, wants_csv
from models.base import Shape


class Part(Shape):
    first: int | None
    second: float


class Line(Shape):
    name: str | None
    part: Part
    words: list[str]


def rows_of(*lines: Line) -> list[list[str]]:
    return list(csv.reader(StringIO(bytes(as_csv(lines, Line, "lines").body).decode(), newline="")))


@given(st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_no_cell_begins_like_a_formula_and_nothing_else_is_changed(name: str | None) -> None:
    _, (written, first, second, words) = rows_of(Line(name=name, part=Part(first=None, second=1.5), words=["a", "b"]))

    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert written in (name or "", f"'{name}")
    assert (first, second, words) == ("", "1.5", "a b")


def test_a_table_of_nothing_has_its_columns() -> None:
    assert rows_of() == [["name", "part_first", "part_second", "words"]]


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/csv", True),
        ("TEXT/CSV", True),
        ("text/csv, */*;q=0.1", True),
        ("application/json;q=0.5, text/csv;q=0.9", True),
        ("", False),
        ("*/*", False),
        ("text/*", False),
        ("text/csv;q=0", False),
        ("text/csv, application/json", False),
        ("text/csv;q=two", False),
        ("text/csv;q=0.4, application/json", False),
    ],
)
def test_csv_comes_where_it_is_named_and_wanted_more_than_json(accept: str, wanted: bool) -> None:  # noqa: FBT001  a case
    headers = [(b"accept", accept.encode())] if accept else []

    assert wants_csv(Request({"type": "http", "headers": headers})) is wanted
