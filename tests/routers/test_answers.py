"""An answer in words ends what a young person said; a "no" has its reasons."""

from typing import Any

import pytest

from models.accounts import Role
from models.workers import Job
from tests.conftest import WEDNESDAY
from tests.make.saying import answers, asks_for, joins, later, readers, refused, says, told, tries
from tests.make.world import World

WHOM = {"advocate": "ade", "comment": "cleo", "compliment": "cleo", "complaint": "cleo"}


async def one(world: World, kind: str) -> dict[str, Any]:
    return await (asks_for(world) if kind == "advocate" else says(world, kind))


@pytest.mark.parametrize("kind", WHOM)
@pytest.mark.parametrize("decision", ["no", "partly"])
async def test_a_no_or_a_partly_without_its_reason_is_refused(northshire: World, kind: str, decision: str) -> None:
    asked = await one(northshire, kind)

    assert refused(await answers(northshire, WHOM[kind], asked, decision=decision), 422, "reason_needed")
    assert refused(await answers(northshire, WHOM[kind], asked, decision=decision, reason=" "), 422, "not_valid")
    assert (await answers(northshire, WHOM[kind], asked, decision=decision, reason="Because.")).status_code == 201


@pytest.mark.parametrize("decision", [None, "yes"])
async def test_an_answer_to_a_complaint_always_has_its_reasons(northshire: World, decision: str | None) -> None:
    said = await says(northshire, "complaint")

    assert refused(await answers(northshire, "cleo", said, decision=decision), 422, "reason_needed")
    assert (await answers(northshire, "cleo", said, decision=decision, reason="Because.")).status_code == 201


@pytest.mark.parametrize("kind", ["advocate", "comment", "compliment"])
async def test_a_yes_or_a_thank_you_needs_none(northshire: World, kind: str) -> None:
    asked = await one(northshire, kind)

    assert (await answers(northshire, WHOM[kind], asked)).json()["state"] == "answered"


@pytest.mark.parametrize("kind", ["comment", "compliment", "complaint"])
@pytest.mark.parametrize("outcome", ["spoke", "met_in_person"])
async def test_a_talk_alone_is_no_answer(northshire: World, kind: str, outcome: str) -> None:
    said = await says(northshire, kind)
    later(northshire)
    await northshire["cleo"].put(f"/v1/requests/{said['id']}/taker")

    tried = await tries(northshire, "cleo", said, outcome)

    assert (tried.status_code, tried.json()["state"], tried.json()["attempts"]) == (201, "taken", 1)
    read = told(await northshire["maya"].get(f"/v1/me/feedback/{said['id']}"), 200)
    assert (read["state"], read["timeline"][-1]["what"]) == ("taken", "talked")


async def test_only_a_talk_ends_a_request_to_be_called(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(WEDNESDAY.replace(day=20))  # so late that children's rights see it

    assert refused(await answers(northshire, "ruth", asked), 409, "only_a_talk")
    assert (await tries(northshire, "ruth", asked, "spoke")).json()["state"] == "answered"


@pytest.mark.parametrize("who", ["sam", "alex", "priya", "dana", "eve", "lee", "kim", "maya"])
async def test_whoever_does_not_listen_does_not_answer(northshire: World, who: str) -> None:
    for kind in WHOM:
        asked = await one(northshire, kind)
        assert refused(await answers(northshire, who, asked, reason="!"), 403, "not_allowed")


@pytest.mark.parametrize(("kind", "others"), [("advocate", ["cleo"]), ("complaint", ["ruth", "ade"])])
async def test_whoever_listens_to_something_else_finds_nothing_to_answer(
    northshire: World, kind: str, others: list[str]
) -> None:
    asked = await one(northshire, kind)

    for who in others:
        assert refused(await answers(northshire, who, asked, reason="!"), 404, "not_found")


async def test_another_council_finds_nothing_to_answer(northshire: World, eastvale: World) -> None:
    said = await says(northshire, "complaint")

    assert refused(await answers(eastvale, "cas", said, reason="!"), 404, "not_found")
    assert refused(await eastvale["cas"].put(f"/v1/requests/{said['id']}/passed-on"), 404, "not_found")


async def test_it_is_answered_once(northshire: World) -> None:
    said = await says(northshire, "comment")
    await answers(northshire, "cleo", said)

    assert refused(await answers(northshire, "cleo", said), 409, "not_in_this_state")


async def test_after_the_due_date_the_answer_is_late(northshire: World) -> None:
    said = await says(northshire, "complaint")
    northshire.at(WEDNESDAY.replace(day=25, hour=8))

    assert (await answers(northshire, "cleo", said, reason="Because.")).json()["standing"] == "missed"


async def test_takers_of_what_was_said(northshire: World) -> None:
    await joins(northshire, "cal", Role.complaints_officer, Job.complaints_officer, "listening")
    said = await says(northshire, "complaint")
    path = f"/v1/requests/{said['id']}/taker"

    later(northshire)
    assert (await northshire["cleo"].put(path)).json()["taken_by"] == "Cleo"
    assert refused(await northshire["cal"].put(path), 409, "already_taken")
    assert refused(await northshire["cal"].delete(path), 409, "not_your_hold")
    later(northshire)
    back = told(await northshire["cleo"].delete(path), 200)
    assert (back["state"], back["timeline"][-1]["says"]) == ("waiting", "Cleo put it back.")


async def test_the_complaints_officer_keeps_what_is_over(northshire: World) -> None:
    said = await says(northshire, "complaint")
    await answers(northshire, "cleo", said, reason="Because.")

    assert await readers(northshire, said) == {"cleo"}


async def test_she_can_see_who_looked_and_what_for(northshire: World) -> None:
    said = await says(northshire, "comment")
    await northshire["cleo"].put(f"/v1/requests/{said['id']}/passed-on")
    await answers(northshire, "cleo", said)

    log = told(await northshire["maya"].get("/v1/me/access-log"), 200)["items"]

    assert {line["who"] for line in log} == {"Cleo"}
    assert {line["what_for"] for line in log} == {
        "answered what you said or asked",
        "showed what you said to your social worker's team",
    }
