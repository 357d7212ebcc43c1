"""A mere phone shows the same whether or not words of harm were read in what she wrote, also in what is no secret."""

import re
from typing import Any

import pytest

from tests.make.saying import refused, told
from tests.make.world import World

HARM, BORING = "He hits me and I dont feel safe", "The food is so boring these days"
FOREWARNED = ("The app looks for words", "They can read it if")
PATHS = {"call": "/v1/me/contact-requests", "say": "/v1/me/feedback"}


def _same(body: str) -> str:
    """Leave out what two of anything differ in."""
    return re.sub(r'"id":"[^"]*"', "", body).replace(HARM, "").replace(BORING, "")


async def _asks(world: World, who: str, path: str, ask: dict[str, object]) -> str:
    return (await world.phone_of(who).post(path, ask)).text


@pytest.mark.parametrize("ask", [{"kind": "comment"}, {"kind": "compliment"}])
async def test_what_she_thinks_is_answered_the_same(northshire: World, ask: dict[str, object]) -> None:
    harmful = await _asks(northshire, "maya", PATHS["say"], {**ask, "message": HARM})
    harmless = await _asks(northshire, "maya", PATHS["say"], {**ask, "message": BORING})

    assert _same(harmful) == _same(harmless)
    assert "The app looks for words that say you may not be safe." in harmful


async def test_a_call_that_she_asks_for_is_shown_the_same(northshire: World) -> None:
    phone = northshire.phone_of("maya")
    harmful, harmless = [
        told(await phone.post(PATHS["call"], {"message": words})) for words in (HARM, BORING)
    ]  # fmt: skip

    pages = [(await phone.get(f"{PATHS['call']}/{each['id']}")).text for each in (harmful, harmless)]
    listed = told(await phone.get(PATHS["call"]), 200)["items"]

    assert _same(pages[0]) == _same(pages[1])
    assert [each["urgent"] for each in (harmful, harmless, *listed)] == [None] * 4
    assert listed[0]["people_told"] == listed[1]["people_told"] == harmful["people_told"]
    assert _duty(harmful).startswith("They can read it if it cannot wait.")


async def test_on_a_fresh_sign_in_she_sees_what_came_of_it(northshire: World) -> None:
    asked = told(await northshire.phone_of("maya").post(PATHS["call"], {"message": HARM}))

    hers = told(await northshire["maya"].get(f"{PATHS['call']}/{asked['id']}"), 200)

    assert hers["urgent"] == "other"
    assert "worried" in {line["what"] for line in hers["timeline"]}
    assert _duty(hers) == "the team for when it cannot wait"


async def test_why_it_cannot_wait_is_shown_where_she_chose_it(northshire: World) -> None:
    asked = told(await northshire.phone_of("maya").post(PATHS["call"], {"urgent": "scared"}))

    assert asked["urgent"] == "scared"
    assert _duty(asked) == "the team for when it cannot wait"


@pytest.mark.parametrize(("path", "more"), [(PATHS["say"], {"kind": "comment"}), (PATHS["call"], {})])
async def test_sending_it_again_from_a_mere_phone_shows_no_more(
    northshire: World, path: str, more: dict[str, object]
) -> None:
    ask, key = {**more, "message": HARM}, {"Idempotency-Key": "again"}
    first = told(await northshire["maya"].post(path, ask, headers=key))

    again = told(await northshire.phone_of("maya").post(path, ask, headers=key))

    assert again["id"] == first["id"]
    assert _duty(again).startswith(FOREWARNED)
    assert not _duty(first).startswith(FOREWARNED)


async def test_what_she_thinks_is_listed_on_a_fresh_sign_in_alone(northshire: World) -> None:
    assert refused(await northshire.phone_of("maya").get(PATHS["say"]), 401, "fresh_sign_in_needed")


def _duty(shown: dict[str, Any]) -> str:
    return str(next(each["role"] for each in shown["people_told"] if each["who"] == "Emergency Duty"))


async def test_where_it_is_about_somebody_no_team_is_named_that_may_be_theirs(northshire: World) -> None:
    about = {"kind": "comment", "message": HARM, "about_worker_id": str(northshire.id_of("eve"))}

    said = told(await northshire.phone_of("maya").post(PATHS["say"], about))

    assert [each["who"] for each in said["people_told"]][-1] == "A team that can keep you safe"
    assert "Emergency Duty" not in str(said["people_told"])
