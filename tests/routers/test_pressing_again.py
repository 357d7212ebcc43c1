"""Pressing again: a press joins only one that still calls somebody, and never what her words have raised."""

import pytest

from tests.make.saying import asks_for, later, presses, says, told
from tests.make.world import World

PATH = "/v1/me/help-now"
HARM = "He hits me and I dont feel safe"


async def _hers(world: World) -> list[str]:
    """Return the ids of her cries for help, the newest first."""
    return [each["id"] for each in told(await world["maya"].get(PATH), 200)["items"]]


async def _waiting(world: World, who: str = "eve") -> int:
    queue = told(await world[who].get("/v1/triage"), 200)["items"]
    return len([card for card in queue if card["kind"] == "help" and card["state"] == "waiting"])


@pytest.mark.parametrize("done", ["acknowledgement", "taker"])
async def test_after_somebody_has_the_first_a_second_press_is_a_new_one(northshire: World, done: str) -> None:
    first = await presses(northshire)
    later(northshire)
    told(await northshire["eve"].put(f"/v1/requests/{first['id']}/{done}"), 200)

    second = await presses(northshire)

    assert second["id"] != first["id"]
    assert len(await _hers(northshire)) == 2


async def test_what_is_wrong_now_is_never_lost_in_a_press_that_did_not_say_it(northshire: World) -> None:
    first = await presses(northshire)
    hurt = await presses(northshire, urgent="hurt")
    again = await presses(northshire, urgent="hurt")
    wordless = await presses(northshire)

    assert hurt["id"] != first["id"]
    assert again["id"] == hurt["id"] == wordless["id"]
    assert hurt["urgent"] == "hurt"


async def test_a_press_is_not_joined_onto_what_her_words_have_raised(northshire: World) -> None:
    await says(northshire, "complaint", message=HARM)
    await presses(northshire, message="I am in the park.")

    cries = told(await northshire["eve"].get("/v1/triage"), 200)["items"]

    assert sorted(each["message"] or "" for each in cries) == ["", "I am in the park."]


async def test_words_of_harm_join_a_press_that_still_calls_somebody(northshire: World) -> None:
    await presses(northshire)
    await says(northshire, "complaint", message=HARM)

    assert await _waiting(northshire) == 1


async def test_words_of_harm_after_somebody_has_seen_the_press_call_anew(northshire: World) -> None:
    first = await presses(northshire)
    told(await northshire["eve"].put(f"/v1/requests/{first['id']}/acknowledgement"), 200)

    await says(northshire, "complaint", message=HARM)

    assert await _waiting(northshire) == 2


@pytest.mark.parametrize("kind", ["complaint", "comment", "advocate"])
async def test_whatever_she_says_is_urgent_is_a_call_of_its_own(northshire: World, kind: str) -> None:
    await presses(northshire)
    if kind == "advocate":
        await asks_for(northshire, urgent="scared")
    else:
        await says(northshire, kind, urgent="scared", message=HARM)

    assert await _waiting(northshire) == 2
