"""What happens to the way in is told on every device, and stands in her access log; whoever has left stays out."""

from datetime import timedelta

import pytest

from auth.signing_in.doorstep import WrongSecret
from auth.signing_in.entering import sign_in
from models.sessions import Session
from tests.auth.test_signing_in import GOOD, LAPTOP, OTHER, PHONE, comes_in, invite, speaker, step
from tests.conftest import WEDNESDAY
from tests.make.authenticator import Authenticator
from tests.make.passkeys import makes_passkey, signs_in, with_a_passkey
from tests.make.world import Speaker, World

DAY = timedelta(days=1)


async def told(who: Speaker, path: str = "/v1/me/notices") -> list[str]:
    return [each["says"] for each in (await who.get(path)).json()["items"]]


async def logged(world: World) -> set[tuple[str, str]]:
    lines = (await world["maya"].get("/v1/me/access-log")).json()["items"]
    return {(each["who"], each["what_for"]) for each in lines}


async def test_an_invite_is_told_on_every_phone_of_hers_also_where_she_has_not_just_signed_in(
    northshire: World,
) -> None:
    await invite(northshire)

    for device in (northshire["maya"], northshire.phone_of("maya")):
        assert await told(device) == [
            "Sam gave you a new way to sign in. If you did not ask for it, tell someone you trust."
        ]
    assert await told(northshire["jay"]) == []


@pytest.mark.parametrize("who", ["ade", "lee"])
async def test_staff_are_told_of_their_invite_as_well_also_those_who_have_no_queue(northshire: World, who: str) -> None:
    await invite(northshire, "kim", who)

    assert "Kim gave you a new way to sign in." in (await told(northshire[who], "/v1/notices"))[0]


async def test_a_new_device_is_told_and_a_known_one_is_no_news(northshire: World) -> None:
    made = await invite(northshire)
    maya = speaker(northshire, await comes_in(northshire, made))
    await sign_in(step(northshire), northshire.id, made["name"], GOOD, PHONE)
    before = await told(maya)

    await sign_in(step(northshire), northshire.id, made["name"], GOOD, LAPTOP)

    new = [each for each in await told(maya) if each not in before]
    assert sum("a phone" in each for each in before) == 1
    assert new == ["Someone signed in as you on a new device: a laptop. If it was not you, sign it out now."]


async def test_a_new_passkey_and_a_recovery_are_told(northshire: World) -> None:
    await with_a_passkey(northshire, Authenticator())
    maya = speaker(northshire, await comes_in(northshire, await invite(northshire), OTHER, LAPTOP))

    says = " ".join(await told(maya))

    assert "This can now open your account: my phone." in says
    assert "Someone came in with a new code." in says


async def test_invites_new_devices_and_passkeys_stand_in_her_access_log(northshire: World) -> None:
    phone = Authenticator()
    entered = await comes_in(northshire, await invite(northshire))
    await makes_passkey(northshire, entered, phone)
    await signs_in(northshire, phone)

    you = "you, or someone who got in as you"
    assert await logged(northshire) == {
        ("Sam", "gave you a new way to sign in, or took one back"),
        (you, "came in with a code that you were given"),
        (you, "made a phone or another device a key to this app"),
        (you, "signed in on a phone or another device"),
    }


async def test_a_recovery_stands_there_once_it_was_confirmed(northshire: World) -> None:
    await comes_in(northshire, await invite(northshire))
    await comes_in(northshire, await invite(northshire), OTHER, LAPTOP)
    await northshire["ruth"].put(f"/v1/young-people/{northshire.id_of('maya')}/recovery-confirmation")
    await northshire.sign_in_again()

    assert ("you, or someone who got in as you", "came in again with a new code") in await logged(northshire)


async def test_a_second_invite_calls_the_first_one_back(northshire: World) -> None:
    first = await invite(northshire)

    second = await invite(northshire, "ruth")

    with pytest.raises(WrongSecret):
        await comes_in(northshire, first)
    assert await comes_in(northshire, second)


@pytest.mark.parametrize("how", ["words", "a passkey", "an invite"])
async def test_whoever_has_left_is_not_let_in_before_the_hand_over_either(northshire: World, how: str) -> None:
    phone, made = Authenticator(), await invite(northshire, "kim", "sam")
    entered = await comes_in(northshire, made)
    await makes_passkey(northshire, entered, phone)
    open_still = await invite(northshire, "kim", "sam")
    gone = await northshire["kim"].put(f"/v1/workers/{northshire.id_of('sam')}/departure", {})
    assert gone.status_code == 200
    ways = {
        "words": lambda: sign_in(step(northshire), northshire.id, made["name"], GOOD, PHONE),
        "a passkey": lambda: signs_in(northshire, phone),
        "an invite": lambda: comes_in(northshire, open_still, OTHER),
    }

    with pytest.raises(WrongSecret):
        await ways[how]()


async def test_whoever_leaves_later_is_let_in_until_then(northshire: World) -> None:
    made = await invite(northshire, "kim", "sam")
    await comes_in(northshire, made)
    leaves = {"leaves_at": (WEDNESDAY + DAY).isoformat()}
    await northshire["kim"].put(f"/v1/workers/{northshire.id_of('sam')}/departure", leaves)

    entered = await sign_in(step(northshire), northshire.id, made["name"], GOOD, PHONE)

    assert isinstance(entered.session, Session)
    northshire.at(WEDNESDAY + DAY)
    with pytest.raises(WrongSecret):
        await sign_in(step(northshire), northshire.id, made["name"], GOOD, PHONE)
