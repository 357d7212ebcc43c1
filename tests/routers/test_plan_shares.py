"""An advocate reads of a plan what she shares with them, for as long as they are there for her; nobody else is told."""

from typing import Any

import httpx
import pytest

from models.involvements import InvolvementRole
from tests.make.hats import under_hat
from tests.make.plans import address, part, plan, read, section, written
from tests.make.saying import later, refused
from tests.make.scenes import involve
from tests.make.world import World

PATH = "/v1/me/plans/care/shares"
NURSE = {"what": "See the nurse", "owner": "Kay", "section": "school_and_health"}
SWIM = {"what": "Find a pool", "owner": "Kay", "section": "free_time"}
PAY = {"what": "Open an account", "owner": "Kay"}


async def shares(world: World, **what: object) -> dict[str, Any]:
    later(world)
    reply = await world["maya"].put(PATH, what)
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()
    return told


async def of_ade(world: World, kind: str = "care") -> httpx.Response:
    return await world["ade"].get(address(world, "maya", kind))


async def has_an_advocate_and_a_plan(world: World) -> None:
    await involve(world, "maya", "ade", InvolvementRole.advocate)
    parts = (
        part("home", "You live with Kay."),
        part("free_time", "You swim."),
        part("family", "A court decides.", withheld_because="We wait for a letter."),
    )
    await written(world, "sam", "maya", plan(*parts, actions=(NURSE, SWIM, PAY)))


async def test_of_a_plan_that_is_not_shared_an_advocate_finds_nothing(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)

    assert (await of_ade(northshire)).status_code == 404
    assert await read(northshire, "maya", PATH) == {
        "kind": "care",
        "title": "Your care plan",
        "whole": False,
        "sections": [],
        "says": "Your advocate cannot read this plan.",
    }


async def test_a_part_is_shared_with_its_actions_and_her_words_and_nothing_else(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    for about in ({"section": "home"}, {"section": "free_time"}, {}):
        await northshire["maya"].post("/v1/me/plans/care/views", {"message": f"My words {about}.", **about})

    told = await shares(northshire, sections=["free_time"])

    seen = (await of_ade(northshire)).json()
    assert [each["section"] for each in seen["sections"]] == ["free_time"]
    assert section(seen, "free_time")["body"] == "You swim."
    assert [each["message"] for each in section(seen, "free_time")["their_words"]] == [
        "My words {'section': 'free_time'}."
    ]
    assert [each["what"] for each in seen["actions"]] == ["Find a pool"]
    assert seen["their_words"] == []
    assert (told["whole"], told["sections"]) == (False, ["free_time"])
    assert told["says"] == "Your advocate can read the parts that you chose."
    assert await read(northshire, "maya", PATH) == told


async def test_all_of_a_plan_is_all_that_she_can_read_herself(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    await northshire["maya"].post("/v1/me/plans/care/views", {"message": "I like it."})

    told = await shares(northshire, whole=True)

    reply = await of_ade(northshire)
    assert [each["section"] for each in reply.json()["sections"]] == ["home", "free_time"]
    assert "A court decides" not in reply.text
    assert "letter" not in reply.text
    assert len(reply.json()["actions"]) == 3
    assert [each["message"] for each in reply.json()["their_words"]] == ["I like it."]
    assert (told["whole"], told["sections"]) == (True, [])


async def test_a_part_that_is_withheld_later_is_not_shared_any_more(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    await shares(northshire, sections=["home", "free_time"])

    hidden = part("home", "You will move.", withheld_because="We tell you on Monday.")
    await written(northshire, "sam", "maya", plan(hidden, part("free_time", "You climb.")))

    reply = await of_ade(northshire)
    assert [each["body"] for each in reply.json()["sections"]] == ["You climb."]
    assert "You will move" not in reply.text


async def test_an_advocates_hat_has_no_key_to_what_is_withheld(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    await shares(northshire, whole=True)

    rows = await under_hat(northshire, "ade", "select section, body from plan_sections where version = 3")

    assert sorted(each for each, _ in rows) == ["free_time", "home"]


async def test_what_she_shares_can_be_changed_and_taken_back(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    await shares(northshire, whole=True)

    await shares(northshire, sections=["home"])
    assert [each["section"] for each in (await of_ade(northshire)).json()["sections"]] == ["home"]

    again = await shares(northshire, sections=["home", "home"])
    assert again["sections"] == ["home"]

    assert (await shares(northshire))["says"] == "Your advocate cannot read this plan."
    assert (await of_ade(northshire)).status_code == 404


async def test_another_kind_of_plan_is_not_shared_with_it(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    await shares(northshire, whole=True)

    assert (await of_ade(northshire, "health")).status_code == 404


async def test_it_ends_with_the_involvement_and_does_not_come_back_with_another(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    await shares(northshire, whole=True)
    path = f"/v1/young-people/{northshire.id_of('maya')}/involvements"
    involvements = (await northshire["ruth"].get(path)).json()["items"]
    (hers,) = [each["id"] for each in involvements if each["role"] == "advocate"]

    later(northshire)
    ended = await northshire["ruth"].put(f"{path}/{hers}/end", {"reason": "She asked for another."})
    assert ended.status_code == 200
    assert (await of_ade(northshire)).status_code == 404
    assert not (await read(northshire, "maya", PATH))["whole"]

    later(northshire)
    new = {"worker_id": str(northshire.id_of("ade")), "role": "advocate"}
    assert (await northshire["ruth"].post(path, new)).status_code == 201
    assert (await of_ade(northshire)).status_code == 404
    await shares(northshire, whole=True)
    assert (await of_ade(northshire)).status_code == 200


async def test_a_look_of_her_advocate_is_in_her_access_log(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    await of_ade(northshire)
    await shares(northshire, whole=True)

    await of_ade(northshire)

    lines = (await read(northshire, "maya", "/v1/me/access-log"))["items"]
    looked = [(each["who"], each["what_for"]) for each in lines if each["who"] == "Ade"]
    assert looked == [("Ade", "read your plan")]


@pytest.mark.parametrize("who", ["sam", "priya", "dana"])
async def test_whoever_makes_the_plan_is_not_told_that_it_is_shared(northshire: World, who: str) -> None:
    await has_an_advocate_and_a_plan(northshire)
    before = await northshire[who].get(address(northshire, "maya"))

    await shares(northshire, whole=True)

    after = await northshire[who].get(address(northshire, "maya"))
    assert (after.text, after.headers["ETag"]) == (before.text, before.headers["ETag"])


async def test_an_advocate_reads_and_writes_nothing(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    await shares(northshire, whole=True)
    tag = (await of_ade(northshire)).headers["ETag"]

    reply = await northshire["ade"].put(address(northshire, "maya"), plan(), headers={"If-Match": tag})

    assert reply.status_code == 403


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ({"whole": True, "sections": ["home"]}, 422, "not_valid"),
        ({"sections": ["targets"]}, 422, "not_a_part_of_this_plan"),
        ({"whole": True}, 409, "no_advocate_yet"),
    ],
)
async def test_what_cannot_be_shared_is_refused(
    northshire: World, what: dict[str, object], status: int, code: str
) -> None:
    assert refused(await northshire["maya"].put(PATH, what), status, code)


async def test_sharing_nothing_needs_no_advocate(northshire: World) -> None:
    assert (await shares(northshire))["sections"] == []


async def test_a_plan_that_is_not_there_cannot_be_shared(northshire: World) -> None:
    pathway = "/v1/me/plans/pathway/shares"

    assert refused(await northshire["maya"].put(pathway, {"whole": True}), 404, "no_plan_yet")
    assert refused(await northshire["maya"].get(pathway), 404, "no_plan_yet")


async def test_it_needs_a_fresh_sign_in_whether_or_not_anything_is_shared(northshire: World) -> None:
    await has_an_advocate_and_a_plan(northshire)
    phone = northshire.phone_of("maya")
    before = await phone.get(PATH)
    await shares(northshire, whole=True)

    after = await phone.get(PATH)

    assert (before.status_code, after.status_code) == (401, 401)
    assert (await phone.put(PATH, {"sections": []})).status_code == 401
    assert (await of_ade(northshire)).status_code == 200
