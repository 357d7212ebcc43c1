"""The world outside is not there for a day: nothing is lost, nothing comes twice, and no other way waits for it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from jobs.by_notify import Notify
from jobs.by_smtp import Smtp
from jobs.deliver import deliver
from jobs.desk import Desk
from jobs.ways import Way
from models.push_subscriptions import PushSubscription
from tests.conftest import WEDNESDAY
from tests.make import outside
from tests.make.leaving_the_house import Watched, by_notify, by_push, by_smtp, chooses, fates, is_told, with_ways
from tests.make.outside import Browser, Fake, Mailbox, Papers, listening, mail_server
from tests.make.world import World
from tests.walls.clones import Connection, plant

pytestmark = pytest.mark.usefixtures("_soon")
TEN_MINUTES, A_DAY = timedelta(minutes=10), timedelta(days=1)


@dataclass
class Outside:
    """Somebody out there who takes messages: the way to them, when they are there, and how many they have."""

    way: Way
    there: Callable[[], AbstractAsyncContextManager[object]]
    has: Callable[[], int]


def _notify(folder: Path, _papers: Papers, port: int) -> Outside:
    fake = outside.notify()
    fake.port = port
    return Outside(Notify(by_notify(folder, fake)), lambda: listening(fake), lambda: _taken(fake))


def _mail(folder: Path, papers: Papers, port: int) -> Outside:
    mailbox = Mailbox(port)
    way = Smtp(by_smtp(folder, mailbox, papers))
    return Outside(way, lambda: mail_server(mailbox, papers.context), lambda: len(mailbox.mails))


def _push(folder: Path, papers: Papers, port: int) -> Outside:
    fake = outside.push_service()
    fake.port = port
    return Outside(by_push(folder, fake, papers), lambda: listening(fake, papers.context), lambda: _taken(fake))


def _taken(fake: Fake) -> int:
    return [each.method for each in fake.calls].count("POST")


def _has_a_device(world: World, above: Connection, port: int) -> None:
    browser = Browser()
    plant(
        above,
        PushSubscription(
            council_id=world.id,
            id=uuid4(),
            account_id=world.id_of("maya"),
            session_id=world.session_of("maya", 2),
            endpoint=f"https://localhost:{port}/to/her",
            key=browser.point,
            secret=browser.secret,
            made_at=WEDNESDAY,
        ),
    )


@pytest.mark.parametrize(("channel", "made"), [("text", _notify), ("email", _mail), ("push", _push)])
async def test_what_is_told_while_nobody_is_out_there_leaves_once_when_they_are_back(  # noqa: PLR0913  a fixture each
    northshire: World,
    desk: Desk,
    above: Connection,
    tmp_path: Path,
    trusted: Papers,
    unused_tcp_port: int,
    *,
    channel: str,
    made: Callable[[Path, Papers, int], Outside],
) -> None:
    far, other = made(tmp_path, trusted, unused_tcp_port), "email" if channel == "text" else "text"
    near = Watched()
    post = with_ways(northshire, **{channel: far.way, other: near})
    _has_a_device(northshire, above, unused_tcp_port)
    choice: dict[str, object] = {f"by_{channel}": True, f"by_{other}": True, "email": "maya@example.org"}
    await chooses(northshire, "maya", **choice)
    await is_told(northshire)

    for step in range(A_DAY // TEN_MINUTES):
        northshire.at(WEDNESDAY + step * TEN_MINUTES)
        await deliver(desk, post)
        assert len(near.sent) == 1
    (down,) = [each for each in await fates(northshire) if each["channel"] == channel]
    async with far.there():
        for hours in range(24, 40):
            northshire.at(WEDNESDAY + timedelta(hours=hours))
            await deliver(desk, post)

    (back,) = [each for each in await fates(northshire) if each["channel"] == channel]
    assert (down["state"], down["problem"], back["state"]) == ("waiting", "unreachable", "sent")
    assert 8 < down["tries"] < back["tries"]
    assert (far.has(), len(near.sent)) == (1, 1)
