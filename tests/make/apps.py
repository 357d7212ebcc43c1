"""Apps of others, as tests play them: they ask, a young person says yes, and they speak to the endpoints of OAuth."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import httpx

from auth.oauth.authorizing import Pending, SignedIn, begin, grant
from auth.oauth.counter import Counter
from models.apps import App, AppKind, AppState, Opaque
from tests.make.world import LONG_AGO, Speaker, World

BACK, HERE = "https://planpal.example/back", "http://127.0.0.1/back"
VERIFIER = "a-verifier-of-forty-three-characters-or-more-0"
SECRET = "kept_secret_of_a_test"  # noqa: S105  invented
ALLOWED = ("contact-requests:ask", "contact-requests:read", "me:read", "people:read", "plans:read")


def challenge_of(verifier: str = VERIFIER) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def counter_of(world: World) -> Counter:
    state = world.app.state
    return Counter(state.pool, state.seals, state.keys)


async def an_app(world: World, kind: AppKind = AppKind.public, **more: Any) -> "Played":  # noqa: ANN401
    """Let an app in, as the council's admin would."""
    said: dict[str, Any] = {
        "council_id": world.id,
        "name": "Plan Pal",
        "about": "Shows you your plan.",
        "developer": "Plan Pal Makers",
        "contact": "hello@planpal.example",
        "privacy_notice": "https://planpal.example/privacy",
        "kind": kind,
        "redirect_uris": [BACK, HERE],
        "scopes": list(ALLOWED),
        "allowed": list(ALLOWED),
        "secret_hash": None if kind is AppKind.public else Opaque(SECRET).hash,
        "state": AppState.approved,
        "asked_at": LONG_AGO,
        "ends_on": date(2027, 6, 1),
    }
    app = App(**said | more)
    await world.save(app)
    return Played(world, app)


@dataclass
class Played:
    """One app, and whatever it was told."""

    world: World
    app: App
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        return self.app.kind is AppKind.public

    def asking(self, **more: str) -> dict[str, str]:
        """Return the query with which the app sends a browser to us."""
        said = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": BACK,
            "state": "a state",
            "code_challenge": challenge_of(),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (said | more).items() if value}

    def signed_in(self, who: str, assurance: int = 2) -> SignedIn:
        return SignedIn(self.world.id_of(who), self.world.session_of(who, assurance))

    async def pending(self, **more: str) -> Pending:
        return await begin(counter_of(self.world), self.asking(**more))

    async def code(
        self, who: str = "maya", *, ticked: tuple[str, ...] | None = None, sure: int = 2, **more: str
    ) -> str:
        """Let somebody say yes, and return the code that comes back."""
        pending = await self.pending(**more)
        boxes = [each.scope for each in pending.scopes if each.ticked] if ticked is None else ticked
        location = await grant(counter_of(self.world), pending, self.signed_in(who, sure), boxes)
        return said_by(location)["code"]

    async def change(self, code: str, **more: str) -> httpx.Response:
        """Change a code for tokens."""
        said = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
        }
        return await self.send("/oauth/token", said | more)

    async def refresh(self, token: str, **more: str) -> httpx.Response:
        return await self.send("/oauth/token", {"grant_type": "refresh_token", "refresh_token": token, **more})

    async def tokens(self, who: str = "maya", **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """Let somebody in, and return the tokens."""
        reply = await self.change(await self.code(who, **more))
        assert reply.status_code == 200, reply.text
        told: dict[str, Any] = reply.json()
        return told

    async def speaker(self, who: str = "maya", **more: Any) -> Speaker:  # noqa: ANN401
        return Speaker(self.world.app, (await self.tokens(who, **more))["access_token"])

    async def send(self, path: str, said: Mapping[str, str], **headers: str) -> httpx.Response:
        named = {} if "client_id" in said else {"client_id": self.app.client_id}
        proved = {} if self.public or "client_secret" in said else {"client_secret": SECRET}
        return await post_form(self.world, path, {**said, **named, **proved}, {**self.headers, **headers})


async def post_form(
    world: World, path: str, said: Mapping[str, str] | bytes, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Send a form as it is."""
    body = said if isinstance(said, bytes) else urlencode({k: v for k, v in said.items() if v}).encode()
    transport = httpx.ASGITransport(world.app, raise_app_exceptions=False)
    sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        return await client.post(path, content=body, headers=sent)


def said_by(location: str) -> dict[str, str]:
    """Return what an address says to the app."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def consent_path(app_id: UUID) -> str:
    return f"/v1/me/apps/{app_id}"
