"""Forms as the endpoints of OAuth take them: plain, in UTF-8, nothing twice; and who says that they are which app."""

import re
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import parse_qsl, unquote

MOST = 40
_FORM = re.compile(r"(?:[A-Za-z0-9._~!$'()*,;:@/?+&=-]|%[0-9A-Fa-f]{2})*")
_BASIC = re.compile(r"[Bb][Aa][Ss][Ii][Cc] ([A-Za-z0-9+/]{1,1000}={0,2})")
_PRINTED = re.compile(r"[\x20-\x7e]*")


class NotAForm(Exception):
    """Not a form as we take it. It never says what was sent."""

    def __init__(self, code: str = "invalid_request", *, basic: bool = False) -> None:
        super().__init__(code)
        self.code, self.basic = code, basic


def read_form(raw: bytes) -> dict[str, str]:
    """Read a form; what is empty was not sent (RFC 6749, 3.1)."""
    text = raw.decode("latin-1")
    if not _FORM.fullmatch(text):
        raise NotAForm
    pairs: list[tuple[str, str]] = []
    with suppress(ValueError):
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST)
    said = {name: value for name, value in pairs if value}
    if (text and not pairs) or len({name for name, _ in pairs}) != len(pairs) or not _printed(said):
        raise NotAForm
    return said


def _printed(said: Mapping[str, str]) -> bool:
    return all(_PRINTED.fullmatch(part) for pair in said.items() for part in pair)


def named(said: Mapping[str, str], authorization: str | None) -> str | None:
    """Return which app somebody says they are, in one way only: by HTTP Basic, or in the form."""
    if authorization is None:
        return said.get("client_id")
    found = _BASIC.fullmatch(authorization)
    words = ""
    with suppress(ValueError):
        words = b64decode(found[1], validate=True).decode("ascii") if found else ""
    name, colon, _ = words.partition(":")
    if not colon:
        raise NotAForm("invalid_client", basic=True)
    if "client_secret" in said or said.get("client_id", unquote(name)) != unquote(name):
        raise NotAForm
    return unquote(name)
