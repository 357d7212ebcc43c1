"""Who a young person's people are, and the ways that are always there."""

from models.involvements import InvolvementRole
from tests.make.scenes import involve, newcomer, on
from tests.make.world import World

PATH = "/v1/me/people"


async def test_she_sees_who_is_there_for_her_her_social_worker_first(northshire: World) -> None:
    sam, dana = (await northshire["maya"].get(PATH)).json()["people"]

    assert (sam["name"], sam["role"], sam["role_in_words"]) == ("Sam", "social_worker", "your social worker")
    assert (sam["main"], sam["phone"], sam["email"]) == (True, "07700 900102", "sam@northshire.example.org")
    assert (sam["away"], sam["covered_by"]) == (False, None)
    assert (dana["name"], dana["main"]) == ("Dana", False)


async def test_below_her_people_stand_the_ways_that_are_always_there(northshire: World) -> None:
    routes = (await northshire["maya"].get(PATH)).json()["routes"]

    assert [(each["route"], each["phone"]) for each in routes] == [
        ("team", "01632 960100"),
        ("duty", "01632 960700"),
        ("childrens_rights", "01632 960400"),
        ("advocacy", "01632 960500"),
        ("complaints", "01632 960600"),
        ("out_of_hours", "01632 960999"),
        ("emergency", "999"),
        ("childline", "0800 1111"),
    ]


async def test_it_is_never_empty(northshire: World) -> None:
    tia = await newcomer(northshire, "tia")

    page = (await tia.get(PATH)).json()

    assert page["people"] == []
    assert [each["route"] for each in page["routes"]][:2] == ["duty", "childrens_rights"]


async def test_on_a_borrowed_phone_an_advocate_or_a_visitor_leaves_no_trace(northshire: World) -> None:
    phone = northshire.phone_of("maya")
    before = await phone.get(PATH)

    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    await involve(northshire, "maya", "bo", InvolvementRole.independent_visitor)

    after = await phone.get(PATH)
    assert after.content == before.content
    assert after.headers["ETag"] == before.headers["ETag"]


async def test_after_a_fresh_sign_in_her_advocate_is_among_her_people(northshire: World) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)

    people = (await northshire["maya"].get(PATH)).json()["people"]

    assert ("Ade", "your advocate, who speaks up for you") in [(each["name"], each["role_in_words"]) for each in people]


async def test_who_comes_later_or_has_gone_is_not_on_it(northshire: World) -> None:
    await involve(northshire, "maya", "alex", InvolvementRole.support_worker, started=on(12))
    await involve(northshire, "maya", "bo", InvolvementRole.key_worker, ended=on(10))

    async def names() -> list[str]:
        return [each["name"] for each in (await northshire["maya"].get(PATH)).json()["people"]]

    assert await names() == ["Sam", "Dana"]
    northshire.at(on(12))
    assert await names() == ["Sam", "Dana", "Alex"]


async def test_each_council_shows_its_own_numbers(eastvale: World) -> None:
    page = (await eastvale["noor"].get(PATH)).json()

    assert [each["name"] for each in page["people"]] == ["Zed"]
    assert {each["phone"][:9] for each in page["routes"] if each["phone"].startswith("0163")} == {"01632 961"}
