"""The ways in which messages leave, against a world outside on this machine: Notify, a mail server, a push service."""

import asyncio
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import uuid4

import pytest

from jobs.by_notify import Notify
from jobs.by_smtp import Smtp
from jobs.deliver import deliver
from jobs.desk import Desk
from jobs.post import Post
from jobs.ways import Outgoing, message
from rules.deliveries import MessageChannel, Trouble
from tests.conftest import WEDNESDAY
from tests.make import outside
from tests.make.leaving_the_house import (
    MINUTE,
    ONE,
    SAYS,
    by_notify,
    by_smtp,
    chooses,
    fates,
    is_told,
    said_of,
    slug,
    why_not,
)
from tests.make.outside import Fake, Mailbox, Papers, listening, mail_server
from tests.make.world import World

pytestmark = pytest.mark.usefixtures("_soon")
NOTIFY_SAYS = [(400, "refused"), (403, "not_allowed"), (429, "too_many"), (500, "broken"), (503, "unreachable")]


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
        assert await why_not(Notify(by_notify(tmp_path, fake)), Outgoing(ONE, number="+447700900013")) == why


async def test_a_notify_that_hangs_or_is_away_costs_half_a_second(tmp_path: Path) -> None:
    fake = outside.notify()
    fake.hangs = True
    async with listening(fake):
        way = Notify(by_notify(tmp_path, fake))
        told = await why_not(way, Outgoing(ONE, number="+447700900013"))
    away = await why_not(way, Outgoing(ONE, number="+447700900013"))

    assert told in (Trouble.timed_out, Trouble.unreachable)
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
            assert await why_not(way, Outgoing(ONE, email="maya@example.org")) is Trouble.not_allowed
        assert mailbox.mails == []


@pytest.mark.parametrize(("said", "why"), [("550 no such box", "refused"), ("451 later", "broken")])
async def test_an_address_that_is_refused_for_good_is_not_tried_again(
    tmp_path: Path, trusted: Papers, said: str, why: str
) -> None:
    async with mail_server(Mailbox(refuses=said), trusted.context) as mailbox:
        way = Smtp(by_smtp(tmp_path, mailbox, trusted))
        assert await why_not(way, Outgoing(ONE, email="maya@example.org")) == why


async def _killed_after_sending(world: World, desk: Desk, post: Post, channel: str) -> None:
    """Let a process send and be killed before it can say so; the next look finds what it had claimed."""
    way = post.way(slug(world), MessageChannel(channel))

    class Killed:
        async def send(self, one: Outgoing) -> None:
            await way.send(one)
            await asyncio.Event().wait()

    known = dict(post.made)
    post.made[slug(world), MessageChannel(channel)] = Killed()
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
