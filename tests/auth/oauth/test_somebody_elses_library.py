"""A client library that is not ours signs in knowing one address: everything else it discovers."""

from typing import Any

import httpx
import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url
from joserfc import jwt
from joserfc.jwk import KeySet
from oauthlib.oauth2 import WebApplicationClient

from auth.oauth.authorizing import begin, grant
from models.apps import AppKind
from tests.make.apps import BACK, SECRET, Played, an_app, counter_of, said_by
from tests.make.world import World

ISSUER = "http://localhost:8000"


def browser(world: World) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(world.app), base_url=ISSUER)


async def discovered(world: World) -> dict[str, Any]:
    async with browser(world) as client:
        reply = await client.get(get_well_known_url(ISSUER))
    found: dict[str, Any] = reply.json()
    AuthorizationServerMetadata(found).validate()
    return found


class Library:
    """The library as somebody would use it who has read our metadata."""

    def __init__(self, app: Played, server: dict[str, Any]) -> None:
        self.app, self.server = app, server
        self.client = WebApplicationClient(app.app.client_id)
        self.verifier = str(self.client.create_code_verifier(64))
        self.secret = {} if app.public else {"client_secret": SECRET}

    @property
    def address(self) -> str:
        said: dict[str, Any] = {
            "redirect_uri": BACK,
            "scope": ["me:read", "plans:read"],
            "state": "a state",
            "code_challenge": self.client.create_code_challenge(self.verifier, "S256"),
            "code_challenge_method": "S256",
        }
        return str(self.client.prepare_request_uri(self.server["authorization_endpoint"], **said))

    async def comes_back(self, location: str) -> None:
        assert self.client.parse_request_uri_response(location, state="a state")["iss"] == self.server["issuer"]
        more: dict[str, Any] = {"redirect_uri": BACK, "code_verifier": self.verifier, **self.secret}
        body = self.client.prepare_request_body(code=self.client.code, **more)
        reply = await sends(self.app.world, self.server["token_endpoint"], body)
        self.client.parse_request_body_response(reply.text)

    async def goes_on(self) -> str:
        body = self.client.prepare_refresh_body(client_id=self.app.app.client_id, **self.secret)
        told = (await sends(self.app.world, self.server["token_endpoint"], body)).json()
        return str(told["refresh_token"])

    async def signs_out(self, token: str) -> int:
        address = self.server["revocation_endpoint"].replace("http:", "https:")  # it insists on a certificate
        said = {"client_id": self.app.app.client_id, **self.secret}
        _, _, body = self.client.prepare_token_revocation_request(address, token, "refresh_token", **said)
        return (await sends(self.app.world, self.server["revocation_endpoint"], body)).status_code

    async def reads(self) -> httpx.Response:
        address, headers, _ = self.client.add_token(f"{ISSUER}/v1/me")
        async with browser(self.app.world) as client:
            return await client.get(address, headers=headers)


@pytest.mark.parametrize("kind", [AppKind.public, AppKind.confidential])
async def test_a_library_signs_in_with_discovery_only(
    northshire: World, kind: AppKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # a laptop has no certificate
    app = await an_app(northshire, kind)
    library = Library(app, await discovered(northshire))

    pending = await begin(counter_of(northshire), said_by(library.address))
    await library.comes_back(
        await grant(counter_of(northshire), pending, app.signed_in("maya"), ["me:read", "plans:read"])
    )
    again = await library.goes_on()

    assert (await library.reads()).json()["preferred_name"] == "Maya"
    assert await library.signs_out(again) == 200
    assert (await library.reads()).status_code == 401


async def sends(world: World, address: str, body: str) -> httpx.Response:
    async with browser(world) as client:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await client.post(address, content=body, headers=headers)


async def test_a_token_can_be_read_with_our_published_keys(northshire: World) -> None:
    server, told = await discovered(northshire), await (await an_app(northshire)).tokens()
    async with browser(northshire) as client:
        keys = await client.get(server["jwks_uri"])
        resource = (await client.get("/.well-known/oauth-protected-resource")).json()

    read = jwt.decode(told["access_token"], KeySet.import_key_set(keys.json()), algorithms=["ES256"])

    assert (read.header["typ"], read.claims["iss"]) == ("at+jwt", server["issuer"])
    assert read.claims["sub"] == str(northshire.id_of("maya"))
    assert (resource["resource"], resource["authorization_servers"]) == (ISSUER, [server["issuer"]])
    assert keys.headers["cache-control"] == "public, max-age=3600"


async def test_the_metadata_promises_what_the_server_does(northshire: World) -> None:
    server = await discovered(northshire)

    assert server["code_challenge_methods_supported"] == ["S256"]
    assert server["response_types_supported"] == ["code"]
    assert "none" not in server["introspection_endpoint_auth_methods_supported"]
    assert server["authorization_response_iss_parameter_supported"] is True
    assert server["dpop_signing_alg_values_supported"] == ["ES256"]
    assert "sessions:end" not in server["scopes_supported"]
