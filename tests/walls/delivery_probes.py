"""What the job that lets messages leave may write, and what she may of her own settings and devices."""

from collections.abc import Iterator, Mapping
from uuid import uuid4

from tests.conftest import WEDNESDAY
from tests.walls.cast import DAY
from tests.walls.climbing_rows import SEEN
from tests.walls.delivery_rows import SURE
from tests.walls.hats import DELIVERY, LADDER
from tests.walls.probes import Probe
from tests.walls.rows import TWIN
from tests.walls.write_probes import DONE, REFUSED, THERE_ALREADY, Writes

YESTERDAY = WEDNESDAY - DAY
# (who, what is different, the answer)
LEAVING: tuple[tuple[str, Mapping[str, object], object], ...] = (
    (DELIVERY, {}, DONE),
    (DELIVERY, {"recipient_id": "jay"}, REFUSED),
    (DELIVERY, {"secret": True}, REFUSED),
    (DELIVERY, {"state": "trying"}, REFUSED),
    (DELIVERY, {"tries": 1}, REFUSED),
    (DELIVERY, {"made_at": YESTERDAY}, REFUSED),
    (DELIVERY, {"notice_id": "maya's to come"}, REFUSED),
    (DELIVERY, {"council_id": TWIN}, REFUSED),
    ("kim", {}, REFUSED),
    ("maya", {}, REFUSED),
    ("sam", {}, REFUSED),
    (LADDER, {}, REFUSED),
)
DEVICES: tuple[tuple[str, Mapping[str, object], object], ...] = (
    ("maya", {}, DONE),
    ("maya", {"account_id": "jay"}, REFUSED),
    ("maya", {"session_id": "jay"}, REFUSED),
    ("maya", {"made_at": YESTERDAY}, REFUSED),
    ("maya", {"council_id": TWIN}, REFUSED),
    ("m1", {}, REFUSED),
    ("sam", {}, REFUSED),
    (DELIVERY, {}, REFUSED),
)
CHOOSING: tuple[tuple[str, Mapping[str, object], object], ...] = (
    ("maya", {}, THERE_ALREADY),
    ("maya", {"id": "kai"}, REFUSED),
    ("maya", {"council_id": TWIN}, REFUSED),
    ("m1", {}, REFUSED),
    ("sam", {}, REFUSED),
    (DELIVERY, {}, REFUSED),
)
# What of a device stays as it was said.
KEPT = ("endpoint", "key", "secret")
# What each changes when they name no row: how many, or a refusal.
CHANGING: tuple[tuple[str, str, str, object], ...] = (
    (DELIVERY, "deliveries", "state = 'sent', settled_at = %(now)s", 2),
    (DELIVERY, "deliveries", "state = 'waiting', next_try_at = %(now)s, tries = 2", 2),
    (DELIVERY, "deliveries", "state = 'sent', settled_at = %(before)s", REFUSED),
    (DELIVERY, "deliveries", "notice_id = notice_id", REFUSED),
    ("kim", "deliveries", "state = 'sent', settled_at = %(now)s", REFUSED),
    (DELIVERY, "notices", "left_at = %(now)s", len(SEEN) - 1),
    (DELIVERY, "notices", "left_at = %(before)s", REFUSED),
    (DELIVERY, "push_subscriptions", "ended_at = %(now)s", 2),
    (DELIVERY, "push_subscriptions", "ended_at = %(before)s", REFUSED),
    ("maya", "push_subscriptions", "ended_at = %(now)s", 1),
    ("maya", "push_subscriptions", "ended_at = %(before)s", REFUSED),
    ("m1", "push_subscriptions", "ended_at = %(now)s", 0),
    *((who, "push_subscriptions", f"{name} = {name}", REFUSED) for who in ("maya", DELIVERY) for name in KEPT),
    ("maya", "notice_settings", "by_text = true", 1),
    ("m1", "notice_settings", "by_text = true", 0),
    (DELIVERY, "notice_settings", "by_text = true", REFUSED),
    (DELIVERY, "young_people", "safe_number = null", REFUSED),
)


class DeliveryWrites(Writes):
    """Makes these probes for one world whose rows have names."""

    def probes(self) -> Iterator[Probe]:
        for who, different, answer in LEAVING:
            usual: dict[str, object] = {
                "id": uuid4(), "notice_id": "maya's", "recipient_id": "maya", "audience": "young_person",
                "channel": "email", "secret": False, "state": "waiting", "tries": 0, "made_at": WEDNESDAY,
                "next_try_at": WEDNESDAY,
            }  # fmt: skip
            given = usual | dict(different)
            given["notice_id"] = self._row("notices", str(given["notice_id"]))
            given["recipient_id"] = self._id(given["recipient_id"])
            yield self._insert(who, "deliveries", f"lets leave {dict(different)}", answer, **given)
        yield from self._hers()
        times = {"now": WEDNESDAY, "before": YESTERDAY}
        for who, relation, words, answer in CHANGING:
            statement = f"update kept.{relation} set {words}"  # noqa: S608  names of ours
            yield Probe(who, relation, f"{who}: {relation} {words}", statement, times, answer)

    def _hers(self) -> Iterator[Probe]:
        for who, different, answer in DEVICES:
            usual: dict[str, object] = {
                "id": uuid4(), "account_id": "maya", "session_id": "maya",
                "endpoint": "https://push.example/new", "key": b"", "secret": b"", "made_at": WEDNESDAY,
            }  # fmt: skip
            given = usual | dict(different)
            given["account_id"] = self._id(given["account_id"])
            given["session_id"] = self._world.session_of(str(given["session_id"]), SURE)
            yield self._insert(who, "push_subscriptions", f"adds a device {dict(different)}", answer, **given)
        for who, different, answer in CHOOSING:
            row = {"id": self._id("maya"), "by_text": True, "by_email": False, "by_push": False} | dict(different)
            hours: dict[str, object] = {"also_secrets": False, "quiet_from": "21:00", "quiet_until": "08:00"}
            given = row | hours | {"id": self._id(row["id"])}
            yield self._insert(who, "notice_settings", f"chooses {dict(different)}", answer, **given)
