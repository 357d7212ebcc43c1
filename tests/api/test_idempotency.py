"""A second tap is not a second request."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from models.involvements import InvolvementRole
from tests.conftest import WEDNESDAY
from tests.make.scenes import involve, refused, tries
from tests.make.world import World

PATH = "/v1/me/contact-requests"
KEY = "a-tap-on-a-bus"
ASK = {"about": "seeing my brother"}


async def tap(world: World, who: str = "maya", key: str = KEY, **ask: object) -> httpx.Response:
    return await world[who].post(PATH, ASK | ask, key=key)


async def how_many(world: World, who: str = "maya") -> int:
    return len((await world[who].get(PATH)).json()["items"])


@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 256, "tab\tkey"])
async def test_every_tap_brings_a_key(northshire: World, key: str) -> None:
    reply = await northshire["maya"].post(PATH, ASK, headers={"Idempotency-Key": key})

    assert refused(reply, 400, "bad_idempotency_key")
    assert await how_many(northshire) == 0


@pytest.mark.parametrize("key", ["x", "x" * 255, "!\"#$%&'()*+,-./0:;<=>?@A[\\]^_`a{|}~"])
async def test_a_key_is_any_visible_characters(northshire: World, key: str) -> None:
    assert (await tap(northshire, key=key)).status_code == 201
    assert (await tap(northshire, key=key)).headers["Idempotency-Replayed"] == "true"


async def test_the_same_tap_again_gets_the_same_reply_to_the_byte(northshire: World) -> None:
    first = await tap(northshire)
    northshire.at(WEDNESDAY + timedelta(hours=5))
    await tries(northshire, "sam", first.json())

    again = await tap(northshire)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert again.headers["Cache-Control"] == "no-store"
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert await how_many(northshire) == 1


async def test_the_same_key_for_something_else_is_refused(northshire: World) -> None:
    await tap(northshire)

    assert refused(await tap(northshire, about="something else"), 422, "different_body")
    assert await how_many(northshire) == 1


async def test_the_same_key_for_another_request_is_refused(northshire: World) -> None:
    one, other = [(await tap(northshire, key=key)).json()["id"] for key in ("one", "other")]
    await northshire["maya"].post(f"{PATH}/{one}/withdrawal", key=KEY)

    reply = await northshire["maya"].post(f"{PATH}/{other}/withdrawal", key=KEY)

    assert refused(reply, 422, "different_body")


async def test_a_key_is_remembered_for_24_hours_and_then_free(northshire: World) -> None:
    first = await tap(northshire)

    northshire.at(WEDNESDAY + timedelta(hours=24) - timedelta(seconds=1))
    assert (await tap(northshire)).headers["Idempotency-Replayed"] == "true"

    northshire.at(WEDNESDAY + timedelta(hours=24))
    anew = await tap(northshire, about="something else")
    assert (anew.status_code, anew.headers.get("Idempotency-Replayed")) == (201, None)
    assert anew.json()["id"] != first.json()["id"]
    assert (await tap(northshire, about="something else")).content == anew.content


async def test_two_people_may_use_the_same_key(northshire: World, eastvale: World) -> None:
    replies = [await tap(northshire), await tap(northshire, "jay"), await tap(eastvale, "noor")]

    assert {(reply.status_code, reply.headers.get("Idempotency-Replayed")) for reply in replies} == {(201, None)}


async def test_two_different_moves_may_use_the_same_key(northshire: World) -> None:
    asked = (await tap(northshire)).json()["id"]

    replies = [
        await northshire["maya"].post(f"{PATH}/{asked}/additions", {"message": "After 6"}, key=KEY),
        await northshire["maya"].post(f"{PATH}/{asked}/withdrawal", key=KEY),
    ]

    assert [reply.status_code for reply in replies] == [201, 200]


@pytest.mark.parametrize(("refusal", "status"), [({"urgent": "very"}, 422), ({"not_before": "2027-01-01"}, 422)])
async def test_a_tap_that_was_refused_is_not_remembered(
    northshire: World, refusal: dict[str, str], status: int
) -> None:
    assert (await tap(northshire, **refusal)).status_code == status

    assert (await tap(northshire)).status_code == 201


async def test_a_conflict_is_not_remembered_either(northshire: World) -> None:
    asked = (await tap(northshire)).json()
    path = f"/v1/requests/{asked['id']}/attempts"
    too_early = {"outcome": "spoke", "at": (WEDNESDAY + timedelta(hours=1)).isoformat()}
    assert (await northshire["sam"].post(path, too_early, key=KEY)).status_code == 422

    northshire.at(WEDNESDAY + timedelta(hours=1))

    assert (await northshire["sam"].post(path, too_early, key=KEY)).status_code == 201


async def test_twenty_taps_at_once_are_one_request(northshire: World) -> None:
    replies = await asyncio.gather(*(tap(northshire) for _ in range(20)))

    made = [reply for reply in replies if reply.status_code == 201]
    others = [reply for reply in replies if reply.status_code != 201]
    assert await how_many(northshire) == 1
    assert len({reply.content for reply in made}) == 1
    assert [reply.headers.get("Idempotency-Replayed") for reply in made].count(None) == 1
    for reply in others:
        assert refused(reply, 409, "in_flight")
        assert reply.headers["Retry-After"] == "1"


async def test_staff_who_write_down_a_try_twice_wrote_it_down_once(northshire: World) -> None:
    asked = (await tap(northshire)).json()
    path = f"/v1/requests/{asked['id']}/attempts"

    first, again = [await northshire["sam"].post(path, {"outcome": "no_answer"}, key=KEY) for _ in range(2)]

    assert again.content == first.content
    assert (await northshire["sam"].get(f"/v1/requests/{asked['id']}")).json()["attempts"] == 1


async def test_a_secret_is_told_again_to_her_but_never_to_a_borrowed_phone(northshire: World) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    naming_ade = {"worker_id": str(northshire.id_of("ade"))}
    first = await tap(northshire, **naming_ade)

    phone = await northshire.phone_of("maya").post(PATH, ASK | naming_ade, key=KEY)

    assert phone.status_code == 201
    assert set(phone.json()) == {"says", "help_now"}
    assert "Location" not in phone.headers
    assert (await tap(northshire, **naming_ade)).content == first.content


@pytest.mark.parametrize(
    ("move", "said"), [("withdrawal", None), ("confirmation", {"reached": True}), ("additions", {"message": "Soon?"})]
)
async def test_what_she_did_with_a_secret_is_never_told_to_a_borrowed_phone(
    northshire: World, move: str, said: dict[str, object] | None
) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    secret = await northshire.asks_to_be_called("maya", worker_id=str(northshire.id_of("ade")))
    path = f"{PATH}/{secret['id']}/{move}"
    first = await northshire["maya"].post(path, said, key=KEY)

    phone = await northshire.phone_of("maya").post(path, said, key=KEY)

    assert first.json()["kind"] == "advocate"
    assert refused(phone, 404, "not_found")
    assert (await northshire["maya"].post(path, said, key=KEY)).content == first.content
