"""JSON as we accept it: one UTF-8 object that every reader would read the same way, or nothing."""

import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress

DEPTH = 20

_LARGEST = 2**63
_LONGEST = 20  # characters of an integer of 64 bits, its sign among them
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# A string is taken whole, also an unfinished one, so that the scan never starts again inside it.
_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_STEP = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}


class NotJson(Exception):
    """Not JSON as we accept it. It carries a code, and never what was sent."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(raw: bytes, *, depth: int = DEPTH) -> dict[str, object]:
    """Return the object that `raw` spells, or raise `NotJson`.

    What is wrong is raised after the handlers, not in them: the standard library's errors keep
    the whole text, and would travel into a log as the cause of ours.
    """
    text = _text(raw)
    if text is None:
        raise NotJson("not_utf8")
    if _too_deep(raw, depth):
        raise NotJson("too_deep")
    value: object = None
    with suppress(ValueError):
        value = _DECODER.decode(text)
    if not isinstance(value, dict):
        raise NotJson("not_json")
    # Without an escape, no character can be unfit: the decoder takes none as it stands.
    if b"\\" in raw and any(_UNFIT.search(found) for found in _texts(value)):
        raise NotJson("bad_text")
    return value


def _text(raw: bytes) -> str | None:
    """Decode UTF-8; UTF-16 and UTF-32 betray themselves by the NUL, which no JSON text contains."""
    if raw.startswith(_BYTE_ORDER_MARK) or b"\0" in raw:
        return None
    with suppress(UnicodeDecodeError):
        return raw.decode()
    return None


def _too_deep(raw: bytes, depth: int) -> bool:
    """Look before the decoder does, since it would use up the stack.

    Brackets that do not pair may be miscounted: the decoder stops at the first of them.
    """
    if raw.count(b"[") + raw.count(b"{") <= depth:
        return False
    level = 0
    for found in _BRACKETS.finditer(raw):
        level += _STEP.get(found[0], 0)
        if level > depth:
            return True
    return False


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for name, item in value.items():
                yield name
                yield from _texts(item)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotJson("duplicate_field")
    return members


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST or not -_LARGEST <= int(digits) < _LARGEST:
        raise NotJson("bad_number")
    return int(digits)


def _real(digits: str) -> float:
    """Refuse what is not finite, and what would become an integer too large for a column."""
    number = float(digits)
    if not math.fabs(number) < _LARGEST:
        raise NotJson("bad_number")
    return number


def _constant(_: str) -> float:
    raise NotJson("bad_number")


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_int=_integer, parse_float=_real, parse_constant=_constant)
