"""The ladder of a council and what was told to whom, in rows with names."""

from datetime import timedelta

from models.alarms import Alarm
from models.ladders import LadderStep, default_ladder
from models.notices import Notice, NoticeKind
from models.requests import Request
from rules.kinds import SECRET_KINDS, Kind
from rules.requests import What
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.clones import Connection, plant

LATER = WEDNESDAY + timedelta(hours=1)
Named = dict[tuple[str, object], str]
# Who was told of a secret: also some who must not learn of one, and whose rows no wall may let through.
_OF_A_SECRET = ("maya", "sam", "ruth", "eve")


def told(world: World, connection: Connection, asked: Request) -> Named:
    """Write what people were told of a request."""
    secret = asked.kind in SECRET_KINDS
    said = "help" if asked.kind is Kind.help else "secret"
    names: Named = {}
    for who in _OF_A_SECRET if secret else ("maya", "sam"):
        notice = Notice.of(asked, What.taken, WEDNESDAY, to=world.id_of(who), who="Sam")
        plant(connection, notice)
        names["notices", notice.id] = f"{who}'s {said}" if secret else f"{who}'s"
    if not secret:
        waits = Notice.of(asked, What.taken, WEDNESDAY, to=world.id_of("maya"), who="Sam", show_from=LATER)
        plant(connection, waits)
        names["notices", waits.id] = "maya's to come"
    return names


# The cries for help that words have made, and whom they are about.
KEPT_FROM = {"help kept from eve": "eve", "help kept from ruth": "ruth"}


def alarms(world: World, name: str, asked: Request) -> list[Alarm]:
    """Return the alarm that made a cry for help, where it was words that did."""
    if name not in KEPT_FROM:
        return []
    about = world.id_of(KEPT_FROM[name])
    ours = {"council_id": world.id, "id": asked.id, "young_person_id": asked.young_person_id}
    return [Alarm(**ours, request_id=asked.id, kept_from_id=about, rules="tests", at=WEDNESDAY)]


def climbing(world: World, connection: Connection) -> Named:
    """Write a step of the ladder, and a digest of what climbed."""
    rung = default_ladder()[Kind.contact][0]
    step = LadderStep.of(world.id, Kind.contact, rung, WEDNESDAY.date())
    digest = Notice(
        council_id=world.id, recipient_id=world.id_of("priya"), kind=NoticeKind.digest, secret=False, count=2,
        digest_of=WEDNESDAY, made_at=WEDNESDAY, show_from=WEDNESDAY,
    )  # fmt: skip
    plant(connection, step, digest)
    return {("ladders", step.id): "ladder", ("notices", digest.id): "digest"}
