"""How much at once: for a person, an app and an address. Who asks for an advocate or a call waits for no app."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import httpx
import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api import embedded, installing
from api.limits import Limits
from api.settings import Settings
from rules.limits import Quota, Quotas
from tests.conftest import WEDNESDAY
from tests.make.scenes import refused
from tests.make.service import serving
from tests.make.world import World

CALL = "/v1/me/contact-requests"
ADVOCATE = "/v1/me/advocate-requests"
HELP = "/v1/me/help-now"
SEEN = "/v1/me/sightings"
TOLD = "/v1/me"
FEW = 5
PERSON, APP = Quota("person", FEW, 3600), Quota("app", FEW, 3600)
ADDRESS, DOOR = Quota("address", FEW, 3600), Quota("door", FEW, 3600)
TOKENS, STRANGER = Quota("tokens", FEW, 3600), Quota("stranger", FEW, 3600)
LATER = 3600 // FEW


async def limited(settings: Settings, quotas: Quotas) -> AsyncIterator[FastAPI]:
    async with serving(replace(settings, quotas=quotas)) as service:
        service.state.clock.set(WEDNESDAY)
        yield service


@pytest.fixture
def quotas() -> Quotas:
    return Quotas.wide()


@pytest_asyncio.fixture
async def strict(server: embedded.Server, settings: Settings, quotas: Quotas) -> AsyncIterator[FastAPI]:
    """Start a service whose quotas are small, beside the one of all other tests; nothing was sent yet."""
    with psycopg.connect(embedded.superuser_dsn(server, installing.DATABASE)) as connection:
        connection.execute("delete from walls.taken")
    async for service in limited(settings, quotas):
        yield service


@pytest_asyncio.fixture
async def council(strict: FastAPI, owner_url: str) -> World:
    return await World.like("northshire", strict, owner_url)


def of(**quotas: Quota) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("quotas", [replace(Quotas.wide(), **quotas)])


async def send(world: World, path: str, who: str = "maya", **more: str) -> httpx.Response:
    body = {"about": "seeing my brother"} if path == CALL else {"purpose": "advocate"} if path == ADVOCATE else None
    return await world[who].post(path, body, **more)


def too_many(reply: httpx.Response, quota: Quota) -> bool:
    wait = int(reply.headers["Retry-After"])
    said = reply.headers["RateLimit-Policy"] == f'"{quota.name}";q={quota.most};w={quota.seconds}'
    left = reply.headers["RateLimit"] == f'"{quota.name}";r=0;t={wait}'
    return refused(reply, 429, "too_many_requests") and said and left and 0 < wait <= LATER


@of(person=PERSON)
async def test_a_person_may_send_so_much_and_hears_how_long_to_wait(council: World) -> None:
    replies = [await send(council, CALL) for _ in range(FEW + 1)]

    assert [reply.status_code for reply in replies] == [201] * FEW + [429]
    assert too_many(replies[-1], PERSON)
    assert "If it cannot wait, please call." in replies[-1].json()["detail"]
    assert (await send(council, CALL, "jay")).status_code == 201
    assert (await council["maya"].get(CALL)).status_code == 200


@of(person=PERSON)
async def test_a_second_tap_counts_for_nothing_and_gets_its_reply_whatever_was_sent_since(council: World) -> None:
    first = await send(council, CALL, key="the-first")
    for _ in range(FEW - 1):
        await send(council, CALL, key="the-first")
    for _ in range(FEW - 1):
        assert (await send(council, CALL)).status_code == 201

    assert (await send(council, CALL)).status_code == 429
    assert (await send(council, CALL, key="the-first")).content == first.content


@of(person=PERSON)
async def test_only_whoever_proved_who_they_are_is_told_how_much_is_left(council: World) -> None:
    sure = await send(council, ADVOCATE)
    phone = await council.phone_of("maya").post(ADVOCATE, {"purpose": "advocate"})

    assert sure.headers["RateLimit-Policy"] == phone.headers["RateLimit-Policy"] == f'"person";q={FEW};w=3600'
    assert sure.headers["RateLimit"].startswith(f'"person";r={FEW - 1};t=')
    assert "RateLimit" not in phone.headers


@of(person=PERSON)
async def test_a_phone_hears_the_same_headers_with_and_without_a_secret_before(council: World) -> None:
    without = await council.phone_of("jay").post(ADVOCATE, {"purpose": "advocate"})
    await send(council, ADVOCATE)

    with_one = await council.phone_of("maya").post(ADVOCATE, {"purpose": "advocate"})

    def told(reply: httpx.Response) -> dict[str, str]:
        return {name: value for name, value in reply.headers.items() if name not in ("x-request-id", "location")}

    assert told(with_one) == told(without)


@of(app=APP)
async def test_one_app_is_refused_from_memory_and_another_one_is_not(council: World) -> None:
    statuses = Counter([(await council["maya"].get(TOLD)).status_code for _ in range(FEW * 4)])

    assert statuses == {200: FEW, 429: FEW * 3}
    assert too_many(await council["sam"].get("/v1/triage"), APP)
    other = council.token("maya", app="another")
    assert (await council.nobody().get(TOLD, headers={"Authorization": f"Bearer {other}"})).status_code == 200


@of(app=APP)
async def test_an_app_that_is_refused_here_is_not_refused_in_another_council(
    council: World, strict: FastAPI, owner_url: str
) -> None:
    for _ in range(FEW + 1):
        reply = await council["maya"].get(TOLD)
    other = await World.like("eastvale", strict, owner_url)

    assert reply.status_code == 429
    assert (await other["noor"].get(TOLD)).status_code == 200


@of(app=APP, address=ADDRESS)
async def test_a_call_and_an_advocate_are_asked_for_whatever_an_app_or_an_address_sent(council: World) -> None:
    flood = [(await send(council, SEEN)).status_code for _ in range(FEW + 2)]

    assert flood[-1] == 429
    assert [(await send(council, path)).status_code for path in (CALL, ADVOCATE, CALL, ADVOCATE)] == [201] * 4


@of(person=PERSON, app=APP, address=ADDRESS)
async def test_help_is_never_refused_however_often_somebody_presses(council: World) -> None:
    for _ in range(FEW + 1):
        await send(council, SEEN)

    replies = [await council["maya"].post(HELP, key=key) for key in ["", *(f"press-{n}" for n in range(FEW * 2))]]

    assert {reply.status_code for reply in replies} <= {200, 201}
    assert not any(name.startswith("ratelimit") for reply in replies for name in reply.headers)


@of(address=ADDRESS)
async def test_an_address_may_send_so_much_whoever_it_is(council: World) -> None:
    for who in ("maya", "jay", "maya", "jay", "maya"):
        assert (await send(council, SEEN, who)).status_code == 201

    assert too_many(await send(council, SEEN, "jay"), ADDRESS)
    assert (await council["jay"].get(TOLD)).status_code == 200


@of(door=DOOR)
async def test_a_door_of_signing_in_opens_only_so_often_from_one_address(council: World) -> None:
    async def knocks(address: str) -> int:
        transport = httpx.ASGITransport(council.app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://kept") as client:
            return (await client.post("/sign-in/northshire", headers={"Authorization": "Bearer x"})).status_code

    first, second = f"2001:db8:{uuid4().hex[:4]}:1::", f"2001:db8:{uuid4().hex[:4]}:2::"
    assert [await knocks(f"{first}{n:x}") for n in range(1, FEW + 2)] == [403] * FEW + [429]
    assert await knocks(f"{second}1") == 403


@of(device=Quota("device", FEW, 3600))
async def test_a_device_may_knock_only_so_often_wherever_it_is(council: World) -> None:
    async def knocks(address: str) -> int:
        transport = httpx.ASGITransport(council.app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://kept") as client:
            return (await client.post("/sign-in/northshire", headers={"Cookie": f"kept-device={device}"})).status_code

    device = uuid4().hex
    assert [await knocks(f"192.0.2.{n}") for n in range(FEW + 1)] == [403] * FEW + [429]


async def test_what_many_take_at_once_is_exactly_the_quota(settings: Settings) -> None:
    quota = Quota("app", 200, 3600)
    services = [serving(replace(settings, quotas=replace(Quotas.wide(), app=quota))) for _ in range(2)]
    council_id, app = uuid4(), "a flood"

    async def took(limits: Limits) -> bool:
        try:
            await limits.take(limits.app(council_id, app))
        except Exception as error:  # noqa: BLE001  counted below
            return type(error).__name__ != "Limited"
        return True

    async with services[0] as one, services[1] as two:
        each = [one.state.limits, two.state.limits] * 300
        given = sum(await asyncio.gather(*(took(limits) for limits in each)))

    assert given <= quota.most
    assert given >= quota.most - 2 * quota.most // 20


async def test_nothing_that_is_kept_names_anybody(council: World) -> None:
    limits: Limits = council.app.state.limits
    mark = limits.address("192.0.2.7").mark

    assert len(mark) == 16
    assert mark != limits.door("192.0.2.7").mark
    assert mark != limits.app(council.id, "192.0.2.7").mark
