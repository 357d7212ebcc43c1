"""The engine: Authlib's rules of OAuth 2, asked about facts that are gathered already. It reads and writes nothing.

Seven things it does otherwise than we need are mended here or around it: PKCE is asked for at the authorization
endpoint, of everyone, and only as S256; codes and refresh tokens are claimed in the database before it is asked; a
second use of either ends the session; it logs no token; `iss` is added by us; and a token's life is ours.
"""

import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
    OAuth2Request,
)
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge

from auth.oauth.answers import Answer, code_of, refused
from auth.scopes import by_default
from models.apps import AppKind, Client, Opaque, hash_of
from rules.apps import receives

logging.getLogger("authlib").setLevel(logging.INFO)

METHOD = "S256"
WITH_SECRET = ["client_secret_basic", "client_secret_post"]
ANY_METHOD = [*WITH_SECRET, "none"]
GRANTS_OF = {
    AppKind.public: ("authorization_code", "refresh_token"),
    AppKind.confidential: ("authorization_code", "refresh_token"),
    AppKind.system: ("client_credentials",),
}


@dataclass(frozen=True, slots=True)
class Known:
    """An app that stands, as the engine asks about it."""

    client: Client

    def get_client_id(self) -> str:
        return self.client.client_id

    def get_default_redirect_uri(self) -> None:
        """Return none: an app always says where to."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        wanted = set((scope or "").split()) or by_default(self.client.allowed)
        return " ".join(sorted(wanted)) if wanted and wanted <= set(self.client.allowed) else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return receives(self.client.redirect_uris, redirect_uri)

    def check_client_secret(self, client_secret: str) -> bool:
        return hmac.compare_digest(self.client.secret_hash or b"", hash_of(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method == "none") == (self.client.kind is AppKind.public) and bool(endpoint)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.client.kind is not AppKind.system

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in GRANTS_OF[self.client.kind]


@dataclass(frozen=True, slots=True)
class Held:
    """A code or a refresh token that was claimed for this app, as the engine asks about it."""

    scopes: frozenset[str]
    redirect_uri: str = ""
    code_challenge: str = ""
    code_challenge_method: str = METHOD

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return " ".join(sorted(self.scopes))

    def check_client(self, client: Known) -> bool:
        return bool(client)


@dataclass
class Facts:
    """What the engine is told, and what it decided: a code was made, or `issue` was called."""

    client: Client | None
    held: Held | None = None
    issue: Callable[[str], Mapping[str, Any]] | None = None
    code: Opaque | None = None


class Said(OAuth2Request):
    """A request as it came, its parameters read by us."""

    def __init__(self, method: str, address: str, said: Mapping[str, str], headers: Mapping[str, str]) -> None:
        super().__init__(method, address, headers=dict(headers))
        self.payload = BasicOAuth2Payload(dict(said))
        self._said = dict(said)

    @property
    def form(self) -> dict[str, str]:
        return self._said


@dataclass(frozen=True, slots=True)
class Asked:
    """What came to an endpoint of ours."""

    method: str
    address: str
    said: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def request(self) -> Said:
        return Said(self.method, self.address, self.said, self.headers)

    @property
    def basic(self) -> bool:
        return "Authorization" in self.headers


class _OnlyS256(CodeChallenge):
    DEFAULT_CODE_CHALLENGE_METHOD = METHOD

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        said = grant.request.payload.data
        if not said.get("code_challenge") or said.get("code_challenge_method") != METHOD:
            raise InvalidRequestError("PKCE with S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)

    def validate_code_verifier(self, grant: Any, result: object) -> None:
        if not grant.request.form.get("code_verifier"):
            raise InvalidRequestError("PKCE is required.")
        super().validate_code_verifier(grant, result)


class _Code(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ANY_METHOD
    server: "Engine"

    def generate_authorization_code(self) -> str:
        self.server.facts.code = Opaque.new("kept_code_")
        return self.server.facts.code.word

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Leave that to whoever gathered the facts."""

    def query_authorization_code(self, code: str, client: Any) -> Held | None:
        return self.server.facts.held

    def delete_authorization_code(self, authorization_code: Any) -> None:
        """Leave it: it was claimed before the engine was asked."""

    def authenticate_user(self, authorization_code: Any) -> object:
        return authorization_code


class _Refresh(RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ANY_METHOD
    INCLUDE_NEW_REFRESH_TOKEN = True
    server: "Engine"

    def authenticate_refresh_token(self, refresh_token: str) -> Any:
        return self.server.facts.held

    def authenticate_user(self, refresh_token: Any) -> object:
        return refresh_token

    def revoke_old_credential(self, refresh_token: Any) -> None:
        """Leave it: it was claimed before the engine was asked."""


class _System(ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = WITH_SECRET


class Engine(AuthorizationServer):
    """One for each request, with its facts."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self.facts = facts
        self.register_grant(_Code, [_OnlyS256()])
        self.register_grant(_Refresh)
        self.register_grant(_System)
        generate: Any = self._issued
        self.register_token_generator("default", generate)

    def query_client(self, client_id: str) -> Any:
        client = self.facts.client
        return Known(client) if client and client.client_id == client_id else None

    def save_token(self, token: object, request: object) -> None:
        """Leave that to whoever gathered the facts."""

    def send_signal(self, name: str, *_args: object, **_kwargs: object) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Any) -> Any:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Answer:
        return Answer(status, body or {}, dict(headers))

    def handle_error_response(self, request: Any, error: OAuth2Error) -> Answer:
        return refused(code_of(error), basic="Authorization" in request.headers)

    def _issued(self, *, client: Known, scope: str | None = None, **_: object) -> Mapping[str, Any]:
        granted = client.get_allowed_scope(scope)
        held = self.facts.held
        if granted is None or self.facts.issue is None or (held and not set(granted.split()) <= held.scopes):
            raise InvalidScopeError
        return self.facts.issue(granted)


def must_be_itself(asked: Asked, client: Client | None, methods: list[str]) -> Answer | None:
    """Return the refusal of an app that does not prove that it is this one; nothing where it does."""
    try:
        Engine(Facts(client)).authenticate_client(asked.request, methods)
    except OAuth2Error as error:
        return refused(code_of(error), basic=asked.basic)
    return None
