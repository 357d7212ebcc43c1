"""No log ever holds a word of a young person's: not at DEBUG, not from a library, not from an error of the database."""

import asyncio
import json
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
import pytest
from psycopg import sql

from api import embedded, installing
from api.settings import Settings
from tests.make.world import World

ROOT = Path(__file__).parent.parent.parent
CANARY = "zQ8-my-carer-hurts-me-\u2665"
ASKS = "/v1/me/contact-requests"


@pytest.fixture
def above(server: embedded.Server) -> str:
    """Return the login of the superuser, for whom there are no walls."""
    return embedded.superuser_dsn(server, installing.DATABASE)


@asynccontextmanager
async def noisy(settings: Settings, said: list[bytes]) -> AsyncIterator[httpx.AsyncClient]:
    """Run the service in a process of its own, as loud as it can be; what it said is in `said` afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        socket = f"{folder}/kept.sock"
        home = str(settings.signing_key.parent)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-X", "dev", "-W", "always", "-m", "tests.make.noisy", settings.database_url, home, socket,
            cwd=ROOT, stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        talk = asyncio.create_task(process.communicate())
        try:
            await asyncio.wait_for(there(Path(socket), process), 20)
            transport = httpx.AsyncHTTPTransport(uds=socket)
            async with httpx.AsyncClient(transport=transport, base_url="http://kept", timeout=20) as client:
                yield client
        finally:
            process.terminate()
            said.extend(await talk)


async def there(socket: Path, process: Process) -> None:
    while not await asyncio.to_thread(socket.exists):
        assert process.returncode is None
        await asyncio.sleep(0.05)


@asynccontextmanager
async def refusing(above: str, word: str) -> AsyncIterator[None]:
    """Let the database refuse a row that has this word, and say the row, as it does."""
    rule = sql.SQL("alter table kept.requests add constraint no_word check (about <> {}) not valid")
    async with await psycopg.AsyncConnection.connect(above, autocommit=True) as connection:
        await connection.execute(rule.format(sql.Literal(word)))
        try:
            yield
        finally:
            await connection.execute("alter table kept.requests drop constraint no_word")


def requests(world: World) -> list[tuple[str, str, str, dict[str, object]]]:
    """Return who sends what: words in every place that takes some, well formed or not."""
    plain = CANARY.encode("ascii", "ignore").decode()
    words = {"about": CANARY, "message": CANARY, "safe_times": CANARY}
    return [
        ("maya", "POST", ASKS, {"json": words}),
        ("maya", "POST", ASKS, {"json": words | {"urgent": CANARY, CANARY: CANARY}}),
        ("maya", "POST", ASKS, {"json": {"about": "the database will refuse " + CANARY}}),
        ("maya", "POST", ASKS, {"content": f'{{"about": "{CANARY}'}),
        ("maya", "POST", ASKS, {"content": CANARY, "headers": {"content-type": "text/plain"}}),
        ("maya", "POST", ASKS, {"json": words, "headers": {"idempotency-key": plain}}),
        ("maya", "POST", ASKS, {"json": {"about": plain}, "headers": {"idempotency-key": plain}}),
        ("maya", "POST", "/v1/careless", {"json": {"words": CANARY}}),
        ("maya", "PATCH", "/v1/me", {"json": {"preferred_name": CANARY, "safe_contact": {"hours": CANARY}}}),
        ("maya", "PATCH", "/v1/me", {"json": {"safe_contact": {"number": CANARY}}}),
        ("maya", "GET", "/v1/me", {}),
        ("maya", "GET", f"{ASKS}?state={quote(CANARY)}", {}),
        ("maya", "GET", f"{ASKS}?cursor={urlsafe_b64encode(CANARY.encode()).decode()}", {}),
        ("maya", "GET", f"/v1/me/{quote(CANARY)}", {}),
        ("maya", "GET", "/v1/me", {"headers": {"cookie": plain, "x-request-id": plain, "traceparent": plain}}),
        ("maya", "GET", "/v1/me", {"headers": {"authorization": f"Bearer {plain}"}}),
        ("maya", "POST", "/v1/me/feedback", {"json": {"kind": "complaint", "message": CANARY}}),
        ("maya", "POST", "/v1/me/advocate-requests", {"json": {"purpose": "advocate", "message": CANARY}}),
        ("maya", "POST", "/v1/me/plans/care/views", {"json": {"section": CANARY, "words": CANARY}}),
        ("maya", "PUT", f"/v1/me/promises/{quote(CANARY)}/rating", {"json": {"rating": CANARY}}),
        ("sam", "GET", "/v1/triage", {}),
        ("sam", "POST", f"/v1/requests/{quote(CANARY)}/attempts", {"json": {"outcome": "spoke", "note": CANARY}}),
        ("sam", "POST", f"/v1/young-people/{world.id_of('maya')}/contact-requests", {"json": {"asked_at": CANARY}}),
    ]


async def test_no_word_of_hers_is_in_any_log(
    settings: Settings, server: embedded.Server, northshire: World, above: str
) -> None:
    said: list[bytes] = []
    found = []
    async with refusing(above, "the database will refuse " + CANARY), noisy(settings, said) as client:
        for number, (who, method, path, given) in enumerate(requests(northshire)):
            headers = {"authorization": f"Bearer {northshire.token(who)}", "content-type": "application/json"}
            headers |= {"idempotency-key": f"log-{number}"}
            reply = await client.request(
                method,
                path,
                **given | {"headers": headers | given.get("headers", {})},  # type: ignore[operator]
            )
            found.append(reply.status_code)
        await goes_away(client, northshire)

    everything = b"".join(said) + server.log.read_bytes()
    assert {200, 201, 400, 401, 404, 409, 415, 422, 500} == set(found)
    assert everything.count(b'"event":"answered"') >= len(found)
    assert b"DEBUG:psycopg.pool" in everything
    assert b'"event":"broke"' in everything
    for form in forms(CANARY):
        assert form not in everything, around(form, everything)


async def goes_away(client: httpx.AsyncClient, world: World) -> None:
    """Send words and leave in the middle."""
    headers = {"authorization": f"Bearer {world.token('maya')}"}
    for number in range(5):
        asking = asyncio.create_task(
            client.post(ASKS, json={"about": CANARY}, headers=headers | {"idempotency-key": f"gone-{number}"})
        )
        await asyncio.sleep(number / 200)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


def forms(words: str) -> list[bytes]:
    """Return the spellings in which words could come out; a part of them is enough to be found."""
    part = words[:12]
    return [part.encode(), quote(part).encode(), json.dumps(part).strip('"').encode(), part.encode().hex().encode()]


def around(form: bytes, everything: bytes) -> bytes:
    place = everything.index(form)
    return everything[max(0, place - 600) : place + 200]
