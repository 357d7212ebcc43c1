"""The ways in which messages leave, against a world outside on this machine: Notify, a mail server, a push service."""

import asyncio
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from jobs.by_notify import Notify
from jobs.by_push import Push
from jobs.by_smtp import Smtp
from jobs.deliver import deliver
from jobs.desk import Desk
from jobs.post import Post
from jobs.ways import Failed, Outgoing, Way, message
from models.push_subscriptions import DeviceOf
from rules.deliveries import Channel, Trouble
from tests.conftest import WEDNESDAY
from tests.make import outside
from tests.make.leaving_the_house import (
    MINUTE,
    by_notify,
    by_push,
    by_smtp,
    chooses,
    fates,
    is_told,
    said_of,
    slug,
    trusting,
)
from tests.make.outside import Browser, Fake, Mailbox, Papers, listening, mail_server
from tests.make.world import World

SAYS = message("en").says
NOTIFY_SAYS = [(400, "refused"), (403, "not_allowed"), (429, "too_many"), (500, "broken"), (503, "unreachable")]
PUSH_SAYS = [(410, "gone"), (404, "gone"), (429, "too_many"), (502, "broken"), (302, "broken")]
ONE = UUID("00000000-0000-4000-8000-000000000007")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lose patience after half a second."""
    for module in ("ways", "by_push", "by_smtp", "by_notify"):
        monkeypatch.setattr(f"jobs.{module}.SECONDS", 0.5)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return outside.papers(tmp_path_factory.mktemp("papers"))


async def _why(way: Way, one: Outgoing) -> Trouble:
    with pytest.raises(Failed) as failed:
        await way.send(one)
    return failed.value.why


async def test_notify_is_given_a_number_one_sentence_and_our_reference(tmp_path: Path) -> None:
    async with listening(outside.notify()) as fake:
        await Notify(by_notify(tmp_path, fake)).send(Outgoing(ONE, number="+447700900013"))

    (asked,) = fake.calls
    assert asked.path == "/v2/notifications/sms"
    assert asked.json == {
        "phone_number": "+447700900013",
        "template_id": "t",
        "personalisation": {"message": SAYS},
        "reference": str(ONE),
    }
    assert asked.headers["authorization"].startswith("Bearer ey")


async def test_notify_is_asked_first_where_one_may_have_left_already(tmp_path: Path) -> None:
    async with listening(outside.notify()) as fake:
        way = Notify(by_notify(tmp_path, fake))
        await way.send(Outgoing(ONE, email="maya@example.org"))
        await way.send(Outgoing(ONE, email="maya@example.org", unsure=True))
        await way.send(Outgoing(uuid4(), email="maya@example.org", unsure=True))

    assert [each.method for each in fake.calls] == ["POST", "GET", "GET", "POST"]


@pytest.mark.parametrize(
    ("status", "why"),
    NOTIFY_SAYS,
)
async def test_what_notify_answers_is_kept_as_a_code(tmp_path: Path, status: int, why: str) -> None:
    fake = outside.notify()
    fake.refuses = status
    async with listening(fake):
        assert await _why(Notify(by_notify(tmp_path, fake)), Outgoing(ONE, number="+447700900013")) == why


async def test_a_notify_that_hangs_or_is_away_costs_half_a_second(tmp_path: Path) -> None:
    fake = outside.notify()
    fake.hangs = True
    async with listening(fake):
        way = Notify(by_notify(tmp_path, fake))
        why = await _why(way, Outgoing(ONE, number="+447700900013"))
    away = await _why(way, Outgoing(ONE, number="+447700900013"))

    assert why in (Trouble.timed_out, Trouble.unreachable)
    assert away is Trouble.unreachable


async def test_a_mail_says_one_sentence_after_starttls_and_a_double_has_the_same_id(
    tmp_path: Path, trusted: Papers
) -> None:
    async with mail_server(Mailbox(), trusted.context) as mailbox:
        way = Smtp(by_smtp(tmp_path, mailbox, trusted))
        for _ in range(2):
            await way.send(Outgoing(ONE, email="maya@example.org"))

    first, again = (message_from_bytes(each, policy=default) for each in mailbox.mails)
    assert (first["Subject"], first.get_content().strip()) == (message("en").subject, SAYS)
    assert first["Message-ID"] == again["Message-ID"] == f"<{ONE}@northshire.example>"


async def test_a_mail_server_without_starttls_or_with_a_certificate_of_a_strangers_gets_nothing(
    tmp_path: Path, trusted: Papers
) -> None:
    (tmp_path / "other").mkdir()
    strange = outside.papers(tmp_path / "other")
    for tls in (None, strange.context):
        async with mail_server(Mailbox(), tls) as mailbox:
            way = Smtp(by_smtp(tmp_path, mailbox, trusted))
            assert await _why(way, Outgoing(ONE, email="maya@example.org")) is Trouble.not_allowed
        assert mailbox.mails == []


@pytest.mark.parametrize(("said", "why"), [("550 no such box", "refused"), ("451 later", "broken")])
async def test_an_address_that_is_refused_for_good_is_not_tried_again(
    tmp_path: Path, trusted: Papers, said: str, why: str
) -> None:
    async with mail_server(Mailbox(refuses=said), trusted.context) as mailbox:
        way = Smtp(by_smtp(tmp_path, mailbox, trusted))
        assert await _why(way, Outgoing(ONE, email="maya@example.org")) == why


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
        assert await _why(way, Outgoing(ONE, device=device)) == why
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
        assert await _why(way, Outgoing(ONE, device=device)) is Trouble.refused
    assert fake.calls == []


async def test_a_name_that_leads_to_a_machine_of_ours_is_not_called(tmp_path: Path, trusted: Papers) -> None:
    async with listening(outside.push_service(), trusted.context) as fake:
        way = Push(by_push(tmp_path, fake, trusted).said, trust=trusting(trusted))
        device = _device(Browser(), f"https://localhost:{fake.port}/x")
        assert await _why(way, Outgoing(ONE, device=device)) is Trouble.refused
    assert fake.calls == []


async def test_a_push_service_that_hangs_costs_half_a_second(tmp_path: Path, trusted: Papers) -> None:
    fake = outside.push_service()
    fake.hangs = True
    async with listening(fake, trusted.context):
        way = by_push(tmp_path, fake, trusted)
        device = _device(Browser(), f"https://localhost:{fake.port}/x")
        assert await _why(way, Outgoing(ONE, device=device)) is Trouble.timed_out


async def _killed_after_sending(world: World, desk: Desk, post: Post, channel: str) -> None:
    """Let a process send and be killed before it can say so; the next look finds what it had claimed."""
    way = post.way(slug(world), Channel(channel))

    class Killed:
        async def send(self, one: Outgoing) -> None:
            await way.send(one)
            await asyncio.Event().wait()

    known = dict(post.made)
    post.made[slug(world), Channel(channel)] = Killed()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(deliver(desk, post), 3)
    post.made.update(known)
    world.at(WEDNESDAY + 5 * MINUTE)
    await deliver(desk, post)


async def test_a_process_that_is_killed_after_notify_took_it_doubles_nothing(
    northshire: World, desk: Desk, tmp_path: Path
) -> None:
    async with listening(outside.notify()) as fake:
        post = Post(said_of(northshire, text=by_notify(tmp_path, fake)))
        await chooses(northshire, by_text=True)
        await is_told(northshire)
        await _killed_after_sending(northshire, desk, post, "text")

    assert [each.method for each in fake.calls] == ["POST", "GET"]
    ((state, tries),) = [(each["state"], each["tries"]) for each in await fates(northshire)]
    assert (state, tries) == ("sent", 2)


async def test_asking_is_answered_without_a_call_to_anybody(northshire: World, desk: Desk, tmp_path: Path) -> None:
    fake: Fake = outside.notify()
    fake.hangs = True
    async with listening(fake):
        post = Post(said_of(northshire, text=by_notify(tmp_path, fake)))
        await chooses(northshire, by_text=True)
        await is_told(northshire)
        called_while_asking = len(fake.calls)
        await deliver(desk, post)

    assert called_while_asking == 0
    assert len(fake.calls) == 1
    ((state, problem),) = [(each["state"], each["problem"]) for each in await fates(northshire)]
    assert state == "waiting"
    assert problem in ("timed_out", "unreachable")
