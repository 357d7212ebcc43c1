"""The doors of the authorization server. They answer as the RFCs say, and are no part of the contract of `/v1`."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.errors import problem
from auth.bearing import sent_proof
from auth.oauth import ending, giving, metadata
from auth.oauth.answers import Answer, CannotAsk, SentBack, refused
from auth.oauth.authorizing import begin
from auth.oauth.counter import Counter
from auth.oauth.engine import Asked
from auth.oauth.reading import NotAForm, named, read_form

router = APIRouter(include_in_schema=False)

CONSENT = "/apps/consent"
TOKEN = "/oauth/token"  # noqa: S105  an address
REVOKE, INTROSPECT = "/oauth/revoke", "/oauth/introspect"
LISTS = {"Cache-Control": metadata.MAY_BE_KEPT, "Access-Control-Allow-Origin": "*"}
SECRET = {"Cache-Control": "no-store", "Pragma": "no-cache"}

Ask = Callable[[Counter, Asked, str | None], Awaitable[Answer]]


@router.get(metadata.WELL_KNOWN)
async def read_server_metadata(request: Request) -> Response:
    """Return what a client library needs to know of the authorization server (RFC 8414)."""
    return JSONResponse(metadata.of_the_server(counter_of(request).public), headers=LISTS)


@router.get(metadata.RESOURCE)
async def read_resource_metadata(request: Request) -> Response:
    """Return which authorization server the API trusts (RFC 9728)."""
    return JSONResponse(metadata.of_the_resource(counter_of(request).public), headers=LISTS)


@router.get("/oauth/jwks")
async def read_keys(request: Request) -> Response:
    """Return the public keys: the one that signs, the next one, and the one that signed before."""
    return JSONResponse({"keys": request.app.state.keys.published}, headers=LISTS)


@router.get("/oauth/authorize")
async def authorize(request: Request) -> Response:
    """Check what an app asks for, and hand the young person over to the page of consent, or back to the app."""
    said = {name: value for name, value in request.query_params.items() if value}
    try:
        await begin(counter_of(request), said)
    except CannotAsk as refusal:
        return problem(request.scope, "bad_app_request", None, reason=refusal.code)
    except SentBack as back:
        return RedirectResponse(back.location, 303, headers=SECRET)
    return RedirectResponse(f"{CONSENT}?{urlencode(said)}", 303, headers=SECRET)


@router.post(TOKEN)
async def give_token(request: Request) -> Response:
    """Change a code, a refresh token or a secret for an access token (RFC 6749, RFC 9449)."""

    async def ask(counter: Counter, asked: Asked, client_id: str | None) -> Answer:
        proof = sent_proof(request)
        if proof is None and "DPoP" in asked.headers:
            return refused("invalid_dpop_proof")
        return await giving.give(counter, asked, client_id, proof)

    return await _answered(request, ask)


@router.post(REVOKE)
async def revoke_token(request: Request) -> Response:
    """End the session of a token (RFC 7009)."""
    return await _answered(request, ending.revoke)


@router.post(INTROSPECT)
async def introspect_token(request: Request) -> Response:
    """Say what a token is worth at this moment (RFC 7662)."""
    return await _answered(request, ending.introspect)


def counter_of(request: Request) -> Counter:
    state = request.app.state
    return Counter(state.pool, state.seals, state.keys)


async def _answered(request: Request, ask: Ask) -> Response:
    counter, sent = counter_of(request), request.headers
    try:
        said = read_form(await request.body())
        client_id = named(said, sent.get("authorization"))
    except NotAForm as refusal:
        answer = refused(refusal.code, basic=refusal.basic)
    else:
        known = ("Authorization", "DPoP", "Idempotency-Key")
        headers = {name: sent[name] for name in known if name in sent}
        answer = await ask(counter, Asked("POST", counter.public + request.url.path, said, headers), client_id)
    return JSONResponse(dict(answer.body), answer.status, headers={**answer.headers, **SECRET})
