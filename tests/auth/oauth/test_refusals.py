"""Everything that is asked for wrongly is refused as the RFCs say, and never in the words that were sent."""

from typing import Any

import httpx
import pytest

from auth.oauth.answers import CannotAsk, SentBack
from models.apps import AppKind, AppState
from tests.make.apps import BACK, HERE, VERIFIER, Played, an_app, challenge_of, post_form, said_by
from tests.make.world import World

ISSUER = "http://localhost:8000"
CANARY = 'zz"what\\i-typed\u00e9'


@pytest.fixture
def app_of(northshire: World) -> Any:  # noqa: ANN401
    async def make(kind: AppKind = AppKind.public, **more: Any) -> Played:  # noqa: ANN401
        return await an_app(northshire, kind, **more)

    return make


# What is sent back to the app as an error: what is changed in a good request, and the code.
SENT_BACK = {
    "no PKCE": ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
    "PKCE in the clear": ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, "invalid_request"),
    "PKCE of no method, which means in the clear": ({"code_challenge_method": ""}, "invalid_request"),
    "a method and no challenge": ({"code_challenge": ""}, "invalid_request"),
    "a short challenge": ({"code_challenge": "short"}, "invalid_request"),
    "a token at once": ({"response_type": "token"}, "unsupported_response_type"),
    "a code and a token": ({"response_type": "code token"}, "unsupported_response_type"),
    "no response type": ({"response_type": ""}, "unsupported_response_type"),
    "an unknown scope": ({"scope": "me:read everything"}, "invalid_scope"),
    "a scope that the council did not give": ({"scope": "feedback:read"}, "invalid_scope"),
    "a scope of staff": ({"scope": "triage:read"}, "invalid_scope"),
    "another resource": ({"resource": "https://evil.example"}, "invalid_target"),
    "a reply in the fragment": ({"response_mode": "fragment"}, "invalid_request"),
    "a request object": ({"request": "eyJ"}, "request_not_supported"),
    "a request elsewhere": ({"request_uri": "https://evil.example"}, "request_uri_not_supported"),
    "an age that is none": ({"max_age": "-1"}, "invalid_request"),
    "a scope in quotes": ({"scope": '"me:read"'}, "invalid_request"),
    "a type with a letter of another alphabet": ({"response_type": "cod\u0435"}, "invalid_request"),
    "a state without end": ({"state": "s" * 1001}, "invalid_request"),
    "a state of other letters": ({"state": "\u00e9"}, "invalid_request"),
}
NOT_SENT = {
    "no address": {"redirect_uri": ""},
    "another address": {"redirect_uri": "https://evil.example/back"},
    "a longer address": {"redirect_uri": BACK + "/more"},
    "an address with typed words": {"redirect_uri": BACK + CANARY},
    "no app": {"client_id": ""},
    "an app of nobody": {"client_id": "app_" + "A" * 43},
    "an app that is a word": {"client_id": CANARY},
}


@pytest.mark.parametrize(("change", "code"), SENT_BACK.values(), ids=SENT_BACK)
async def test_what_an_app_asks_wrongly_is_said_to_the_app(app_of: Any, change: dict[str, str], code: str) -> None:  # noqa: ANN401
    app = await app_of()

    with pytest.raises(SentBack) as back:
        await app.pending(**change)

    assert back.value.location.startswith(f"{BACK}?")
    said = said_by(back.value.location)
    state = {} if "state" in change else {"state": "a state"}
    assert said == {"error": code, "iss": ISSUER, **state}


@pytest.mark.parametrize("change", NOT_SENT.values(), ids=NOT_SENT)
async def test_nobody_is_sent_to_an_address_that_is_not_the_app_s(app_of: Any, change: dict[str, str]) -> None:  # noqa: ANN401
    app = await app_of()

    with pytest.raises(CannotAsk) as refusal:
        await app.pending(**change)

    assert "zz" not in str(refusal.value)


@pytest.mark.parametrize("more", [{"state": AppState.asked}, {"state": AppState.stopped}, {"kind": AppKind.system}])
async def test_an_app_that_is_not_let_in_cannot_ask(app_of: Any, more: dict[str, Any]) -> None:  # noqa: ANN401
    app = await app_of(**more)

    with pytest.raises((CannotAsk, SentBack)):
        await app.pending()


async def test_the_endpoint_hands_over_to_the_page_or_sends_back(northshire: World) -> None:
    app = await an_app(northshire)

    async def visit(**more: str) -> httpx.Response:
        transport = httpx.ASGITransport(northshire.app)
        async with httpx.AsyncClient(transport=transport, base_url=ISSUER) as browser:
            return await browser.get("/oauth/authorize", params=app.asking(**more))

    good, wrong, astray = await visit(), await visit(scope="no"), await visit(redirect_uri="https://evil.example/")

    assert (good.status_code, good.headers["location"].partition("?")[0]) == (303, "/apps/consent")
    assert said_by(wrong.headers["location"])["error"] == "invalid_scope"
    assert (astray.status_code, astray.json()["code"], "location" in astray.headers) == (400, "bad_app_request", False)
    assert {each.headers["cache-control"] for each in (good, wrong, astray)} == {"no-store"}


TOKEN: dict[str, tuple[dict[str, str], int, str]] = {
    "no code": ({"code": ""}, 400, "invalid_request"),
    "a code of nobody": ({"code": "kept_code_x"}, 400, "invalid_grant"),
    "no verifier": ({"code_verifier": ""}, 400, "invalid_request"),
    "another verifier": ({"code_verifier": VERIFIER + "1"}, 400, "invalid_grant"),
    "the challenge as verifier": ({"code_verifier": challenge_of()}, 400, "invalid_grant"),
    "a short verifier": ({"code_verifier": "short"}, 400, "invalid_request"),
    "another address": ({"redirect_uri": HERE}, 400, "invalid_grant"),
    "no address": ({"redirect_uri": ""}, 400, "invalid_grant"),
    "no grant": ({"grant_type": ""}, 400, "invalid_request"),
    "a passphrase": ({"grant_type": "password", "username": "maya", "password": "x"}, 400, "unsupported_grant_type"),
    "a grant of somebody's own": ({"grant_type": CANARY}, 400, "unsupported_grant_type"),
    "a machine's grant": ({"grant_type": "client_credentials"}, 401, "invalid_client"),
    "an app of nobody": ({"client_id": "app_" + "A" * 43}, 401, "invalid_client"),
    "a secret that it does not have": ({"client_secret": "x"}, 401, "invalid_client"),
    "another resource": ({"resource": "https://evil.example"}, 400, "invalid_target"),
}


@pytest.mark.parametrize(("change", "status", "error"), TOKEN.values(), ids=TOKEN)
async def test_what_is_wrong_gets_no_token(app_of: Any, change: dict[str, str], status: int, error: str) -> None:  # noqa: ANN401
    app = await app_of()
    code = await app.code()

    reply = await app.change(**{"code": code, **change})

    if CANARY in change.values():
        assert reply.json()["error"] in {"invalid_request", error}
    else:
        assert (reply.status_code, reply.json()["error"]) == (status, error)
    assert "access_token" not in reply.text
    assert "zz" not in reply.text
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("change", [{"code_verifier": VERIFIER + "1"}, {"redirect_uri": HERE}], ids=str)
async def test_a_code_that_somebody_tried_is_used(app_of: Any, change: dict[str, str]) -> None:  # noqa: ANN401
    app = await app_of()
    code = await app.code()
    await app.change(code, **change)

    assert (await app.change(code)).json()["error"] == "invalid_grant"


async def test_a_code_and_a_refresh_token_are_the_app_s_own(northshire: World, eastvale: World) -> None:
    app, other, away = await an_app(northshire), await an_app(northshire), await an_app(eastvale)
    code, told = await app.code(), await app.tokens()

    for stranger in (other, away):
        assert (await stranger.change(code)).json()["error"] == "invalid_grant"
        assert (await stranger.refresh(told["refresh_token"])).json()["error"] == "invalid_grant"

    assert (await app.change(code)).status_code == 200
    assert (await app.refresh(told["refresh_token"])).status_code == 200


async def test_a_refresh_that_asks_for_more_is_refused_and_costs_nothing(northshire: World) -> None:
    app = await an_app(northshire)
    told = await app.tokens("maya", ticked=("me:read", "plans:read"))

    more = await app.refresh(told["refresh_token"], scope="people:read")
    less = await app.refresh(told["refresh_token"], scope="me:read")

    assert more.json()["error"] == "invalid_scope"
    assert less.json()["scope"] == "me:read"


BODIES = {
    "a field twice": b"grant_type=refresh_token&grant_type=refresh_token",
    "not a form": b'{"grant_type":"refresh_token"}',
    "half an escape": b"grant_type=%4",
    "another alphabet": b"grant_type=%ff%fe",
    "a NUL": b"grant_type=%00",
    "a line break": b"grant_type=a%0ab",
    "fields without end": b"&".join(b"f%d=1" % n for n in range(100)),
    "nothing": b"",
    "ampersands": b"&&&&",
    "a field without a name": b"=x",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
async def test_what_is_no_form_is_refused_as_the_rfcs_say(northshire: World, path: str, body: bytes) -> None:
    reply = await post_form(northshire, path, body)

    assert (reply.status_code, reply.json()["error"]) in {(400, "invalid_request"), (401, "invalid_client")}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
async def test_another_media_type_is_refused_as_the_rfcs_say(northshire: World, kind: str) -> None:
    reply = await post_form(northshire, "/oauth/token", b"grant_type=x", {"Content-Type": kind})

    assert (reply.status_code, reply.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Basic eA==", "Basic /////w==", "Bearer x", "Basic " + "A" * 4000], ids=str
)
async def test_a_secret_that_cannot_be_read_is_none(northshire: World, header: str) -> None:
    app = await an_app(northshire, AppKind.confidential)

    reply = await post_form(
        northshire, "/oauth/token", {"grant_type": "refresh_token", "client_id": app.app.client_id},
        {"Authorization": header},
    )  # fmt: skip

    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")
    assert reply.headers["www-authenticate"].startswith("Basic")


async def test_an_app_says_who_it_is_in_one_way_only(northshire: World) -> None:
    app = await an_app(northshire, AppKind.confidential)
    basic = {"Authorization": str(httpx.BasicAuth(app.app.client_id, "x")._auth_header)}  # noqa: SLF001

    both = await post_form(northshire, "/oauth/token", {"grant_type": "refresh_token", "client_secret": "x"}, basic)
    other = await post_form(northshire, "/oauth/token", {"grant_type": "refresh_token", "client_id": "x"}, basic)

    assert {both.json()["error"], other.json()["error"]} == {"invalid_request"}
