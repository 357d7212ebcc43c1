"""Advocates and visitors are known to nobody else, and the walls hold without any handler."""

from datetime import timedelta

import pytest

from auth.permissions import Permission
from tests.conftest import WEDNESDAY
from tests.make.at_the_walls import rows_for
from tests.make.involvements import begun, listed, path_of
from tests.make.world import World

LATER = WEDNESDAY + timedelta(minutes=1)


async def test_that_she_has_an_advocate_is_known_to_the_rights_officer_and_the_advocate_alone(
    northshire: World,
) -> None:
    before = {who: (await northshire[who].get(path_of(northshire, "maya"))).text for who in ("sam", "priya", "dana")}
    people = (await northshire.phone_of("maya").get("/v1/me/people")).text

    await begun(northshire, "ruth", "ade", "advocate")

    assert [(each["worker"], each["role"]) for each in await listed(northshire, "ruth")] == [("Ade", "advocate")]
    assert [(each["worker"], each["role"]) for each in await listed(northshire, "ade")] == [("Ade", "advocate")]
    for who, text in before.items():
        assert (await northshire[who].get(path_of(northshire, "maya"))).text == text
    assert (await northshire.phone_of("maya").get("/v1/me/people")).text == people


async def test_a_rights_officer_ends_an_advocates_involvement(northshire: World) -> None:
    made = await begun(northshire, "ruth", "ade", "advocate")
    northshire.at(LATER)

    ended = await northshire["ruth"].put(f"{path_of(northshire, 'maya')}/{made['id']}/end", {"reason": "She wished so"})

    assert ended.json()["end_reason"] == "She wished so"
    assert [each["end_reason"] for each in await listed(northshire, "ruth")] == ["She wished so"]


async def test_where_there_is_no_advocate_the_rights_officers_list_is_empty(northshire: World) -> None:
    assert await listed(northshire, "ruth", "jay") == []


async def test_to_the_rights_officer_nobody_else_is_a_young_person(northshire: World) -> None:
    reply = await northshire["ruth"].get(path_of(northshire, "sam"))

    assert reply.status_code == 404


@pytest.mark.parametrize(
    ("who", "role"), [("priya", "advocate"), ("priya", "independent_visitor"), ("ruth", "key_worker")]
)
async def test_each_names_only_their_own(northshire: World, who: str, role: str) -> None:
    ask = {"worker_id": str(northshire.id_of("ade")), "role": role}

    reply = await northshire[who].post(path_of(northshire, "maya"), ask)

    assert reply.status_code == 403


NEW = """insert into involvements (council_id, id, young_person_id, worker_id, role, main, started_at)
  select council_id, gen_random_uuid(), '{whose}', '{worker}', '{role}', {main}, {since} from councils"""
ENDED = "update involvements set ended_at = {at}, end_reason = 'x' where role = '{role}'"
NOW = "walls.moment()"
SINCE_LONG = "timestamptz '2020-01-01'"


@pytest.mark.parametrize(
    ("who", "rows", "statement"),
    [
        ("priya", 1, NEW.format(whose="{maya}", worker="{alex}", role="key_worker", main=False, since=NOW)),
        ("priya", 0, NEW.format(whose="{maya}", worker="{alex}", role="key_worker", main=False, since=SINCE_LONG)),
        ("priya", 0, NEW.format(whose="{maya}", worker="{ade}", role="advocate", main=False, since=NOW)),
        ("priya", 0, NEW.format(whose="{sam}", worker="{alex}", role="key_worker", main=False, since=NOW)),
        ("wes", 0, NEW.format(whose="{maya}", worker="{bo}", role="key_worker", main=False, since=NOW)),
        ("ruth", 1, NEW.format(whose="{jay}", worker="{ade}", role="advocate", main=False, since=NOW)),
        ("ruth", 0, NEW.format(whose="{jay}", worker="{ade}", role="advocate", main=True, since=NOW)),
        ("ruth", 0, NEW.format(whose="{sam}", worker="{ade}", role="advocate", main=False, since=NOW)),
        ("ruth", 0, NEW.format(whose="{jay}", worker="{alex}", role="key_worker", main=False, since=NOW)),
        ("priya", 2, ENDED.format(at=NOW, role="reviewing_officer")),
        ("priya", 0, ENDED.format(at=SINCE_LONG, role="reviewing_officer")),
        ("priya", 0, ENDED.format(at=NOW, role="advocate")),
        ("wes", 0, ENDED.format(at=NOW, role="reviewing_officer")),
        ("ruth", 1, ENDED.format(at=NOW, role="advocate")),
        ("ruth", 0, ENDED.format(at=NOW, role="reviewing_officer")),
        ("priya", 0, "update involvements set worker_id = '{alex}'"),
        ("priya", 0, "update involvements set main = false"),
        ("priya", 0, "delete from involvements"),
        ("ruth", 0, "delete from involvements"),
    ],
)
async def test_the_walls_let_nobody_write_more_than_is_theirs(
    northshire: World, who: str, rows: int, statement: str
) -> None:
    await begun(northshire, "ruth", "ade", "advocate")
    northshire.at(LATER)
    ids = {each: northshire.id_of(each) for each in ("maya", "jay", "alex", "bo", "ade", "sam")}

    assert await rows_for(northshire, who, Permission.involvements_edit, statement.format(**ids).encode()) == rows


@pytest.mark.parametrize(
    ("who", "seen"), [("sam", 4), ("priya", 4), ("dana", 4), ("wes", 0), ("bo", 0), ("ruth", 1), ("ade", 1)]
)
async def test_the_walls_show_an_advocate_to_nobody_else(northshire: World, who: str, seen: int) -> None:
    await begun(northshire, "ruth", "ade", "advocate")

    met = await rows_for(northshire, who, Permission.involvements_read, "select from involvements")

    assert met == seen
