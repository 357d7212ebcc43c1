"""What is wrong with one field of a council's file, in plain words: what belongs there, never what was typed."""

from collections.abc import Mapping
from typing import Any

from models.base import Ask

MEANINGS = {
    "minute": "a day and a time in London such as 2026-05-31 17:00",
    "bool": "`true` or `false`",
    "date": "a date such as 2026-05-31",
    "time": "a time such as 09:00",
    "int": "a whole number, 0 or more",
    "greater": "a whole number, 0 or more",
}
PATTERNS = {
    "key": "small letters, digits and hyphens, a letter first, at most 40",
    "phone": "a phone number",
    "number": "a phone number",
    "text": "a phone number",
    "web": "a web address that begins with https://",
    "language": "a language tag such as `en`",
}


def sentence(error: Mapping[str, Any], shape: type[Ask]) -> str:
    name, kind, more = str(error["loc"][-1]) if error["loc"] else "", error["type"], error.get("ctx", {})
    known = {
        "missing": f"`{name}` is missing.",
        "extra_forbidden": f"There is a field that we do not know; there may be: {', '.join(shape.model_fields)}.",
        "enum": f"`{name}` must be one of {more.get('expected')}.",
    }
    if kind == "value_error" and (not name or isinstance(error["loc"][-1], int)):
        return str(more["error"])
    if kind == "string_too_long":
        return f"`{name}` must be at most {more['max_length']} characters."
    return known.get(kind, f"`{name}` must be {_meaning(name, kind)}.")


def _meaning(name: str, kind: str) -> str:
    known = MEANINGS if not kind.startswith(("string_pattern", "value_error")) else PATTERNS
    where = kind if known is MEANINGS else name.replace("slug", "key")
    return next((meaning for part, meaning in known.items() if part in where), "a line of text")
