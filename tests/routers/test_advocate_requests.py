"""A young person asks for an advocate, a visitor or their rights, and nobody else learns of it."""

import pytest

from models.accounts import Role
from models.workers import Job
from tests.make.saying import answers, asks_for, joins, later, readers, told, tries
from tests.make.world import World

PATH = "/v1/me/advocate-requests"
SAID = {"message": "I want to move.", "preferences": "A woman, please.", "reach_me": "Ring my friend on Fridays."}


async def test_asking_says_who_is_told_who_is_not_and_by_when(northshire: World) -> None:
    asked = await asks_for(northshire, **SAID)

    assert (asked["kind"], asked["purpose"], asked["state"]) == ("advocate", "advocate", "waiting")
    assert asked["says"] == "You asked for an advocate."
    assert asked["due_in_words"] == "Friday 12 June, 5 pm"
    assert {name: asked[name] for name in SAID} == SAID
    assert [each["who"] for each in asked["people_told"]] == [
        *("Northshire Voice", "Children's Rights", "Emergency Duty", "Nobody else")
    ]
    assert [line["phone"] for line in asked["help_now"]] == ["01632 960999", "999", "0800 1111", "01632 960998"]


@pytest.mark.parametrize(
    ("purpose", "team", "who"),
    [
        ("advocate", "Northshire Voice", {"ade", "ruth"}),
        ("independent_visitor", "Northshire Voice", {"ade", "ruth"}),
        ("council_of_young_people", "Children's Rights", {"ruth"}),
        ("childrens_rights", "Children's Rights", {"ruth"}),
    ],
)
async def test_it_goes_to_those_who_can_read_it_and_to_nobody_else(
    northshire: World, purpose: str, team: str, who: set[str]
) -> None:
    asked = await asks_for(northshire, purpose, **SAID)

    assert asked["team"]["name"] == team
    assert await readers(northshire, asked) == who


async def test_whoever_works_with_groups_hears_about_the_council_of_young_people_and_about_nothing_else(
    northshire: World,
) -> None:
    await joins(northshire, "pat", Role.participation_officer, Job.participation_officer, "participation")

    asked = await asks_for(northshire, "council_of_young_people")
    other = await asks_for(northshire, "advocate")

    assert asked["team"]["name"] == "Taking Part"
    assert [card["id"] for card in told(await northshire["pat"].get("/v1/triage"), 200)["items"]] == [asked["id"]]
    assert await readers(northshire, other, ("pat",)) == set()
    assert (await tries(northshire, "pat", asked, "no_answer")).status_code == 201
    assert (await answers(northshire, "pat", asked)).status_code == 201


async def test_where_there_is_no_advocacy_team_childrens_rights_have_it(eastvale: World) -> None:
    asked = await asks_for(eastvale, who="noor")

    assert asked["team"]["name"] == "Rights and Advice"
    assert [each["who"] for each in asked["people_told"]] == ["Rights and Advice", "Night and Day Team", "Nobody else"]
    assert await readers(eastvale, asked, ("zed", "ivy", "rae", "cas", "dot", "kit")) == {"rae"}


async def test_the_card_tells_the_advocate_how_to_reach_her_without_anyone_else_seeing(northshire: World) -> None:
    asked = await asks_for(northshire, **SAID)

    card = told(await northshire["ade"].get(f"/v1/requests/{asked['id']}"), 200)

    assert {name: card[name] for name in SAID} == SAID
    assert card["timeline"][0]["says"] == "They asked for an advocate."


@pytest.mark.parametrize("purpose", ["advocate", "independent_visitor"])
async def test_a_talk_ends_it_and_so_does_an_answer(northshire: World, purpose: str) -> None:
    talked, answered = [await asks_for(northshire, purpose) for _ in range(2)]

    spoke = await tries(northshire, "ade", talked, "spoke")
    wrote = await answers(northshire, "ade", answered, decision="yes")

    assert (spoke.json()["state"], spoke.json()["standing"]) == ("answered", "met")
    assert (wrote.json()["state"], wrote.json()["standing"]) == ("answered", "met")
    read = told(await northshire["maya"].get(f"{PATH}/{answered['id']}"), 200)
    assert (read["answer"]["who"], read["answer"]["message"]) == ("Ade", "We looked into it.")
    assert read["timeline"][-1]["says"] == "Ade answered: yes."


async def test_she_can_take_it_back(northshire: World) -> None:
    asked = await asks_for(northshire)

    gone = told(await northshire["maya"].post(f"{PATH}/{asked['id']}/withdrawal"), 200)

    assert gone["state"] == "withdrawn"
    assert told(await northshire["maya"].post(f"{PATH}/{asked['id']}/withdrawal"), 200)["timeline"] == gone["timeline"]


async def test_when_nobody_got_back_to_her_it_is_open_again_with_the_same_date(northshire: World) -> None:
    asked = await asks_for(northshire)
    await answers(northshire, "ade", asked)
    later(northshire)

    again = told(await northshire["maya"].post(f"{PATH}/{asked['id']}/confirmation", {"answered": False}), 200)

    assert (again["state"], again["contested"], again["due_at"]) == ("waiting", True, asked["due_at"])
    assert (
        again["timeline"][-1]["says"]
        == "You told us that you still wait for someone. It is open again, with the same date."
    )
    assert await readers(northshire, asked) == {"ade", "ruth"}


async def test_she_can_say_herself_that_somebody_got_back_to_her(northshire: World) -> None:
    asked = await asks_for(northshire)

    ended = told(await northshire["maya"].post(f"{PATH}/{asked['id']}/confirmation", {"answered": True}), 200)

    assert (ended["state"], ended["standing"]) == ("answered", "met")


async def test_the_clock_is_an_aim_of_two_working_days(northshire: World) -> None:
    asked = await asks_for(northshire)

    clock = told(await northshire["maya"].get(f"{PATH}/{asked['id']}/clock"), 200)

    assert (clock["basis"], clock["working_days"]) == ("target", 2)
