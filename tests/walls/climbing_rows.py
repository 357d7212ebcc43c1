"""The ladder of a council and what was told to whom, in rows with names."""

from datetime import datetime, timedelta
from typing import Any

from models.alarms import Alarm
from models.idempotency_keys import IdempotencyKey
from models.ladders import LadderStep, default_ladder
from models.notices import Notice, NoticeKind
from models.requests import Request
from rules.kinds import SECRET_KINDS, Kind
from rules.requests import What
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.cast import DAY
from tests.walls.clones import Connection, plant

LATER = WEDNESDAY + timedelta(hours=1)
Named = dict[tuple[str, object], str]
# One of every hat that is told things. Of a secret also some who must not learn of one: no wall may let theirs through.
TOLD = ("maya", "sam", "priya", "dana", "ruth", "cleo", "pat", "ade", "eve", "lee", "kim")
OF_A_SECRET = ("maya", "sam", "priya", "dana", "ruth", "eve")
# Who is shown which notice: one's own, when it is time; of a secret, who may know of it, and no mere phone.
_NEVER = ("sam", "priya", "dana", "eve")
_NOT_HELP = ("sam", "priya", "dana")
SEEN = (
    {f"{who}'s": "maya m1" if who == "maya" else who for who in TOLD}
    | {f"{who}'s secret": "" if who in _NEVER else who for who in OF_A_SECRET}
    | {f"{who}'s help": "" if who in _NOT_HELP else who for who in OF_A_SECRET}
    | {"maya's to come": "", "digest": "priya ladder", "digest read": "priya ladder", "digest of secrets": "eve ladder"}
)


def told(world: World, connection: Connection, asked: Request) -> Named:
    """Write what people were told of a request."""
    secret = asked.kind in SECRET_KINDS
    said = "help" if asked.kind is Kind.help else "secret"
    names: Named = {}
    for who in OF_A_SECRET if secret else TOLD:
        notice = Notice.of(asked, What.taken, WEDNESDAY, to=world.id_of(who), who="Sam")
        plant(connection, notice)
        names["notices", notice.id] = f"{who}'s {said}" if secret else f"{who}'s"
    if not secret:
        waits = Notice.of(asked, What.taken, WEDNESDAY, to=world.id_of("maya"), who="Sam", show_from=LATER)
        plant(connection, waits)
        names["notices", waits.id] = "maya's to come"
    return names


# The cries for help that words have made, and whom they are about.
KEPT_FROM = {"help kept from eve": "eve", "help kept from ruth": "ruth", "jay's": "eve"}


def alarms(world: World, name: str, asked: Request) -> list[Alarm]:
    """Return the alarm that made a cry for help, where it was words that did."""
    if name not in KEPT_FROM:
        return []
    about = world.id_of(KEPT_FROM[name])
    ours = {"council_id": world.id, "id": asked.id, "young_person_id": asked.young_person_id}
    return [Alarm(**ours, request_id=asked.id, kept_from_id=about, rules="tests", at=WEDNESDAY)]


def climbing(world: World, connection: Connection) -> Named:
    """Write a step of the ladder, three digests, one read and one of secrets, and a reply kept too long."""
    rung = default_ladder()[Kind.contact][0]
    step = LadderStep.of(world.id, Kind.contact, rung, WEDNESDAY.date())
    digest = _digest(world, WEDNESDAY)
    read = _digest(world, WEDNESDAY - DAY, read_at=WEDNESDAY)
    secret = _digest(world, WEDNESDAY, recipient_id=world.id_of("eve"), secret=True)
    old: dict[str, Any] = {"council_id": world.id, "account_id": world.id_of("jay"), "asked_at": WEDNESDAY - 2 * DAY}
    plant(connection, step, digest, read, secret, IdempotencyKey(**old, operation="tests", key="old", body_hash=b""))
    return {
        ("ladders", step.id): "ladder",
        ("notices", digest.id): "digest",
        ("notices", read.id): "digest read",
        ("notices", secret.id): "digest of secrets",
    }


def _digest(world: World, of: datetime, **more: Any) -> Notice:  # noqa: ANN401  columns of a notice
    said: dict[str, Any] = {"recipient_id": world.id_of("priya"), "secret": False, "count": 2} | more
    return Notice(council_id=world.id, kind=NoticeKind.digest, digest_of=of, made_at=of, show_from=of, **said)
