"""Requests broken in every way are answered by the boundary, and those who prove it would notice a fault."""

from random import Random

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from api.boundary import Boundary, Refusal
from scripts.prove_input import faults, mutated, prove, table
from tests.make.broken import CANARY, Headers
from tests.make.raw import Sender, speak_to
from tests.malformed import MALFORMED, VALID


async def told_off(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    await JSONResponse({"code": refusal.code}, refusal.status)(scope, receive, send)


async def trusting(scope: Scope, receive: Receive, send: Send) -> None:
    """Break on all that the boundary should have kept away, and listen until the client has gone."""
    request = Request(scope, receive)
    if await request.body():
        await request.json()
    assert "\0" not in f"{request.url}{request.query_params}{request.headers}"
    await Response(status_code=204)(scope, receive, send)
    assert (await receive())["type"] == "http.disconnect"


guarded = speak_to(Boundary(trusting, told_off))


async def test_nothing_malformed_breaks_what_stands_behind_the_boundary() -> None:
    answers = await prove(guarded, count=4000, seed=1)

    assert faults(answers) == 0, table(answers)
    assert answers.total() == len(MALFORMED) + 4000
    assert [line.split()[0] for line in table(answers).splitlines()] == ["204", "400", "413", "415"]


async def test_without_the_boundary_it_would_break() -> None:
    assert faults(await prove(speak_to(trusting), count=200, seed=1)) > 50


async def test_an_error_that_repeats_what_was_typed_is_noticed() -> None:
    async def careless(_method: str, _path: bytes, _headers: Headers, body: bytes) -> tuple[int, bytes]:
        return 422, body

    answers = await prove(careless, count=0, seed=1)

    assert answers["echo"] == sum(CANARY.encode() in request.body for request in MALFORMED) > 300


async def test_a_reply_that_gives_her_words_back_is_no_echo() -> None:
    async def honest(_method: str, _path: bytes, _headers: Headers, body: bytes) -> tuple[int, bytes]:
        return 201, body

    assert faults(await prove(honest, count=0, seed=1)) == 0


async def test_the_same_seed_sends_the_same_requests() -> None:
    def listening(heard: list[tuple[object, ...]]) -> Sender:
        async def send(*request: object) -> tuple[int, bytes]:
            heard.append(request)
            return 204, b""

        return send

    first: list[tuple[object, ...]] = []
    again: list[tuple[object, ...]] = []
    other: list[tuple[object, ...]] = []
    for heard, seed in (first, 1), (again, 1), (other, 2):
        await prove(listening(heard), count=50, seed=seed)

    assert first == again != other


def test_a_mutation_changes_one_part_at_most() -> None:
    chance = Random(1)  # noqa: S311 - the same changes every time

    for _ in range(500):
        request = chance.choice(VALID)
        changed = mutated(request, chance)
        parts = ("method", "path", "headers", "body")
        assert sum(getattr(changed, part) != getattr(request, part) for part in parts) <= 1


def test_every_malformed_request_has_a_name_of_its_own() -> None:
    assert len({request.name for request in MALFORMED}) == len(MALFORMED) >= 150
