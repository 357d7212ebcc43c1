"""Web push against a service on this machine: read by its device alone, and no address is called that is not named."""

from pathlib import Path
from uuid import uuid4

import pytest

from jobs.by_push import Push
from jobs.ways import Outgoing, message
from models.push_subscriptions import DeviceOf
from rules.deliveries import Trouble
from tests.make import outside
from tests.make.leaving_the_house import ONE, SAYS, by_push, trusting, why_not
from tests.make.outside import Browser, Papers, listening

pytestmark = pytest.mark.usefixtures("_soon")
PUSH_SAYS = [(410, "gone"), (404, "gone"), (429, "too_many"), (502, "broken"), (302, "broken")]


def _device(browser: Browser, endpoint: str) -> DeviceOf:
    return DeviceOf(id=uuid4(), account_id=uuid4(), endpoint=endpoint, key=browser.point, secret=browser.secret)


async def test_a_push_is_read_by_its_device_alone_and_says_who_sent_it(tmp_path: Path, trusted: Papers) -> None:
    browser = Browser()
    async with listening(outside.push_service(), trusted.context) as fake:
        way = by_push(tmp_path, fake, trusted)
        await way.send(Outgoing(ONE, device=_device(browser, f"https://localhost:{fake.port}/to/her")))

    (asked,) = fake.calls
    assert browser.reads(asked.body) == {"title": message("en").subject, "body": SAYS}
    assert SAYS.encode() not in asked.body
    assert (asked.path, asked.headers["topic"], asked.headers["ttl"]) == ("/to/her", ONE.hex, "259200")
    assert asked.headers["host"] == f"localhost:{fake.port}"
    assert asked.headers["authorization"].startswith("vapid t=ey")


@pytest.mark.parametrize(("status", "why"), PUSH_SAYS)
async def test_what_a_push_service_answers_is_kept_as_a_code(
    tmp_path: Path, trusted: Papers, status: int, why: str
) -> None:
    fake = outside.push_service()
    fake.refuses = status
    async with listening(fake, trusted.context):
        way = by_push(tmp_path, fake, trusted)
        device = _device(Browser(), f"https://localhost:{fake.port}/to/her")
        assert await why_not(way, Outgoing(ONE, device=device)) == why
    assert len(fake.calls) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1:{port}/x",
        "http://localhost:{port}/x",
        "https://localhost:1/x",
        "https://localhost.evil.example/x",
    ],
)
async def test_nothing_is_called_that_this_deployment_does_not_name(
    tmp_path: Path, trusted: Papers, endpoint: str
) -> None:
    async with listening(outside.push_service(), trusted.context) as fake:
        way = by_push(tmp_path, fake, trusted)
        device = _device(Browser(), endpoint.format(port=fake.port))
        assert await why_not(way, Outgoing(ONE, device=device)) is Trouble.refused
    assert fake.calls == []


async def test_a_name_that_leads_to_a_machine_of_ours_is_not_called(tmp_path: Path, trusted: Papers) -> None:
    async with listening(outside.push_service(), trusted.context) as fake:
        way = Push(by_push(tmp_path, fake, trusted).said, trust=trusting(trusted))
        device = _device(Browser(), f"https://localhost:{fake.port}/x")
        assert await why_not(way, Outgoing(ONE, device=device)) is Trouble.refused
    assert fake.calls == []


async def test_a_push_service_that_hangs_costs_half_a_second(tmp_path: Path, trusted: Papers) -> None:
    fake = outside.push_service()
    fake.hangs = True
    async with listening(fake, trusted.context):
        way = by_push(tmp_path, fake, trusted)
        device = _device(Browser(), f"https://localhost:{fake.port}/x")
        assert await why_not(way, Outgoing(ONE, device=device)) is Trouble.timed_out
