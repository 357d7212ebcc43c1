"""Who looked at a young person's record, and who wrote in it."""

import pytest

from models.involvements import InvolvementRole
from tests.make.scenes import involve, on, queue, refused, takes, tries
from tests.make.world import World

PATH = "/v1/me/access-log"


async def seen(world: World, who: str = "maya") -> list[tuple[str, str]]:
    """Return who did what, the newest first."""
    lines = (await world[who].get(PATH)).json()["items"]
    return [(line["who"], line["what_for"]) for line in lines]


async def test_at_first_nobody_looked(northshire: World) -> None:
    assert (await northshire["maya"].get(PATH)).json() == {"items": [], "next_cursor": None}


async def test_a_line_says_who_when_what_for_and_through_which_app(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(on(11, "14:41"))

    await northshire["sam"].get(f"/v1/requests/{asked['id']}")

    assert (await northshire["maya"].get(PATH)).json()["items"] == [
        {
            "who": "Sam",
            "role": "social worker",
            "day": "Thursday 11 June 2026",
            "hour": 14,
            "what_for": "looked at something you asked for",
            "app": "kept-tests",
        }
    ]


async def test_a_list_is_a_look_at_everybody_on_the_page(northshire: World) -> None:
    await northshire.asks_to_be_called("maya")
    await northshire.asks_to_be_called("jay")

    await queue(northshire, "sam", limit=1)

    looked = [("Sam", "saw your name in the list of people to call")]
    assert sorted([await seen(northshire, "maya"), await seen(northshire, "jay")]) == [[], looked]


async def test_a_caseload_is_a_look_too(northshire: World) -> None:
    await northshire["priya"].get("/v1/young-people")

    assert await seen(northshire) == [("Priya", "saw your name or your details in the list of their young people")]


async def test_who_looks_ten_times_in_an_hour_is_one_line(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    for minute in range(0, 60, 6):
        northshire.at(on(10, f"11:{minute:02}"))
        await northshire["sam"].get(f"/v1/requests/{asked['id']}")

    assert len(await seen(northshire)) == 1


async def test_who_wrote_is_there_with_what_they_did(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    for hour, act in ((11, takes(northshire, "sam", asked)), (12, tries(northshire, "alex", asked, "no_answer"))):
        northshire.at(on(10, f"{hour}:00"))
        await act

    assert await seen(northshire) == [
        ("Alex", "tried to call you, or wrote down a call"),
        ("Sam", "took something you asked for, or put it back"),
    ]


async def test_what_she_does_herself_is_no_news_to_her(northshire: World) -> None:
    await northshire.asks_to_be_called("maya")
    await northshire["maya"].patch("/v1/me", {"pronouns": None})

    assert await seen(northshire) == []


async def test_who_was_refused_did_not_look(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    await northshire["bo"].get(f"/v1/requests/{asked['id']}")

    assert await seen(northshire) == []


async def test_it_needs_a_fresh_sign_in_whether_or_not_anything_is_there(northshire: World) -> None:
    await northshire.asks_to_be_called("maya")
    await queue(northshire, "sam")

    replies = [await northshire.phone_of(who).get(PATH) for who in ("maya", "jay")]

    for reply in replies:
        assert refused(reply, 401, "fresh_sign_in_needed")
        assert 'error="insufficient_user_authentication"' in reply.headers["WWW-Authenticate"]
    assert replies[0].json()["detail"] == replies[1].json()["detail"]


async def test_it_is_hers_alone(northshire: World) -> None:
    await northshire.asks_to_be_called("maya")
    await queue(northshire, "sam")

    assert await seen(northshire, "jay") == []
    for who in ("sam", "priya", "dana", "kim"):
        assert refused(await northshire[who].get(PATH), 403, "not_allowed")


async def test_it_is_read_page_by_page(northshire: World) -> None:
    for hour in range(10, 15):
        northshire.at(on(10, f"{hour}:00"))
        await northshire["priya"].get("/v1/young-people")

    hours, path = [], f"{PATH}?limit=2"
    while path:
        page = (await northshire["maya"].get(path)).json()
        hours += [line["hour"] for line in page["items"]]
        path = f"{PATH}?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""

    assert hours == [14, 13, 12, 11, 10]


@pytest.mark.parametrize("who", ["ade", "ruth"])
async def test_those_who_help_in_confidence_are_there_too(northshire: World, who: str) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    await northshire.asks_to_be_called("maya", worker_id=str(northshire.id_of("ade")))

    await queue(northshire, who)

    assert await seen(northshire) == [(who.title(), "saw your name in the list of people to call")]
