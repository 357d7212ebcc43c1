"""Lists as CSV (RFC 4180), for whoever asks for `text/csv`, and safe to open in a spreadsheet."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from fastapi import Request, Response

from api.weights import weighed
from models.base import Shape

CSV, JSON = "text/csv", "application/json"
AS_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {"schema": {"type": "string"}}}}}
_KIND = r"[\w.+*/-]+"
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def wants_csv(request: Request) -> bool:
    """Say whether CSV is asked for by its name, and more than JSON."""
    asked = ",".join(request.headers.getlist("accept"))
    weights = {kind: weight for weight, kind in weighed(asked, _KIND)}
    return weights.get(CSV, 0) > weights.get(JSON, 0)


def as_csv(rows: Sequence[Shape], shape: type[Shape], name: str) -> Response:
    """Answer with a table: a column for each field, one for each part of a field that has parts."""
    written = StringIO()
    lines = csv.writer(written)
    lines.writerow(_columns(shape))
    lines.writerows([_safe(value) for value in _values(row, shape)] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Vary": "Accept"}
    return Response(written.getvalue(), media_type=CSV, headers=headers)


def _columns(shape: type[Shape]) -> Iterator[str]:
    for name, field in shape.model_fields.items():
        parts = field.annotation
        if isinstance(parts, type) and issubclass(parts, Shape):
            yield from (f"{name}_{part}" for part in _columns(parts))
        else:
            yield name


def _values(row: Shape, shape: type[Shape]) -> Iterator[object]:
    for name in shape.model_fields:
        value = getattr(row, name)
        if isinstance(value, Shape):
            yield from _values(value, type(value))
        else:
            yield value


def _safe(value: object) -> object:
    """Keep a text from being read as a formula: with an apostrophe in front, a spreadsheet shows it as it is."""
    if isinstance(value, list):
        value = " ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
