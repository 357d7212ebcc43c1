"""Apps of others: where a code may be sent, and which permissions a young person must tick by hand."""

import re
from collections.abc import Collection, Iterable

LONGEST = 500
_PATH = r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*"
_QUERY = r"(?:\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?"
_HOST = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
# A link that a browser or an app has claimed; this very machine; or a scheme that is a domain turned round.
_WEB = re.compile(rf"(https://{_HOST})(:[1-9][0-9]{{0,4}})?{_PATH}{_QUERY}")
_USUAL_PORT = ":443"
_HERE = re.compile(rf"(http://(?:127\.0\.0\.1|\[::1\]))(?::[1-9][0-9]{{0,4}})?({_PATH}{_QUERY})")
_OWN = re.compile(rf"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+:/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%-]*{_PATH}{_QUERY}")


def may_receive(address: str) -> bool:
    """Say whether a code may ever be sent there: never in the clear, and to no scheme that anybody could take."""
    if len(address) > LONGEST:
        return False
    return any(form.fullmatch(address) for form in (_WEB, _HERE, _OWN))


def receives(registered: Iterable[str], asked: str) -> bool:
    """Say whether `asked` is registered, letter for letter; on this machine, whatever the port (RFC 8252)."""
    wanted = _portless(asked)
    return any(each == asked or (_HERE.fullmatch(each) and _portless(each) == wanted) for each in registered)


def _portless(address: str) -> str:
    found = _HERE.fullmatch(address)
    return found[1] + found[2] if found else address


def origin_of(address: str) -> str | None:
    """Return where a page of an app comes from, as a browser says it; nothing where no page has that address."""
    found = _WEB.fullmatch(address)
    if not found:
        return None
    host, port = found.groups()
    return host if port in (None, _USUAL_PORT) else host + port


def still_agreed(asked: Collection[str], before: Collection[str], ticked: Collection[str]) -> frozenset[str]:
    """Return what somebody agrees to now: what was asked is as they ticked it, the rest as it was."""
    return frozenset(before) - frozenset(asked) | frozenset(asked) & frozenset(ticked)
