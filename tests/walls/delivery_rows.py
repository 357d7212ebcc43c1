"""What left the service, what she chose, and her devices, in rows with names."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from models.deliveries import Delivery, MessageFor, ToTell
from models.notice_settings import NoticeSetting
from models.push_subscriptions import PushSubscription
from rules.deliveries import Fate, MessageChannel
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.clones import Connection, plant, run

Named = dict[tuple[str, object], str]
EARLIER = WEDNESDAY - timedelta(hours=1)
# Of which notice, by which way, and what became of it.
LEFT = {
    "waiting": ("maya's", "maya", MessageChannel.text, Fate.waiting),
    "secret waiting": ("maya's secret", "maya", MessageChannel.text, Fate.waiting),
    "settled": ("sam's", "sam", MessageChannel.email, Fate.sent),
}
GONE_ALREADY = "digest read"
SURE = 2  # how sure we are of whoever adds a device


def left(world: World, connection: Connection, names: Mapping[tuple[str, object], str]) -> Named:
    """Write deliveries of notices that are there, settings of Maya's and Jay's, and devices, one of which has ended."""
    ids = {name: key for (relation, key), name in names.items() if relation == "notices"}
    made: Named = {}
    for name, (notice, who, channel, fate) in LEFT.items():
        told = ToTell(
            council_id=world.id,
            id=ids[notice],
            recipient_id=world.id_of(who),
            secret="secret" in notice,
            show_from=WEDNESDAY,
            read_at=None,
        )
        audience = MessageFor.young_person if who == "maya" else MessageFor.staff
        row = Delivery.of(told, audience, channel, None, (EARLIER, EARLIER))
        row.state, row.settled_at = fate, None if fate is Fate.waiting else EARLIER
        plant(connection, row)
        made["deliveries", row.id] = name
    run(connection, "set session_replication_role = replica")
    run(connection, "update kept.notices set left_at = show_from where id = %s", [ids[GONE_ALREADY]])
    run(connection, "set session_replication_role = origin")
    return made | _hers(world, connection)


def device(world: World, who: str, name: str = "phone") -> PushSubscription:
    return PushSubscription(
        council_id=world.id,
        id=uuid4(),
        account_id=world.id_of(who),
        session_id=world.session_of(who, SURE),
        endpoint=f"https://push.example/{name}",
        key=b"key",
        secret=b"secret",
        made_at=EARLIER,
    )


def _hers(world: World, connection: Connection) -> Named:
    made: Named = {}
    for who in ("maya", "jay"):
        settings, phone = NoticeSetting(council_id=world.id, id=world.id_of(who)), device(world, who)
        plant(connection, settings, phone)
        made |= {("notice_settings", settings.id): who, ("push_subscriptions", phone.id): f"{who}'s phone"}
    old = device(world, "maya", "old")
    old.ended_at = EARLIER
    plant(connection, old)
    return made | {("push_subscriptions", old.id): "maya's old phone"}
