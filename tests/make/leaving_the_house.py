"""Messages that leave: a post office with the ways that a test names, and what became of each message."""

import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from api.channels import ByNotify, BySmtp, Channels, CouncilSaid, PushSaid
from jobs.by_push import Push
from jobs.post import Post
from jobs.ways import Failed, Outgoing, Way, message
from rules.deliveries import MessageChannel, Trouble
from tests.conftest import WEDNESDAY
from tests.make.outside import API_KEY, HERE, Fake, Mailbox, Papers, in_pem
from tests.make.world import World

MINUTE = timedelta(minutes=1)
SAYS = message("en").says
ONE = UUID("00000000-0000-4000-8000-000000000007")


@dataclass
class Watched:
    """A way that keeps what it is given; it fails as it is told to."""

    sent: list[Outgoing] = field(default_factory=list)
    tried: int = 0
    fails: Trouble | None = None

    async def send(self, one: Outgoing) -> None:
        self.tried += 1
        if self.fails:
            raise Failed(self.fails)
        self.sent.append(one)


def with_ways(world: World, **ways: Way) -> Post:
    """Return a post office with these ways for this council, and the log for every other."""
    made = {
        ("" if name == MessageChannel.push else slug(world), MessageChannel(name)): way for name, way in ways.items()
    }
    return Post(_Named(frozenset(MessageChannel(name) for name in ways), slug(world)), made)


class _Named(Channels):
    """Channels of one council, whoever made them."""

    def __init__(self, ways: frozenset[MessageChannel], slug: str) -> None:
        super().__init__()
        object.__setattr__(self, "known", (ways, slug))

    def ways(self, slug: str) -> frozenset[MessageChannel]:
        ways, ours = self.known  # type: ignore[attr-defined]
        return ways if slug == ours else frozenset()


def slug(world: World) -> str:
    return str(world.council.council.slug)


def by_notify(folder: Path, fake: Fake) -> ByNotify:
    (folder / "notify").write_text(API_KEY)
    return ByNotify(by="notify", key_file=folder / "notify", template="t", address=f"http://{HERE}:{fake.port}")


def by_smtp(folder: Path, mailbox: Mailbox, trusted: Papers) -> BySmtp:
    (folder / "password").write_text("a long password\n")
    said: dict[str, Any] = {"from": "app@northshire.example", "user": "app", "password_file": folder / "password"}
    return BySmtp(by="smtp", host="localhost", port=mailbox.port, ca_file=trusted.file, **said)


def by_push(folder: Path, fake: Fake, trusted: Papers) -> Push:
    (folder / "push.pem").write_bytes(in_pem(ec.generate_private_key(ec.SECP256R1())))
    said = PushSaid(
        key_file=folder / "push.pem",
        contact="mailto:it@northshire.example",
        hosts=frozenset({f"localhost:{fake.port}"}),
    )
    return Push(said, reachable=lambda address: address in (HERE, "::1"), trust=trusting(trusted))


def trusting(trusted: Papers) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(trusted.file))


def said_of(world: World, **ways: Any) -> Channels:  # noqa: ANN401
    return Channels({slug(world): CouncilSaid(**ways)})


async def chooses(world: World, who: str = "maya", **choice: object) -> None:
    """Let a young person choose how she is told, where it is safe; it is never quiet unless she says so."""
    safe = {"number": "07700 900013", "never_leave_message": False}
    assert (await world[who].patch("/v1/me", {"safe_contact": safe})).status_code == 200
    usual: dict[str, object] = {"by_text": False, "by_email": False, "by_push": False}
    hours = {"quiet_from": "00:00", "quiet_until": "00:00"}
    reply = await world[who].put("/v1/me/notice-settings", usual | hours | choice)
    assert reply.status_code == 200, reply.text


async def is_told(world: World, minutes: int = 0) -> None:
    """Let Maya ask to be called and Sam take it, so that there is something to tell her."""
    world.at(WEDNESDAY + minutes * MINUTE)
    asked = await world.asks_to_be_called("maya")
    reply = await world["sam"].put(f"/v1/requests/{asked['id']}/taker")
    assert reply.status_code == 200, reply.text


async def fates(world: World) -> list[dict[str, Any]]:
    """Return what the admin sees, the newest first."""
    reply = await world["kim"].get("/v1/deliveries")
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return items


async def why_not(way: Way, one: Outgoing) -> Trouble:
    """Let a try fail, and return why it did."""
    with pytest.raises(Failed) as failed:
        await way.send(one)
    return failed.value.why
