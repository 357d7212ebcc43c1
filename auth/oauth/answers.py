"""What an app is answered: in the words of the RFCs, and never in its own, which might be somebody's secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from authlib.oauth2.rfc6749 import OAuth2Error

# Every code of ours, with what a developer is told of it.
SAID: Mapping[str, str] = {
    "access_denied": "The young person, or the council, said no.",
    "invalid_client": "There is no such app here, it is not let in, or it did not prove that it is this app.",
    "invalid_dpop_proof": "Send a DPoP proof that was made for this request, once, with the key of this token.",
    "invalid_grant": "That code or token is unknown, used, withdrawn or over, or was given to another app.",
    "invalid_request": "Something is missing, malformed or given twice. PKCE with S256 and redirect_uri are required.",
    "invalid_scope": "The app may not ask for one of these scopes, or asks for none.",
    "invalid_target": "The only resource here is the one that the metadata names.",
    "request_not_supported": "Send the parameters by themselves.",
    "request_uri_not_supported": "Send the parameters by themselves.",
    "server_error": "Something broke on our side. Nothing was kept.",
    "temporarily_unavailable": "We are too busy just now. Try again in a moment.",
    "unauthorized_client": "This kind of app may not ask for this kind of token.",
    "unsupported_grant_type": "The metadata names the grant types.",
    "unsupported_response_type": "The only response type is `code`.",
    "unsupported_token_type": "Only access tokens and refresh tokens are known here.",
}
_UNAUTHORIZED = 401


class Secretive(dict[str, Any]):
    """A reply that holds a token. It never says itself: an engine that logs what it issues logs this."""

    def __repr__(self) -> str:
        return "<a token>"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a document, and headers."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


class CannotAsk(Exception):
    """An authorization request that names no app of ours, or an address that is not that app's: nobody is sent back."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SentBack(Exception):
    """An authorization request that the app made wrongly: the browser goes back to it with the reason."""

    def __init__(self, location: str) -> None:
        super().__init__()
        self.location = location


def refused(code: str, *, basic: bool = False) -> Answer:
    status = _UNAUTHORIZED if code == "invalid_client" else 400
    challenge = {"WWW-Authenticate": 'Basic realm="kept"'} if basic and status == _UNAUTHORIZED else {}
    return Answer(status, {"error": code, "error_description": SAID[code]}, challenge)


def code_of(error: OAuth2Error) -> str:
    """Name what the engine refused. What it says in words is not passed on: it repeats what was sent."""
    code = str(error.error)
    return code if code in SAID else "invalid_request"


def back_to(address: str, **said: str | None) -> str:
    """Return the address with what is said to it; what it had of its own stays as it was, letter for letter."""
    parts = urlsplit(address)
    added = urlencode({name: value for name, value in said.items() if value})
    return urlunsplit(parts._replace(query="&".join(each for each in (parts.query, added) if each)))
