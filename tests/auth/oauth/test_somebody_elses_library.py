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
from tests.make.apps import BACK, SECRET, an_app, counter_of, said_by
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


@pytest.mark.parametrize("kind", [AppKind.public, AppKind.confidential])
async def test_a_library_signs_in_with_discovery_only(
    northshire: World, kind: AppKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # a laptop has no certificate
    app, server = await an_app(northshire, kind), await discovered(northshire)
    library = WebApplicationClient(app.app.client_id)
    library.create_code_verifier(64)
    library.create_code_challenge(library.code_verifier, "S256")

    address = library.prepare_request_uri(
        server["authorization_endpoint"],
        redirect_uri=BACK,
        scope=["me:read", "plans:read"],
        state="a state",
        code_challenge=library.code_challenge,
        code_challenge_method="S256",
    )
    pending = await begin(counter_of(northshire), said_by(address))
    back = await grant(counter_of(northshire), pending, app.signed_in("maya"), ["me:read", "plans:read"])
    assert library.parse_request_uri_response(back, state="a state")["iss"] == server["issuer"]
    secret = {"client_id": app.app.client_id} | ({} if kind is AppKind.public else {"client_secret": SECRET})
    kept = {name: value for name, value in secret.items() if name != "client_id"}
    body = library.prepare_request_body(
        code=library.code, redirect_uri=BACK, code_verifier=library.code_verifier, **kept
    )

    first = await sends(northshire, server["token_endpoint"], body)
    library.parse_request_body_response(first.text)
    uri, headers, _ = library.add_token(f"{ISSUER}/v1/me")
    again = await sends(northshire, server["token_endpoint"], library.prepare_refresh_body(**secret))
    _, _, gone = library.prepare_token_revocation_request(
        server["revocation_endpoint"].replace("http:", "https:"),
        again.json()["refresh_token"],
        "refresh_token",
        **secret,
    )

    async with browser(northshire) as client:
        assert (await client.get(uri, headers=headers)).json()["preferred_name"] == "Maya"
        assert (await sends(northshire, server["revocation_endpoint"], gone)).status_code == 200
        assert (await client.get(uri, headers=headers)).status_code == 401


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
