"""A new reviewing officer is introduced before she runs a review; when and how stands with that person."""

from datetime import timedelta

import httpx
import psycopg
import pytest
import pytest_asyncio

from models.accounts import Role
from models.involvements import InvolvementRole
from models.workers import Job
from tests.conftest import WEDNESDAY
from tests.make.hats import under_hat
from tests.make.involvements import begun
from tests.make.joining import joins
from tests.make.reviews import coming, hold, of
from tests.make.scenes import involve, refused
from tests.make.world import World

MINUTE, TODAY = timedelta(minutes=1), WEDNESDAY.date()


def path_of(world: World, who: str = "maya") -> str:
    return f"/v1/young-people/{world.id_of(who)}/introductions"


async def introduces(
    world: World, who: str, whom: str, role: str = "reviewing_officer", **said: object
) -> httpx.Response:
    ask = {"worker_id": str(world.id_of(whom)), "role": role, "how": "met", **said}
    return await world[who].post(path_of(world), ask)


@pytest_asyncio.fixture
async def review(northshire: World) -> str:
    """Let Rio follow Dana as Maya's reviewing officer; return the review that is to come."""
    await joins(northshire, "rio", Role.reviewing_officer, Job.reviewing_officer, "reviewing")
    found = str((await coming(northshire, "maya", "care"))["id"])
    await begun(northshire, "priya", "rio", "reviewing_officer")
    northshire.at(WEDNESDAY + MINUTE)
    return found


async def test_a_new_reviewing_officer_neither_plans_nor_holds_a_review_before_she_is_introduced(
    northshire: World, review: str
) -> None:
    held = await hold(northshire, review, TODAY, who="rio")
    planned = await northshire["rio"].put(f"{of(northshire, 'maya')}/{review}", {"planned_on": "2026-07-01"})
    made = await northshire["rio"].post(of(northshire, "maya"), {"plan_kind": "pathway"})

    for reply in (held, planned):
        assert refused(reply, 409, "not_introduced_yet")
    assert made.status_code in (409, 422)
    assert (await coming(northshire, "maya", "care"))["id"] == review


@pytest.mark.parametrize("who", ["sam", "priya", "dana", "rio"])
@pytest.mark.parametrize("how", ["met", "call", "video", "letter"])
async def test_once_anyone_who_is_there_for_her_wrote_it_down_she_runs_it(
    northshire: World, review: str, who: str, how: str
) -> None:
    made = await introduces(northshire, who, "rio", how=how, introduced_on="2026-06-08")

    held = await hold(northshire, review, TODAY, who="rio")

    assert made.status_code == 201, made.text
    assert (made.json()["worker"], made.json()["how"], made.json()["recorded_by"]) == ("Rio", how, who.title())
    assert held.status_code == 200, held.text


async def test_being_introduced_in_another_role_is_not_enough(northshire: World, review: str) -> None:
    wrong = await introduces(northshire, "sam", "rio", role="social_worker")

    assert refused(wrong, 422, "not_for_that_role")
    assert refused(await hold(northshire, review, TODAY, who="rio"), 409, "not_introduced_yet")


async def test_the_first_reviewing_officer_of_somebody_needs_no_introduction(northshire: World) -> None:
    review = str((await coming(northshire, "maya", "care"))["id"])

    assert (await hold(northshire, review, TODAY)).status_code == 200


async def test_an_introduction_can_come_before_she_is_there_at_all(northshire: World) -> None:
    await joins(northshire, "rio", Role.reviewing_officer, Job.reviewing_officer, "reviewing")
    review = str((await coming(northshire, "maya", "care"))["id"])
    assert (await introduces(northshire, "dana", "rio")).status_code == 201
    assert (await hold(northshire, review, TODAY, who="rio")).status_code == 404

    await begun(northshire, "priya", "rio", "reviewing_officer")
    northshire.at(WEDNESDAY + MINUTE)

    assert (await hold(northshire, review, TODAY, who="rio")).status_code == 200


async def test_the_wall_holds_it_when_the_service_would_not(northshire: World, review: str) -> None:
    plan = "update reviews set planned_on = '2026-07-01' where id = %(review)s returning id"

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await under_hat(northshire, "rio", plan, review=review)
    await introduces(northshire, "sam", "rio")

    assert len(await under_hat(northshire, "rio", plan, review=review)) == 1


@pytest.mark.usefixtures("review")
async def test_she_reads_with_each_of_her_people_when_and_how_they_met(northshire: World) -> None:
    await introduces(northshire, "sam", "rio", how="letter", introduced_on="2026-06-01")
    northshire.at(WEDNESDAY + 2 * MINUTE)
    await introduces(northshire, "sam", "rio", how="met")

    people = (await northshire["maya"].get("/v1/me/people")).json()["people"]

    assert {each["name"]: each["introduced"] for each in people} == {
        "Sam": None,
        "Dana": None,
        "Rio": "Rio sent you a letter with a photo on Monday 1 June 2026.",
    }
    assert [each["introduced_on"] for each in people if each["name"] == "Rio"] == ["2026-06-01"]


async def test_what_has_not_happened_is_not_written_down(northshire: World) -> None:
    reply = await introduces(northshire, "sam", "dana", introduced_on="2026-06-11")

    assert refused(reply, 422, "in_the_future")


@pytest.mark.parametrize(
    ("who", "status"), [("wes", 404), ("bo", 404), ("alex", 404), ("cleo", 403), ("maya", 403), ("ade", 403)]
)
async def test_others_write_nothing_down(northshire: World, who: str, status: int) -> None:
    assert (await introduces(northshire, who, "dana")).status_code == status


async def test_that_she_met_an_advocate_is_between_her_the_advocate_and_childrens_rights(northshire: World) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    for who in ("sam", "priya", "dana"):
        assert (await introduces(northshire, who, "ade", "advocate")).status_code == 403
    assert (await introduces(northshire, "ruth", "dana")).status_code == 403
    assert (await introduces(northshire, "ruth", "ade", "advocate", how="call")).status_code == 201

    seen = {
        who: (await northshire[who].get(path_of(northshire))).json() for who in ("ruth", "ade", "sam", "priya", "dana")
    }
    hers = (await northshire["maya"].get("/v1/me/people")).json()["people"]
    phone = (await northshire.phone_of("maya").get("/v1/me/people")).json()["people"]

    assert {who: len(found["items"]) for who, found in seen.items()} == {
        "ruth": 1,
        "ade": 1,
        "sam": 0,
        "priya": 0,
        "dana": 0,
    }
    assert "You and Ade talked on the phone on Wednesday 10 June 2026." in [each["introduced"] for each in hers]
    assert "Ade" not in str(phone)


async def test_the_list_comes_in_pages_the_newest_first_and_she_can_see_who_looked(northshire: World) -> None:
    for minute, how in enumerate(("letter", "call", "met")):
        northshire.at(WEDNESDAY + minute * MINUTE)
        await introduces(northshire, "sam", "dana", how=how)

    first = (await northshire["dana"].get(f"{path_of(northshire)}?limit=2")).json()
    second = (await northshire["dana"].get(f"{path_of(northshire)}?limit=2&cursor={first['next_cursor']}")).json()
    log = (await northshire["maya"].get("/v1/me/access-log")).json()["items"]

    assert [each["how"] for each in (*first["items"], *second["items"])] == ["met", "call", "letter"]
    assert ("Dana", "looked at when you met your people") in [(each["who"], each["what_for"]) for each in log]
    assert ("Sam", "wrote down that you met someone") in [(each["who"], each["what_for"]) for each in log]
