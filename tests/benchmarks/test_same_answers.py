"""A benchmark compares nothing unless all who take part do the same work."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from api import embedded
from api.app import create_app
from benchmarks.calls import ASK, CALLS, TRIAGE, Call, Unlike, insist_on_the_same, substance
from benchmarks.data import OF_ONE, OF_ONE_OPEN, OPEN, SIZES, People, build, of_one, settings_of
from benchmarks.serve import app_of

PEERS = ("plain", "tuned", "typical")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def people(server: embedded.Server, home: Path) -> People:
    return People(build(server, home, SIZES["tiny"]), SIZES["tiny"])


@pytest_asyncio.fixture(scope="module")
async def clients(server: embedded.Server, home: Path, people: People) -> AsyncIterator[list[httpx.AsyncClient]]:
    assert people
    settings = settings_of(server, home)
    apps: list[Starlette] = [create_app(settings)]
    for which, database in (*((peer, settings) for peer in PEERS), ("tuned", settings_of(server, home, OPEN))):
        peer = app_of(which, database)
        assert isinstance(peer, Starlette)
        apps.append(peer)
    async with asking(apps) as clients:
        yield clients


@pytest_asyncio.fixture(scope="module")
async def alone(server: embedded.Server, home: Path, people: People) -> AsyncIterator[list[httpx.AsyncClient]]:
    assert people
    apps = [create_app(settings_of(server, home, database)) for database in (OF_ONE, OF_ONE_OPEN)]
    async with asking(apps) as clients:
        yield clients


@asynccontextmanager
async def asking(apps: Sequence[Starlette]) -> AsyncIterator[list[httpx.AsyncClient]]:
    async with AsyncExitStack() as stack:
        for app in apps:
            await stack.enter_async_context(app.router.lifespan_context(app))
        transports = [httpx.ASGITransport(app) for app in apps]
        yield [httpx.AsyncClient(transport=each, base_url="http://kept") for each in transports]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.path)
async def test_every_server_gives_the_same_answer(call: Call, clients: list[httpx.AsyncClient], people: People) -> None:
    assert await insist_on_the_same(call, clients, people)


@pytest.mark.parametrize("call", [each for each in CALLS if each is not TRIAGE], ids=lambda call: call.path)
async def test_in_a_council_alone_ours_finds_the_same_without_walls(
    call: Call, alone: list[httpx.AsyncClient], server: embedded.Server, home: Path
) -> None:
    its_own = People(settings_of(server, home, OF_ONE), of_one(SIZES["tiny"]))

    assert await insist_on_the_same(call, alone, its_own)


async def test_the_queue_that_is_measured_is_full(clients: list[httpx.AsyncClient], people: People) -> None:
    told = await insist_on_the_same(TRIAGE, clients[:1], people)

    assert len(told["items"]) == 50
    assert told["counts"]["total"] == SIZES["tiny"].open


async def test_asking_leaves_the_queue_as_long_as_it_was(clients: list[httpx.AsyncClient], people: People) -> None:
    before = await insist_on_the_same(TRIAGE, clients[:1], people)

    await insist_on_the_same(ASK, clients, people)

    after = await insist_on_the_same(TRIAGE, clients[:1], people)
    assert after["counts"]["total"] == before["counts"]["total"]


async def test_a_server_that_says_something_else_is_found_out(people: People) -> None:
    def says(words: str) -> httpx.AsyncClient:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"says": words}))
        return httpx.AsyncClient(transport=transport, base_url="http://kept")

    with pytest.raises(Unlike):
        await insist_on_the_same(TRIAGE, [says("this"), says("that")], people)


def test_an_instant_means_the_same_however_it_is_spelled() -> None:
    assert substance({"due_at": "2026-06-10T09:00:00Z"}) == substance({"due_at": "2026-06-10T09:00:00+00:00"})
