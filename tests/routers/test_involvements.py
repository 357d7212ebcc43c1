"""Who is there for a young person: what a manager may change, and what nobody else learns."""

from datetime import timedelta

import pytest

from tests.conftest import WEDNESDAY
from tests.make.involvements import begun, listed, path_of
from tests.make.world import World

LATER = WEDNESDAY + timedelta(minutes=1)


async def people_of(world: World, who: str) -> dict[str, bool]:
    people = (await world[who].get("/v1/me/people")).json()["people"]
    return {each["name"]: each["main"] for each in people}


@pytest.mark.parametrize("who", ["sam", "priya", "dana"])
async def test_those_who_are_there_for_her_see_who_else_is(northshire: World, who: str) -> None:
    items = await listed(northshire, who)

    assert {(each["worker"], each["role"], each["main"]) for each in items} == {
        ("Sam", "social_worker", True),
        ("Dana", "reviewing_officer", False),
    }


async def test_the_list_comes_in_pages_the_newest_first(northshire: World) -> None:
    first = (await northshire["sam"].get(f"{path_of(northshire, 'maya')}?limit=1")).json()
    second = (
        await northshire["sam"].get(f"{path_of(northshire, 'maya')}?limit=1&cursor={first['next_cursor']}")
    ).json()

    assert [each["worker"] for each in (*first["items"], *second["items"])] == ["Dana", "Sam"]
    assert second["next_cursor"] is None


async def test_she_can_see_who_looked(northshire: World) -> None:
    await listed(northshire, "dana")

    log = (await northshire["maya"].get("/v1/me/access-log")).json()["items"]

    assert [(each["who"], each["what_for"]) for each in log] == [("Dana", "looked at who is there for you")]


@pytest.mark.parametrize("stranger", ["wes", "bo", "alex", "ade"])
async def test_somebody_elses_young_person_does_not_exist(northshire: World, stranger: str) -> None:
    reply = await northshire[stranger].get(path_of(northshire, "maya"))

    assert reply.status_code == 404


@pytest.mark.parametrize("stranger", ["zed", "ivy", "rae"])
async def test_a_young_person_of_another_council_does_not_exist(
    northshire: World, eastvale: World, stranger: str
) -> None:
    reply = await eastvale[stranger].get(path_of(northshire, "maya"))

    assert reply.status_code == 404


@pytest.mark.parametrize("who", ["maya", "cleo", "eve", "lee", "kim"])
async def test_others_may_not_ask(northshire: World, who: str) -> None:
    reply = await northshire[who].get(path_of(northshire, "maya"))

    assert reply.status_code == 403


async def test_a_new_worker_is_there_at_once(northshire: World) -> None:
    await begun(northshire, "priya", "alex", "support_worker")

    assert await people_of(northshire, "maya") == {"Sam": True, "Dana": False, "Alex": False}
    assert [each["preferred_name"] for each in (await northshire["alex"].get("/v1/young-people")).json()["items"]] == [
        "Maya"
    ]


async def test_a_worker_whose_involvement_ended_is_out_at_the_next_request(northshire: World) -> None:
    made = await begun(northshire, "priya", "alex", "support_worker")
    northshire.at(LATER)

    ended = await northshire["priya"].put(
        f"{path_of(northshire, 'maya')}/{made['id']}/end", {"reason": "A new support worker"}
    )

    assert (ended.status_code, ended.json()["end_reason"]) == (200, "A new support worker")
    assert ended.json()["ended_at"] == "2026-06-10T09:01:00Z"
    assert (await northshire["alex"].get(path_of(northshire, "maya"))).status_code == 404
    assert (await northshire["alex"].get("/v1/young-people")).json()["items"] == []
    assert "Alex" not in await people_of(northshire, "maya")
    assert ("Alex", "A new support worker") in [
        (each["worker"], each["end_reason"]) for each in await listed(northshire, "priya")
    ]


async def test_to_end_it_again_changes_nothing(northshire: World) -> None:
    made = await begun(northshire, "priya", "alex", "support_worker")
    path = f"{path_of(northshire, 'maya')}/{made['id']}/end"
    first = await northshire["priya"].put(path, {"reason": "A new support worker"})
    northshire.at(LATER)

    again = await northshire["priya"].put(path, {"reason": "Something else"})

    assert (again.status_code, again.json()) == (200, first.json())


async def test_the_next_main_worker_takes_a_reason(northshire: World) -> None:
    ask = {"worker_id": str(northshire.id_of("alex")), "role": "social_worker", "main": True}

    reply = await northshire["priya"].post(path_of(northshire, "maya"), ask)

    assert (reply.status_code, reply.json()["code"]) == (409, "already_has_a_main_worker")
    assert reply.json()["holder"] == "Sam"
    assert await people_of(northshire, "maya") == {"Sam": True, "Dana": False}


async def test_the_next_main_worker_ends_the_earlier_ones_involvement(northshire: World) -> None:
    await begun(northshire, "priya", "alex", "social_worker", main=True, reason="Sam has a new job")
    northshire.at(LATER)

    assert await people_of(northshire, "maya") == {"Alex": True, "Dana": False}
    past = [each for each in await listed(northshire, "priya") if each["ended_at"]]
    assert [(each["worker"], each["main"], each["end_reason"]) for each in past] == [("Sam", True, "Sam has a new job")]
    assert (await northshire["sam"].get(path_of(northshire, "maya"))).status_code == 404


async def test_a_new_request_goes_to_the_next_main_worker(northshire: World) -> None:
    await begun(northshire, "priya", "alex", "social_worker", main=True, reason="Sam has a new job")

    told = await northshire.asks_to_be_called("maya")

    assert told["people_told"][0]["who"] == "Alex"


async def test_a_young_person_can_be_handed_to_another_team(northshire: World) -> None:
    made = await begun(northshire, "priya", "bo", "social_worker", main=True, reason="She has moved west")

    assert (made["worker"], made["team"], made["main"]) == ("Bo", "Children in Care West", True)
    assert (await northshire["priya"].get(path_of(northshire, "maya"))).status_code == 404
    assert {each["worker"] for each in await listed(northshire, "wes")} == {"Sam", "Dana", "Bo"}


async def test_who_helps_already_can_become_the_main_worker(northshire: World) -> None:
    await begun(northshire, "priya", "alex", "social_worker")
    northshire.at(LATER)

    await begun(northshire, "priya", "alex", "social_worker", main=True, reason="Sam has a new job")

    assert await people_of(northshire, "maya") == {"Alex": True, "Dana": False}


async def test_the_main_workers_involvement_ends_only_by_naming_the_next(northshire: World) -> None:
    (sam,) = [each for each in await listed(northshire, "priya") if each["main"]]

    reply = await northshire["priya"].put(f"{path_of(northshire, 'maya')}/{sam['id']}/end", {"reason": "New job"})

    assert (reply.status_code, reply.json()["code"]) == (409, "still_the_main_worker")


async def test_nobody_is_involved_twice_in_one_role(northshire: World) -> None:
    ask = {"worker_id": str(northshire.id_of("sam")), "role": "social_worker"}

    reply = await northshire["priya"].post(path_of(northshire, "maya"), ask)

    assert (reply.status_code, reply.json()["code"]) == (409, "already_involved")


@pytest.mark.parametrize(
    ("worker", "role", "main"),
    [
        ("cleo", "social_worker", False),
        ("lee", "key_worker", False),
        ("sam", "reviewing_officer", False),
        ("dana", "reviewing_officer", True),
    ],
)
async def test_a_role_needs_somebody_whose_work_it_is(northshire: World, worker: str, role: str, *, main: bool) -> None:
    ask = {"worker_id": str(northshire.id_of(worker)), "role": role, "main": main}

    reply = await northshire["priya"].post(path_of(northshire, "jay"), ask)

    assert (reply.status_code, reply.json()["code"]) == (422, "not_for_that_role")


async def test_somebody_of_another_council_is_no_colleague(northshire: World, eastvale: World) -> None:
    ask = {"worker_id": str(eastvale.id_of("zed")), "role": "key_worker"}

    reply = await northshire["priya"].post(path_of(northshire, "maya"), ask)

    assert (reply.status_code, reply.json()["code"]) == (422, "no_such_worker")


@pytest.mark.parametrize("stranger", ["wes", "ruth"])
async def test_to_others_her_involvements_cannot_be_changed(northshire: World, stranger: str) -> None:
    (sam,) = [each for each in await listed(northshire, "priya") if each["main"]]

    ended = await northshire[stranger].put(f"{path_of(northshire, 'maya')}/{sam['id']}/end", {"reason": "No"})

    assert ended.status_code == 404


async def test_a_manager_of_another_team_cannot_begin_one(northshire: World) -> None:
    ask = {"worker_id": str(northshire.id_of("bo")), "role": "key_worker"}

    reply = await northshire["wes"].post(path_of(northshire, "maya"), ask)

    assert reply.status_code == 404


@pytest.mark.parametrize("who", ["sam", "dana", "ade"])
async def test_others_may_not_change_anything(northshire: World, who: str) -> None:
    ask = {"worker_id": str(northshire.id_of("alex")), "role": "key_worker"}

    reply = await northshire[who].post(path_of(northshire, "maya"), ask)

    assert reply.status_code == 403


async def test_an_involvement_is_not_found_under_another_young_person(northshire: World) -> None:
    (sam,) = [each for each in await listed(northshire, "priya") if each["main"]]

    reply = await northshire["priya"].put(f"{path_of(northshire, 'jay')}/{sam['id']}/end", {"reason": "No"})

    assert reply.status_code == 404
