"""Coming in again opens the account, and not what was secret before, until the rights team has asked her."""

import json
import re
from datetime import timedelta
from typing import Any

from tests.auth.test_signing_in import LAPTOP, OTHER, comes_in, invite, speaker
from tests.conftest import WEDNESDAY
from tests.make.world import Speaker, World

HOUR = timedelta(hours=1)
SECRETS = (
    *("/v1/me/access-log", "/v1/me/advocate-requests", "/v1/me/feedback", "/v1/me/requests", "/v1/me/people"),
    *("/v1/me/contact-requests", "/v1/me", "/v1/me/privacy", "/v1/me/notices", "/v1/me/plans/care/shares"),
    "/v1/me/help-now",
)


async def seen(who: Speaker) -> dict[str, Any]:
    return {path: (await who.get(path)).content for path in SECRETS}


async def came_in_again(world: World, *, secret: bool) -> Speaker:
    """Tell of Maya who came in, perhaps asked for an advocate and complained, and came in anew an hour later."""
    world.at(WEDNESDAY)
    await comes_in(world, await invite(world))
    if secret:
        await world["maya"].post("/v1/me/advocate-requests", {"purpose": "advocate", "message": "zzsecret"})
        await world["maya"].post("/v1/me/feedback", {"kind": "complaint", "message": "zzsecret, he hits me"})
    world.at(WEDNESDAY + HOUR)
    entered = await comes_in(world, await invite(world, "ruth"), OTHER, LAPTOP)
    return speaker(world, entered)


def _undated(body: bytes) -> bytes:
    """Leave out since when people are there: one council was opened after the other."""
    return re.sub(rb'"since":"[^"]*"', b"", body)


async def test_what_was_secret_before_is_as_if_it_had_never_been(northshire: World, app: Any, owner_url: str) -> None:  # noqa: ANN401
    other = await World.like("northshire", app, owner_url)

    with_it = await came_in_again(northshire, secret=True)
    without = await came_in_again(other, secret=False)

    first, second = await seen(with_it), await seen(without)
    names = (northshire.council.council.slug.encode(), other.council.council.slug.encode())
    for path in SECRETS:
        same = second[path].replace(names[1], names[0])
        for who in ("sam", "dana", "ade", "ruth", "maya", "alex", "priya"):
            same = same.replace(str(other.id_of(who)).encode(), str(northshire.id_of(who)).encode())
        assert _told(path, first[path]) == _told(path, same), path
        assert b"zzsecret" not in first[path]


def _told(path: str, body: bytes) -> object:
    """Read the notices without which each is: those of one moment have no order of their own."""
    if path != "/v1/me/notices":
        return _undated(body)
    return sorted(json.dumps({**each, "id": ""}) for each in json.loads(body)["items"])


async def test_every_device_is_signed_out_when_an_account_is_opened_anew(northshire: World) -> None:
    old = speaker(northshire, await comes_in(northshire, await invite(northshire)))

    new = speaker(northshire, await comes_in(northshire, await invite(northshire), OTHER))

    assert (await old.get("/v1/me")).status_code == 401
    assert (await northshire["maya"].get("/v1/me")).status_code == 401
    assert (await new.get("/v1/me")).status_code == 200


async def test_once_the_rights_team_has_asked_her_everything_is_there_again(northshire: World) -> None:
    maya = await came_in_again(northshire, secret=True)
    before = (await maya.get("/v1/me/advocate-requests")).json()["items"]
    path = f"/v1/young-people/{northshire.id_of('maya')}/recovery-confirmation"

    refused = {who: (await northshire[who].put(path)).status_code for who in ("sam", "priya", "kim")}
    confirmed = await northshire["ruth"].put(path)

    assert before == []
    assert refused == dict.fromkeys(("sam", "priya", "kim"), 403)
    assert confirmed.json() == {"confirmed": 1}
    assert len((await maya.get("/v1/me/advocate-requests")).json()["items"]) == 1
    assert (await northshire["ruth"].put(path)).json() == {"confirmed": 0}


async def test_what_is_asked_after_coming_in_anew_is_hers_to_see(northshire: World) -> None:
    maya = await came_in_again(northshire, secret=True)

    await maya.post("/v1/me/advocate-requests", {"purpose": "advocate", "message": "a new one"})

    assert len((await maya.get("/v1/me/advocate-requests")).json()["items"]) == 1


async def test_every_invite_stands_in_her_access_log(northshire: World) -> None:
    maya = speaker(northshire, await comes_in(northshire, await invite(northshire)))

    lines = (await maya.get("/v1/me/access-log")).json()["items"]

    assert ("Sam", "gave you a new way to sign in, or took one back") in {
        (each["who"], each["what_for"]) for each in lines
    }


async def test_a_second_tap_of_an_earlier_secret_is_answered_by_the_receipt_alone(northshire: World) -> None:
    """The reply that is kept under a key is no way round the seal."""
    asked = {"purpose": "advocate", "message": "zzsecret"}
    first = await northshire["maya"].post("/v1/me/advocate-requests", asked, key="one-tap")
    await comes_in(northshire, await invite(northshire))
    northshire.at(WEDNESDAY + HOUR)
    maya = speaker(northshire, await comes_in(northshire, await invite(northshire, "ruth"), OTHER, LAPTOP))

    second = await maya.post("/v1/me/advocate-requests", asked, key="one-tap")

    assert b"zzsecret" in first.content
    assert (second.status_code, second.headers["idempotency-replayed"]) == (201, "true")
    assert "location" not in second.headers
    assert b"zzsecret" not in second.content


async def _of_requests(who: Speaker) -> list[Any]:
    """Return what somebody is told of what they asked for; of the way in they are told in any case."""
    items = (await who.get("/v1/me/notices")).json()["items"]
    return [each for each in items if not each["address"].startswith("/v1/me/sessions")]


async def test_what_happens_later_to_an_earlier_secret_is_told_to_nobody_until_it_is_confirmed(
    northshire: World,
) -> None:
    told = await northshire["maya"].post("/v1/me/advocate-requests", {"purpose": "advocate"})
    await comes_in(northshire, await invite(northshire))
    northshire.at(WEDNESDAY + HOUR)
    maya = speaker(northshire, await comes_in(northshire, await invite(northshire, "ruth"), OTHER, LAPTOP))

    taken = await northshire["ruth"].put(f"/v1/requests/{told.json()['id']}/taker")

    assert taken.status_code == 200
    assert await _of_requests(maya) == []
    assert (await maya.get("/v1/me/access-log")).json()["items"] == []
    await northshire["ruth"].put(f"/v1/young-people/{northshire.id_of('maya')}/recovery-confirmation")
    assert len(await _of_requests(maya)) == 1
    assert "Ruth" in {each["who"] for each in (await maya.get("/v1/me/access-log")).json()["items"]}


async def test_a_press_soon_after_coming_in_anew_is_a_cry_of_its_own(northshire: World) -> None:
    northshire.at(WEDNESDAY)
    await comes_in(northshire, await invite(northshire))
    await northshire["maya"].post("/v1/me/help-now")
    northshire.at(WEDNESDAY + timedelta(minutes=3))
    maya = speaker(northshire, await comes_in(northshire, await invite(northshire, "ruth"), OTHER, LAPTOP))

    pressed = await maya.post("/v1/me/help-now")

    assert pressed.status_code == 201
    assert len((await maya.get("/v1/me/help-now")).json()["items"]) == 1
    assert len((await northshire["eve"].get("/v1/triage")).json()["items"]) == 2
