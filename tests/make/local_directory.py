"""A directory on this machine, as a council's would be: it asks nobody anything, and says who is signed in there.

Its tokens are signed here by hand, so that what reads them is not what wrote them.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from api.clock import machine_time
from models.directories import Directory
from tests.make.listening import free_port, listening
from tests.make.world import World

CLIENT, SECRET = "kept-at-northshire", "a secret of a test"
TENANT, OBJECT = "11111111-2222-4333-8444-555555555555", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"


def packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class SigningKey:
    """One key of the directory."""

    kid: str = field(default_factory=lambda: uuid4().hex)
    private: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    @property
    def jwk(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        n, e = numbers.n.to_bytes(256), numbers.e.to_bytes(3)
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": packed(n), "e": packed(e)}

    def sign(self, claims: Mapping[str, object], **header: object) -> str:
        said = {"alg": "RS256", "kid": self.kid, "typ": "JWT"} | header
        signed = ".".join(packed(json.dumps(each).encode()) for each in (said, claims))
        return f"{signed}.{packed(self.private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


its_key = cache(SigningKey)


@dataclass
class LocalDirectory:
    """Whoever comes is `who`; a test changes what they are, and what the directory does."""

    issuer: str
    key: SigningKey = field(default_factory=its_key)
    more_keys: list[dict[str, str]] = field(default_factory=list)
    who: dict[str, object] = field(default_factory=lambda: {"oid": OBJECT, "roles": ["worker"]})
    changed: dict[str, object] = field(default_factory=dict)
    disabled: bool = False
    silent: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    keys_read: int = 0
    given: list[str] = field(default_factory=list)

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.says),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
            ]
        )

    async def says(self, _: Request) -> Response:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse({"issuer": self.issuer, **{k: f"{self.issuer}/{v}" for k, v in ends.items()}})

    async def authorize(self, request: Request) -> Response:
        said = dict(request.query_params)
        self.asked.append(said)
        code = uuid4().hex
        self.codes[code] = said
        return RedirectResponse(f"{said['redirect_uri']}?{urlencode({'code': code, 'state': said['state']})}", 303)

    async def token(self, request: Request) -> Response:
        said = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if self.silent:
            return Response(status_code=503)
        asked = self.codes.pop(said.get("code", ""), {})
        if self.disabled or said.get("client_secret") != SECRET or not self._fits(said, asked):
            return JSONResponse({"error": "invalid_grant"}, 400)
        told: dict[str, Any] = {"access_token": "none of ours", "token_type": "Bearer", "refresh_token": uuid4().hex}
        told["id_token"] = self.key.sign(self.claims(asked.get("nonce")))
        self.given += [told["refresh_token"], told["id_token"]]
        return JSONResponse(told)

    def _fits(self, said: Mapping[str, str], asked: Mapping[str, str]) -> bool:
        if said["grant_type"] == "refresh_token":
            return True
        proof = packed(sha256(said["code_verifier"].encode()).digest())
        return asked.get("code_challenge") == proof and asked.get("redirect_uri") == said["redirect_uri"]

    async def keys(self, _: Request) -> Response:
        self.keys_read += 1
        if self.silent:
            return Response(status_code=503)
        return JSONResponse({"keys": [*self.more_keys, self.key.jwk]})

    def claims(self, nonce: str | None) -> dict[str, object]:
        now = int(machine_time().timestamp())
        said: dict[str, object] = {"iss": self.issuer, "aud": CLIENT, "sub": "pairwise", "sid": "one sign-in"}
        said |= {"tid": TENANT, "nonce": nonce, "iat": now, "exp": now + 3600}
        return {name: value for name, value in (said | self.who | self.changed).items() if value is not None}

    def logout_token(self, **changed: object) -> str:
        now = int(machine_time().timestamp())
        said: dict[str, object] = {"iss": self.issuer, "aud": CLIENT, "iat": now, "jti": uuid4().hex, "sub": "pairwise"}
        said["events"] = {"http://schemas.openid.net/event/backchannel-logout": {}}
        claims = {name: value for name, value in (said | changed).items() if value is not None}
        return self.key.sign(claims, typ="logout+jwt")


@asynccontextmanager
async def a_directory() -> AsyncIterator[LocalDirectory]:
    """Run a directory on a free port."""
    port = free_port()
    directory = LocalDirectory(f"http://localhost:{port}")
    async with listening(directory.app, port):
        yield directory


async def of_council(world: World, there: LocalDirectory, name: str = "Northshire", **more: object) -> UUID:
    """Name a directory, as `kept council idp` does."""
    which = uuid4()
    hidden = world.app.state.asking.hidden
    said = {"name": name, "issuer": there.issuer, "client_id": CLIENT, "tenant": TENANT} | more
    secret = hidden.hide(SECRET, str(which))
    await world.save(Directory.model_validate({"council_id": world.id, "id": which, "secret": secret, **said}))
    return which
