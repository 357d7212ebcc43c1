"""Help now: one press is first in the queue of the duty team, and a borrowed phone shows nothing of it."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from tests.conftest import WEDNESDAY
from tests.make.saying import later, presses, readers, refused, told
from tests.make.world import World

PATH = "/v1/me/help-now"


async def test_one_press_is_first_in_the_queue_of_the_duty_team(northshire: World) -> None:
    await northshire.asks_to_be_called("jay", urgent="scared")
    pressed = await presses(northshire)

    queue = told(await northshire["eve"].get("/v1/triage"), 200)

    assert [card["kind"] for card in queue["items"]] == ["help", "contact"]
    assert queue["items"][0]["id"] == pressed["id"]
    assert queue["items"][0]["preferred_name"] == "Maya"


async def test_nobody_but_the_duty_team_can_read_it(northshire: World) -> None:
    pressed = await presses(northshire, message="I am in the park.")

    assert await readers(northshire, pressed) == {"eve"}


async def test_the_reply_is_always_the_same_and_names_whom_to_call(northshire: World) -> None:
    replies = [await northshire.phone_of("maya").post(PATH) for _ in range(2)]
    later(northshire)
    replies.append(await northshire["maya"].post(PATH, {"urgent": "hurt"}))
    replies.append(await northshire["jay"].post(PATH, {"message": "Please."}))

    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.content for reply in replies}) == 1
    assert {"999", "0800 1111"} <= {line["phone"] for line in replies[0].json()["help_now"]}
    assert northshire.council.council.out_of_hours_phone in {line["phone"] for line in replies[0].json()["help_now"]}
    assert all("location" not in reply.headers for reply in replies)


async def test_a_second_press_within_ten_minutes_joins_the_first(northshire: World) -> None:
    first = await presses(northshire)
    again = await presses(northshire, message="Please hurry.")
    northshire.at(WEDNESDAY + timedelta(minutes=12))
    third = await presses(northshire)

    story = told(await northshire["maya"].get(f"{PATH}/{first['id']}"), 200)["timeline"]

    assert again["id"] == first["id"] != third["id"]
    assert [line["what"] for line in story] == ["asked", "asked_again"]
    assert story[1]["message"] == "Please hurry."


async def test_two_presses_at_once_are_one_request(northshire: World) -> None:
    phone = northshire.phone_of("maya")

    replies = await asyncio.gather(*(phone.post(PATH) for _ in range(4)))

    assert {reply.status_code for reply in replies} == {201}
    assert len(told(await northshire["maya"].get(PATH), 200)["items"]) == 1


async def test_it_needs_no_key_and_a_key_that_comes_again_gets_the_same_reply(northshire: World, app: FastAPI) -> None:
    headers = {"Authorization": f"Bearer {northshire.token('maya', 1)}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://kept", headers=headers) as client:
        without = await client.post(PATH)
    one, two = [await northshire.phone_of("maya").post(PATH, key="tap") for _ in range(2)]

    assert without.status_code == one.status_code == two.status_code == 201
    assert without.content == one.content == two.content
    assert two.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize("path", [PATH, f"{PATH}/01890000-0000-7000-8000-000000000000"])
async def test_a_borrowed_phone_is_asked_to_sign_in_whether_or_not_there_was_a_press(
    northshire: World, path: str
) -> None:
    phone = northshire.phone_of("maya")
    before = await phone.get(path)
    await presses(northshire)
    after = await phone.get(path)

    assert refused(before, 401, "fresh_sign_in_needed")
    assert refused(after, 401, "fresh_sign_in_needed")


async def test_she_is_told_that_somebody_has_seen_it(northshire: World) -> None:
    pressed = await presses(northshire)
    later(northshire)

    seen = told(await northshire["eve"].put(f"/v1/requests/{pressed['id']}/acknowledgement"), 200)
    again = told(await northshire["eve"].put(f"/v1/requests/{pressed['id']}/acknowledgement"), 200)
    hers = told(await northshire["maya"].get(f"{PATH}/{pressed['id']}"), 200)
    notices = told(await northshire["maya"].get("/v1/me/notices"), 200)["items"]

    assert [line["says"] for line in hers["timeline"]][-1] == "Eve has seen it."
    assert [line["what"] for line in again["timeline"]] == [line["what"] for line in seen["timeline"]]
    assert [notice["says"] for notice in notices] == ["Eve has seen it."]
    assert hers["state"] == "waiting"


async def test_what_can_wait_is_not_acknowledged(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    reply = await northshire["sam"].put(f"/v1/requests/{asked['id']}/acknowledgement")

    assert refused(reply, 409, "not_in_this_state")


async def test_an_urgent_call_is_acknowledged_by_whoever_sees_it_first(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", urgent="unsafe")

    told(await northshire["eve"].put(f"/v1/requests/{asked['id']}/acknowledgement"), 200)
    told(await northshire["sam"].put(f"/v1/requests/{asked['id']}/acknowledgement"), 200)
    hers = told(await northshire["maya"].get(f"/v1/me/contact-requests/{asked['id']}"), 200)

    assert [line["says"] for line in hers["timeline"] if line["what"] == "seen"] == ["Eve has seen it."]


async def test_the_duty_worker_calls_and_that_is_what_ends_it(northshire: World) -> None:
    pressed = await presses(northshire)
    later(northshire)

    told(await northshire["eve"].post(f"/v1/requests/{pressed['id']}/attempts", {"outcome": "spoke"}))
    hers = told(await northshire["maya"].get(f"{PATH}/{pressed['id']}"), 200)

    assert hers["state"] == "answered"
    assert {each["who"] for each in hers["people_told"]} == {"Emergency Duty", "Nobody else"}
