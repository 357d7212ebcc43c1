"""A browser makes new keys under the same address: what is written with the old ones it cannot read."""

from jobs.deliver import deliver
from jobs.desk import Desk
from tests.make.leaving_the_house import Watched, chooses, is_told, with_ways
from tests.make.outside import Browser
from tests.make.saying import told
from tests.make.world import World

DEVICES = "/v1/me/push-subscriptions"


async def _adds(world: World, browser: Browser) -> str:
    device = {"endpoint": "https://push.example/hers", "keys": browser.keys}
    key: str = told(await world["maya"].post(DEVICES, device))["id"]
    return key


async def test_a_device_that_comes_with_new_keys_is_told_with_those_alone(northshire: World, desk: Desk) -> None:
    await chooses(northshire, by_push=True)
    old, new, push = Browser.of(9), Browser.of(10), Watched()
    await _adds(northshire, old)
    await is_told(northshire)
    newest = await _adds(northshire, new)

    await deliver(desk, with_ways(northshire, push=push))

    assert [each["id"] for each in told(await northshire["maya"].get(DEVICES), 200)["items"]] == [newest]
    assert [(each.device.key, each.device.secret) for each in push.sent if each.device] == [(new.point, new.secret)]
