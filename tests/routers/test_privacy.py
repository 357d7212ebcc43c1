"""What a young person is told about who can read what is true: every statement is tried against the walls."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from models.accounts import Role
from models.involvements import InvolvementRole
from models.privacy import PrivacyOfAThing, things
from models.workers import Job
from tests.conftest import WEDNESDAY
from tests.make.saying import asks_for, joins, leaves, presses, readers, refused, says, told
from tests.make.scenes import involve
from tests.make.world import World

PATH = "/v1/me/privacy"
HARM = "He hits me and I dont feel safe"
# One person of each role, as close to Maya as the role allows.
PEOPLE = {
    "worker": "sam",
    "manager": "priya",
    "reviewing_officer": "dana",
    "rights_officer": "ruth",
    "complaints_officer": "cleo",
    "participation_officer": "pat",
    "advocate": "ade",
    "duty_worker": "eve",
    "board_member": "lee",
    "council_admin": "kim",
}
ELSEWHERE = {"plan_view", "access_log"}  # what is not a request is tried where it is made


async def _call(world: World) -> dict[str, Any]:
    return await world.asks_to_be_called("maya")


async def _urgent(world: World) -> dict[str, Any]:
    return await world.asks_to_be_called("maya", urgent="scared")


async def _late(world: World) -> dict[str, Any]:
    asked = await world.asks_to_be_called("maya")
    world.at(WEDNESDAY + timedelta(days=9))
    return asked


async def _about_a_council(world: World) -> dict[str, Any]:
    return await asks_for(world, "council_of_young_people")


def _said(kind: str) -> Callable[[World], Awaitable[dict[str, Any]]]:
    async def said(world: World) -> dict[str, Any]:
        return await says(world, kind)

    return said


def _passed_on(kind: str) -> Callable[[World], Awaitable[dict[str, Any]]]:
    async def said(world: World) -> dict[str, Any]:
        found = await says(world, kind)
        await world["cleo"].put(f"/v1/requests/{found['id']}/passed-on")
        return found

    return said


def _unheard(kind: str) -> Callable[[World], Awaitable[dict[str, Any]]]:
    async def said(world: World) -> dict[str, Any]:
        await leaves(world, "cleo")
        return await says(world, kind)

    return said


async def _complaint_about_cleo(world: World) -> dict[str, Any]:
    return await says(world, "complaint", about_worker_id=str(world.id_of("cleo")))


async def _ade_helps(world: World) -> dict[str, Any]:
    await involve(world, "maya", "ade", InvolvementRole.advocate)
    said = await says(world, "complaint")
    told(await world["maya"].put(f"/v1/me/feedback/{said['id']}/helpers", {"advocate": True}), 200)
    return said


async def _words_about_eve(world: World) -> dict[str, Any]:
    await says(world, "complaint", message=HARM, about_worker_id=str(world.id_of("eve")))
    found: dict[str, Any] = told(await world["maya"].get("/v1/me/help-now"), 200)["items"][0]
    return found


# As it is when nothing has happened, and what has to happen for whoever can read it later.
AT_FIRST: dict[str, Callable[[World], Awaitable[dict[str, Any]]]] = {
    "contact_request": _call,
    "advocate_request": asks_for,
    "comment": _said("comment"),
    "compliment": _said("compliment"),
    "complaint": _said("complaint"),
    "help": presses,
}
LATER: dict[tuple[str, str], Callable[[World], Awaitable[dict[str, Any]]]] = {
    ("contact_request", "rights_officer"): _late,
    ("contact_request", "duty_worker"): _urgent,
    ("advocate_request", "participation_officer"): _about_a_council,
    ("help", "rights_officer"): _words_about_eve,
    ("complaint", "rights_officer"): _complaint_about_cleo,
    ("complaint", "advocate"): _ade_helps,
    **{(kind, who): _passed_on(kind) for kind in ("comment", "compliment") for who in ("worker", "manager")},
    **{(kind, "rights_officer"): _unheard(kind) for kind in ("comment", "compliment")},
}


async def shown(world: World, thing: str) -> dict[str, list[str]]:
    """Return the roles that she is told about, by list."""
    items = told(await world["maya"].get(PATH), 200)["things"]
    (found,) = [each for each in items if each["thing"] == thing]
    lists = ("can_read", "can_read_later", "cannot_read")
    return {name: [reader["role"] for reader in found[name]] for name in lists}


@pytest.fixture
async def people(northshire: World) -> World:
    await joins(northshire, "pat", Role.participation_officer, Job.participation_officer, "participation")
    return northshire


@pytest.mark.parametrize("thing", AT_FIRST)
async def test_who_can_read_it_can_and_nobody_else_can(people: World, thing: str) -> None:
    said = await shown(people, thing)

    asked = await AT_FIRST[thing](people)

    allowed = await readers(people, asked, tuple(PEOPLE.values()))
    assert allowed == {PEOPLE[role] for role in said["can_read"]}


@pytest.mark.parametrize(("thing", "role"), LATER)
async def test_who_can_read_it_later_can_only_when_that_happens(people: World, thing: str, role: str) -> None:
    said = await shown(people, thing)
    asked = await LATER[thing, role](people)
    here = await at_work(people)

    allowed = await readers(people, asked, here)

    assert PEOPLE[role] in allowed
    assert allowed <= {PEOPLE[each] for each in (*said["can_read"], *said["can_read_later"])}


async def at_work(world: World) -> tuple[str, ...]:
    """Return everybody whose account stands: Cleo may have left."""
    left = (await world["cleo"].get("/v1/triage")).status_code == 401
    return tuple(who for who in PEOPLE.values() if not (left and who == "cleo"))


async def test_every_later_that_is_told_is_tried(northshire: World) -> None:
    items = told(await northshire["maya"].get(PATH), 200)["things"]

    told_of = {(each["thing"], reader["role"]) for each in items for reader in each["can_read_later"]}

    assert {each["thing"] for each in items} == AT_FIRST.keys() | ELSEWHERE
    assert {each for each in told_of if each[0] not in ELSEWHERE} == LATER.keys()


SHOWN = {
    "contact_request": "/v1/me/contact-requests",
    "advocate_request": "/v1/me/advocate-requests",
    "help": "/v1/me/help-now",
    **dict.fromkeys(("comment", "compliment", "complaint"), "/v1/me/feedback"),
    "access_log": "/v1/me/access-log",
    "plan_view": "/v1/me/plans/care",
}


@pytest.mark.parametrize("each", things(), ids=lambda each: each.thing)
async def test_what_is_said_to_need_a_fresh_sign_in_does_and_nothing_else(
    northshire: World, each: PrivacyOfAThing
) -> None:
    reply = await northshire.phone_of("maya").get(SHOWN[each.thing])

    assert (reply.status_code == 401) == each.fresh_sign_in == ("sign in again" in each.says)


async def test_a_call_with_words_of_harm_in_it_is_read_by_the_duty_team_as_she_was_told(people: World) -> None:
    asked = await people.asks_to_be_called("maya", message=HARM)
    page = told(await people["maya"].get(PATH), 200)
    (said,) = [each for each in page["things"] if each["thing"] == "contact_request"]
    (duty,) = [each["says"] for each in said["can_read_later"] if each["role"] == "duty_worker"]

    assert "eve" in await readers(people, asked, tuple(PEOPLE.values()))
    assert "They can too if the app finds words that say you may not be safe." in duty
    assert "If you wrote it to ask for a call, that team can read it." in page["safety"]


@pytest.mark.parametrize("who", PEOPLE.values())
async def test_nobody_else_reads_the_access_log(people: World, who: str) -> None:
    (log,) = [each for each in things() if each.thing == "access_log"]

    assert (log.can_read, log.can_read_later, log.fresh_sign_in) == ([], [], True)
    assert refused(await people[who].get("/v1/me/access-log"), 403, "not_allowed")
    assert refused(await people.phone_of("maya").get("/v1/me/access-log"), 401, "fresh_sign_in_needed")


def test_every_role_stands_in_exactly_one_list() -> None:
    staff = sorted(set(Role) - {Role.young_person})
    for thing in things():
        named = [reader.role for reader in (*thing.can_read, *thing.can_read_later, *thing.cannot_read)]
        assert sorted(named) == staff


async def test_it_says_before_anything_is_sent_that_danger_is_told_and_whom_to_ring(northshire: World) -> None:
    page = told(await northshire["maya"].get(PATH), 200)

    assert "badly hurt" in page["safety"]
    assert [line["phone"] for line in page["help_now"]] == ["01632 960999", "999", "0800 1111", "01632 960998"]


async def test_it_is_the_same_for_everyone_on_any_phone_and_no_page_of_the_staffs(northshire: World) -> None:
    pages = [await each.get(PATH) for each in (northshire["maya"], northshire["jay"], northshire.phone_of("maya"))]

    assert len({page.content for page in pages}) == 1
    assert refused(await northshire["sam"].get(PATH), 403, "not_allowed")


@pytest.mark.parametrize("role", PEOPLE)
async def test_what_is_said_of_her_words_on_a_plan_is_true(people: World, role: str) -> None:
    await people["maya"].post("/v1/me/plans/care/views", {"message": "I like my room"})
    said = await shown(people, "plan_view")

    reply = await people[PEOPLE[role]].get(f"/v1/young-people/{people.id_of('maya')}/plans/care")

    reads = "I like my room" in reply.text
    assert reads == (role in said["can_read"])
    assert said["can_read_later"] == ["advocate"]


async def test_her_advocate_reads_her_words_on_a_plan_once_she_shares_that_part(people: World) -> None:
    await involve(people, "maya", "ade", InvolvementRole.advocate)
    await people["maya"].post("/v1/me/plans/care/views", {"message": "I like my room", "section": "home"})
    path = f"/v1/young-people/{people.id_of('maya')}/plans/care"
    assert (await people["ade"].get(path)).status_code == 404

    told(await people["maya"].put("/v1/me/plans/care/shares", {"sections": ["home"]}), 200)

    assert "I like my room" in (await people["ade"].get(path)).text
