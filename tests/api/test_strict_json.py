"""JSON is read in one way, or refused with a code."""

import json
import sys
from itertools import product
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import strict_json
from api.boundary import REFUSALS
from api.strict_json import DEPTH, NotJson

CODES = {None, *REFUSALS}

REFUSED = {
    "nothing": (b"", "not_json"),
    "only spaces": (b"  \n", "not_json"),
    "a list": (b"[]", "not_json"),
    "a text": (b'"a"', "not_json"),
    "a number": (b"1", "not_json"),
    "null": (b"null", "not_json"),
    "a form": (b"about=school", "not_json"),
    "an object that does not end": (b'{"about":"school"', "not_json"),
    "a text that does not end": (b'{"about":"school', "not_json"),
    "a text that ends in a backslash": (b'{"about":"[[[[[[[[[[[[[[[[[[[[[[[[\\', "not_json"),
    "two objects": (b"{}{}", "not_json"),
    "a comma too many": (b'{"a":1,}', "not_json"),
    "a comment": (b'{"a":1} // why', "not_json"),
    "single quotes": (b"{'a':1}", "not_json"),
    "a name without quotes": (b"{a:1}", "not_json"),
    "a number that begins with zero": (b'{"a":01}', "not_json"),
    "a number in hexadecimal": (b'{"a":0x1}', "not_json"),
    "a line break within a text": (b'{"a":"\n"}', "not_json"),
    "an unknown escape": (b'{"a":"\\x41"}', "not_json"),
    "a space of another alphabet": ('\u00a0{"a":1}'.encode(), "not_json"),
    "a byte order mark": (b'\xef\xbb\xbf{"a":1}', "not_utf8"),
    "UTF-16 with its mark": ('{"a":1}'.encode("utf-16"), "not_utf8"),
    "UTF-16 without its mark": ('{"a":1}'.encode("utf-16-le"), "not_utf8"),
    "UTF-32": ('{"a":1}'.encode("utf-32-be"), "not_utf8"),
    "Latin-1": ('{"a":"é"}'.encode("latin-1"), "not_utf8"),
    "half of a character": ('{"a":"é"}'.encode()[:-3] + b'"}', "not_utf8"),
    "a surrogate in bytes": (b'{"a":"\xed\xa0\x80"}', "not_utf8"),
    "a slash spelled too long": (b'{"a":"\xc0\xaf"}', "not_utf8"),
    "a NUL byte": (b'{"a":"\x00"}', "not_utf8"),
    "a NUL escaped": (b'{"a":"\\u0000"}', "bad_text"),
    "a NUL in a name": (b'{"\\u0000":1}', "bad_text"),
    "a NUL deep inside": (b'{"a":[{"b":["\\u0000"]}]}', "bad_text"),
    "a bell": (b'{"a":"\\u0007"}', "bad_text"),
    "a backspace": (b'{"a":"\\b"}', "bad_text"),
    "a form feed": (b'{"a":"\\f"}', "bad_text"),
    "a high surrogate alone": (b'{"a":"\\ud83d"}', "bad_text"),
    "a low surrogate alone": (b'{"a":"\\ude00"}', "bad_text"),
    "surrogates in the wrong order": (b'{"a":"\\ude00\\ud83d"}', "bad_text"),
    "a field twice": (b'{"a":1,"a":2}', "duplicate_field"),
    "a field twice, once escaped": (b'{"a":1,"\\u0061":2}', "duplicate_field"),
    "a field twice, deep inside": (b'{"a":[{"b":1,"b":1}]}', "duplicate_field"),
    "NaN": (b'{"a":NaN}', "bad_number"),
    "Infinity": (b'{"a":Infinity}', "bad_number"),
    "minus Infinity": (b'{"a":-Infinity}', "bad_number"),
    "a number that overflows": (b'{"a":1e999}', "bad_number"),
    "an integer of 65 bits": (b'{"a":9223372036854775808}', "bad_number"),
    "a negative integer of 65 bits": (b'{"a":-9223372036854775809}', "bad_number"),
    "an integer too long for Python": (b'{"a":' + b"9" * 5000 + b"}", "bad_number"),
    "an integer of 65 bits spelled as a float": (b'{"a":1e19}', "bad_number"),
    "objects too deep": (b'{"a":' * (DEPTH + 1) + b"1" + b"}" * (DEPTH + 1), "too_deep"),
    "lists too deep": (b'{"a":' + b"[" * DEPTH + b"]" * DEPTH + b"}", "too_deep"),
    "brackets without end": (b"[" * 60_000, "too_deep"),
    "brackets that close first": (b"]" * 30_000 + b"[" * 30_000, "not_json"),
    "brackets of two kinds": (b"{]" * 30_000, "not_json"),
}

ACCEPTED = {
    "an empty object": b"{}",
    "spaces around": b' \r\n\t{"a" : 1 } ',
    "line breaks and tabs, escaped": b'{"a":"one\\ntwo\\tthree\\r"}',
    "an emoji": '{"a":"\U0001f600"}'.encode(),
    "an emoji, escaped": b'{"a":"\\ud83d\\ude00"}',
    "a backslash before what looks like an escape": b'{"a":"\\\\u0000"}',
    "Arabic": '{"a":"\u0645\u0631\u062d\u0628\u0627"}'.encode(),
    "the largest integer": b'{"a":9223372036854775807}',
    "the smallest integer": b'{"a":-9223372036854775808}',
    "the deepest that is taken": b'{"a":' * DEPTH + b"1" + b"}" * DEPTH,
    "the deepest, and more beside it": b'{"b":{},"a":' + b'{"a":' * (DEPTH - 1) + b"1" + b"}" * DEPTH,
    "brackets in a text": b'{"a":"' + b"[" * 100 + b'"}',
    "brackets after an escaped quote": b'{"a":"\\"' + b"[" * 100 + b'"}',
    "many brackets side by side": b'{"a":[' + b"[]," * 100 + b"[]]}",
}


@pytest.mark.parametrize(("raw", "code"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_a_code_and_without_what_was_sent(raw: bytes, code: str) -> None:
    with pytest.raises(NotJson) as refused:
        strict_json.read(raw)

    assert refused.value.code == code
    assert refused.value.args == (code,)
    assert refused.value.__context__ is None


@pytest.mark.parametrize("raw", ACCEPTED.values(), ids=ACCEPTED)
def test_it_is_read_as_every_other_reader_does(raw: bytes) -> None:
    assert strict_json.read(raw) == json.loads(raw)


def test_a_reader_may_ask_for_less_depth() -> None:
    assert strict_json.read(b'{"a":1}', depth=1) == {"a": 1}
    with pytest.raises(NotJson, match="too_deep"):
        strict_json.read(b'{"a":{}}', depth=1)


@pytest.mark.parametrize("filling", [b"[", b"[]", b'"', b'\\"', b"\\", b'"\\', b'[{"', b'{"a":', b"[[]", b"-", b"1e"])
def test_no_body_takes_long_to_refuse(filling: bytes) -> None:
    raw = (b'{"a":"' + b'\\"[' * 20_000)[: 2**15] + filling * (2**15 // len(filling))
    started = perf_counter()

    with pytest.raises(NotJson):
        strict_json.read(raw)

    assert perf_counter() - started < 0.5


def test_every_mixture_of_pieces_is_read_or_refused() -> None:
    pieces = (b"{", b"}", b"[", b"]", b'"', b'"a":', b",", b"1", b"NaN", b"\\", b"\\u0000", b"\xff")

    for mixture in product(pieces, repeat=4):
        assert _refusal(b"".join(mixture)) in CODES


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")))
def test_whatever_is_sent_is_read_or_refused(raw: bytes) -> None:
    assert _refusal(raw) in CODES
    assert _refusal(b'{"a":"' + raw + b'"}') in CODES


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
plain = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts
values = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(texts, values, max_size=5), st.booleans())
def test_what_is_well_formed_comes_back_as_it_was(value: dict[str, object], escaped: bool) -> None:  # noqa: FBT001
    raw = json.dumps(value, ensure_ascii=escaped).encode()

    assert strict_json.read(raw, depth=sys.getrecursionlimit() // 4) == value


def _refusal(raw: bytes) -> str | None:
    try:
        strict_json.read(raw)
    except NotJson as refused:
        return refused.code
    return None
