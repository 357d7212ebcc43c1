"""Everything a young person asked or said, in one list."""

from tests.conftest import WEDNESDAY
from tests.make.saying import answers, asks_for, refused, says, told
from tests.make.world import World

PATH = "/v1/me/requests"


async def all_kinds(world: World) -> list[str]:
    """Let Maya ask and say one of each, an hour apart; return the ids, the newest first."""
    made = []
    for hour, kind in enumerate(("contact", "advocate", "comment", "compliment", "complaint")):
        world.at(WEDNESDAY.replace(hour=9 + hour))
        if kind == "contact":
            made.append(await world.asks_to_be_called("maya", about="my brother", message="please"))
        else:
            made.append(await (asks_for(world) if kind == "advocate" else says(world, kind)))
    return [each["id"] for each in reversed(made)]


async def test_everything_is_there_the_newest_first_each_in_words_and_with_its_address(northshire: World) -> None:
    ids = await all_kinds(northshire)

    items = told(await northshire["maya"].get(PATH), 200)["items"]

    assert [each["id"] for each in items] == ids
    assert [each["says"] for each in items] == [
        "You told us that something is wrong. This is a complaint.",
        "You told us what went well.",
        "You told us what you think.",
        "You asked for an advocate.",
        "You asked to be called.",
    ]
    for each in items:
        assert told(await northshire["maya"].get(each["address"]), 200)["id"] == each["id"]


async def test_it_comes_in_pages(northshire: World) -> None:
    ids = await all_kinds(northshire)

    first = await northshire["maya"].get(f"{PATH}?limit=3")
    rest = await northshire["maya"].get(f"{PATH}?limit=3&cursor={first.json()['next_cursor']}")

    assert [each["id"] for each in (*first.json()["items"], *rest.json()["items"])] == ids
    assert 'rel="next"' in first.headers["Link"]


async def test_it_can_be_asked_for_by_state_and_by_what_changed(northshire: World) -> None:
    said = await says(northshire, "comment")
    await asks_for(northshire)
    northshire.at(WEDNESDAY.replace(hour=12))
    await answers(northshire, "cleo", said)

    for asked in ("state=answered", "changed_since=2026-06-10T11:00:00Z"):
        items = told(await northshire["maya"].get(f"{PATH}?{asked}"), 200)["items"]
        assert [each["id"] for each in items] == [said["id"]]


async def test_on_a_borrowed_phone_it_is_refused_whether_or_not_anything_is_there(northshire: World) -> None:
    phone = northshire.phone_of("maya")
    before = await phone.get(PATH)
    await all_kinds(northshire)

    assert refused(before, 401, "fresh_sign_in_needed")
    assert refused(await phone.get(PATH), 401, "fresh_sign_in_needed")


async def test_it_is_nobody_elses(northshire: World) -> None:
    await all_kinds(northshire)

    assert told(await northshire["jay"].get(PATH), 200)["items"] == []
    assert refused(await northshire["sam"].get(PATH), 403, "not_allowed")
