"""Whoever lost the last way in comes in anew by an invite, and so does whoever gave it and uses it themselves."""

from datetime import timedelta

import pytest

from auth.signing_in.doorstep import WrongSecret
from auth.signing_in.entering import Entered, sign_in
from auth.signing_in.passkeys import begin_redeeming, finish_redeeming
from tests.auth.test_signing_in import GOOD, LAPTOP, OTHER, PHONE, comes_in, invite, speaker, step
from tests.conftest import WEDNESDAY
from tests.make.authenticator import Authenticator
from tests.make.outside import Browser
from tests.make.passkeys import signs_in, site
from tests.make.world import Speaker, World

HOUR = timedelta(hours=1)


async def with_a_passkey_alone(world: World, phone: Authenticator) -> Entered:
    made = await invite(world)
    typed = made["code"], made["number"]
    options = await begin_redeeming(step(world), site(world), world.id, typed)
    return await finish_redeeming(step(world), site(world), (world.id, *typed), (phone.makes(options), "one"), LAPTOP)


async def test_a_passkey_that_was_set_aside_as_copied_leaves_her_secrets_sealed(northshire: World) -> None:
    """No words and no passkey are left of her: the next invite is a recovery all the same."""
    phone = Authenticator()
    maya = speaker(northshire, await with_a_passkey_alone(northshire, phone))
    await maya.post("/v1/me/advocate-requests", {"purpose": "advocate", "message": "zzsecret"})
    northshire.at(WEDNESDAY + HOUR)
    await signs_in(northshire, phone)
    with pytest.raises(WrongSecret):
        await signs_in(northshire, phone.copy(used=0))

    northshire.at(WEDNESDAY + 2 * HOUR)
    whoever = speaker(northshire, await comes_in(northshire, await invite(northshire), OTHER))

    for path in ("/v1/me/advocate-requests", "/v1/me/requests", "/v1/me/access-log"):
        assert (await whoever.get(path)).json()["items"] == [], path
    told = await northshire["ruth"].put(f"/v1/young-people/{northshire.id_of('maya')}/recovery-confirmation")
    assert told.json() == {"confirmed": 1}
    assert b"zzsecret" in (await whoever.get("/v1/me/advocate-requests")).content


async def test_whoever_came_in_anew_in_her_place_is_a_stranger_again_once_she_has(northshire: World) -> None:
    """Their device was known for as long as the account was theirs; with her words it is news on hers."""
    await comes_in(northshire, await invite(northshire, "ruth"), device=PHONE)
    await comes_in(northshire, await invite(northshire), OTHER, LAPTOP)
    maya = speaker(northshire, await comes_in(northshire, await invite(northshire, "ruth"), device=PHONE))
    before = await _of_devices(maya)

    name = (await invite(northshire))["name"]
    await sign_in(step(northshire), northshire.id, name, GOOD, LAPTOP)

    assert len(await _of_devices(maya)) == len(before) + 1


async def test_whoever_came_in_anew_in_her_place_hears_of_no_news_once_she_has(northshire: World) -> None:
    await comes_in(northshire, await invite(northshire, "ruth"), device=PHONE)
    thief = speaker(northshire, await comes_in(northshire, await invite(northshire), OTHER, LAPTOP))
    theirs = {"endpoint": "https://push.example/theirs", "keys": Browser.of(9).keys}
    assert (await thief.post("/v1/me/push-subscriptions", theirs)).status_code == 201

    maya = speaker(northshire, await comes_in(northshire, await invite(northshire, "ruth"), device=PHONE))

    assert (await maya.get("/v1/me/push-subscriptions")).json()["items"] == []


async def _of_devices(who: Speaker) -> list[str]:
    items = (await who.get("/v1/me/notices")).json()["items"]
    return [each["says"] for each in items if LAPTOP.words in each["says"]]
