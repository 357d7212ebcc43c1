"""Words of harm are heeded, whoever they were written to: the duty team calls, and learns of nothing else."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models.accounts import Role
from models.teams import Purpose, Team
from models.words import say
from models.workers import Job
from tests.make.pledges import CALL_BACK, promises_of
from tests.make.reviews import coming
from tests.make.saying import asks_for, joins, later, readers, says, told
from tests.make.world import World

HARM = "He hits me and I dont feel safe"
Written = Callable[[World, str], Awaitable[object]]


async def _views(world: World, words: str) -> None:
    told(await world["maya"].post("/v1/me/plans/care/views", {"message": words}))


async def _disagrees(world: World, words: str) -> None:
    told(await world["maya"].post("/v1/me/plans/care/disagreements", {"message": words}))


async def _rates(world: World, words: str) -> None:
    promise = (await promises_of(world))[CALL_BACK]["id"]
    path = f"/v1/me/promises/{promise}/rating"
    told(await world["maya"].put(path, {"rating": "not_kept", "words": words}), 200)


async def _takes_part(world: World, words: str) -> None:
    review = (await coming(world, "maya", "care"))["id"]
    told(await world["maya"].put(f"/v1/me/reviews/{review}/taking-part", {"how": "letter", "message": words}), 200)


async def _edits(world: World, words: str) -> None:
    told(await world["maya"].patch("/v1/me", {"safe_contact": {"hours": words}}), 200)


async def _adds(world: World, words: str) -> None:
    asked = await world.asks_to_be_called("maya")
    later(world)
    path = f"/v1/me/contact-requests/{asked['id']}/additions"
    told(await world["maya"].post(path, {"message": words}))


async def _denies(world: World, words: str) -> None:
    said = await says(world, "complaint")
    path = f"/v1/me/feedback/{said['id']}/confirmation"
    told(await world["maya"].post(path, {"answered": False, "message": words}), 200)


WRITTEN: dict[str, Written] = {
    "an advocate request": lambda world, words: asks_for(world, message=words),
    "how to reach me": lambda world, words: asks_for(world, reach_me=words),
    "a complaint": lambda world, words: says(world, "complaint", message=words),
    "a comment": lambda world, words: says(world, "comment", message=words),
    "a verdict": _denies,
    "an addition": _adds,
    "a view of the plan": _views,
    "a disagreement": _disagrees,
    "words to a rating": _rates,
    "a wish for a review": _takes_part,
    "when it is safe to call": _edits,
}


async def cards(world: World, who: str = "eve") -> list[dict[str, Any]]:
    queue = told(await world[who].get("/v1/triage"), 200)["items"]
    return [card for card in queue if card["kind"] == "help"]


@pytest.mark.parametrize("what", WRITTEN)
async def test_wherever_it_is_written_the_duty_team_is_told_to_call_and_no_more(promised: World, what: str) -> None:
    await WRITTEN[what](promised, HARM)

    (card,) = await cards(promised)

    assert card["preferred_name"] == "Maya"
    assert {card[name] for name in ("about", "message", "preferences", "reach_me", "urgent", "purpose")} == {None}
    assert card["asked_through"] == "app"
    seen = await promised["eve"].get(f"/v1/requests/{card['id']}")
    assert HARM not in seen.text.replace(card["safe_contact"]["hours"] or "-", "-")
    assert [line["says"] for line in seen.json()["timeline"]] == ["Please call them now."]


@pytest.mark.parametrize("what", WRITTEN)
async def test_without_words_of_harm_nobody_is_told(promised: World, what: str) -> None:
    await WRITTEN[what](promised, "I like my room")

    assert await cards(promised) == []


async def test_the_card_is_the_same_whatever_it_was_written_in(northshire: World) -> None:
    await asks_for(northshire, message=HARM)
    await says(northshire, "complaint", who="jay", message=HARM)

    maya, jay = await cards(northshire)

    same = ("kind", "state", "urgent", "contested", "about", "message", "team", "asked_through", "taken_by", "purpose")
    assert {name: maya[name] for name in same} == {name: jay[name] for name in same}


async def test_it_is_in_her_history(northshire: World) -> None:
    await says(northshire, "complaint", message=HARM)

    (mine,) = told(await northshire["maya"].get("/v1/me/help-now"), 200)["items"]

    assert mine["says"].startswith("What you wrote made us think that you may not be safe.")


async def test_what_she_sends_is_taken_and_goes_where_it_was_meant_to(northshire: World) -> None:
    said = await says(northshire, "complaint", message=HARM)

    assert said["message"] == HARM
    assert await readers(northshire, said) == {"cleo"}
    assert told(await northshire["cleo"].get("/v1/triage"), 200)["items"][0]["urgent"] == "other"


async def test_a_borrowed_phone_shows_nothing_of_it(northshire: World) -> None:
    phone = northshire.phone_of("maya")
    harmful = await phone.post("/v1/me/feedback", {"kind": "complaint", "message": HARM})
    harmless = await phone.post("/v1/me/feedback", {"kind": "complaint", "message": "The food is boring"})

    assert harmful.status_code == harmless.status_code == 201
    assert harmful.content == harmless.content
    assert len(await cards(northshire)) == 1


async def test_whoever_a_complaint_is_about_never_learns_of_it(northshire: World) -> None:
    await joins(northshire, "eli", Role.duty_worker, Job.duty_worker, "duty")
    said = await says(northshire, "complaint", message=HARM, about_worker_id=str(northshire.id_of("eve")))
    await _says_again(northshire, said)

    (card,) = await cards(northshire, "eli")
    hidden = await northshire["eve"].get(f"/v1/requests/{card['id']}")

    assert await cards(northshire, "eve") == []
    assert hidden.status_code == 404


async def test_where_they_are_all_that_there_is_on_duty_the_rights_team_calls(northshire: World) -> None:
    await says(northshire, "complaint", message=HARM, about_worker_id=str(northshire.id_of("eve")))

    (card,) = await cards(northshire, "ruth")

    assert card["preferred_name"] == "Maya"
    assert await cards(northshire, "eve") == []


@pytest.mark.parametrize(("more", "role"), [({}, "if_not_safe"), ({"urgent": "scared"}, "urgent")])
@pytest.mark.parametrize("kind", ["complaint", "comment"])
async def test_no_team_is_named_to_call_her_that_may_not_be_the_one(
    northshire: World, kind: str, more: dict[str, str], role: str
) -> None:
    said = await says(northshire, kind, about_worker_id=str(northshire.id_of("eve")), **more)

    named = [each["who"] for each in said["people_told"] if each["role"] == say(f"people_told.{role}")]

    assert named == (["A team that can keep you safe"] if kind == "complaint" or more else [])
    assert "Emergency Duty" not in str(said["people_told"])


async def test_of_two_duty_teams_the_one_is_named_that_is_called(northshire: World) -> None:
    await northshire.save(Team(council_id=northshire.id, name="Weekend Duty", purpose=Purpose.duty, phone="999"))

    asked = await northshire.asks_to_be_called("maya", urgent="scared")
    said = await says(northshire, "complaint", urgent="scared")

    assert asked["people_told"][0]["who"] == said["people_told"][1]["who"] == "Emergency Duty"
    assert len(await cards(northshire)) == 1


async def test_a_call_that_she_asks_for_is_urgent_at_once(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", message=HARM)
    hers = told(await northshire["maya"].get(f"/v1/me/contact-requests/{asked['id']}"), 200)
    queue = told(await northshire["eve"].get("/v1/triage"), 200)["items"]

    assert asked["urgent"] == "other"
    assert [card["id"] for card in queue] == [asked["id"]]
    assert {line["what"] for line in hers["timeline"]} == {"asked", "worried"}


async def test_more_words_within_ten_minutes_are_one_card(northshire: World) -> None:
    for _ in range(3):
        await _views(northshire, HARM)
        later(northshire)

    assert len(await cards(northshire)) == 1


async def test_she_is_told_beforehand(northshire: World) -> None:
    privacy = told(await northshire["maya"].get("/v1/me/privacy"), 200)
    reply = await asks_for(northshire, message="I want to see Theo more.")
    words = "The app looks for words that say you may not be safe. If it finds some, they are told to call you,"
    words += " but not what you wrote."

    assert "If it finds some, a team is told to call you, but not what you wrote." in privacy["safety"]
    assert {"who": "Emergency Duty", "role": words} in reply["people_told"]


async def _says_again(world: World, said: dict[str, Any]) -> None:
    """Let her say once more, of the same complaint, what is wrong."""
    later(world)
    path = f"/v1/me/feedback/{said['id']}/confirmation"
    told(await world["maya"].post(path, {"answered": False, "message": HARM}), 200)


@pytest.mark.parametrize("urgent", ["unsafe", "hurt", "scared", "other"])
@pytest.mark.parametrize("kind", ["complaint", "comment"])
async def test_whatever_she_says_is_urgent_lets_the_duty_team_call_and_shows_them_no_more(
    northshire: World, kind: str, urgent: str
) -> None:
    said = await says(northshire, kind, urgent=urgent)

    (card,) = await cards(northshire)
    hers = told(await northshire["maya"].get(f"/v1/me/help-now/{card['id']}"), 200)
    staff = told(await northshire["eve"].get(f"/v1/requests/{card['id']}"), 200)

    assert hers["timeline"][0]["says"] == "You asked for help now. We told the team for when it cannot wait."
    assert staff["message"] is None
    assert said["id"] not in str(staff)
    assert {"who": "Emergency Duty", "role": "they are told to call you, but not what you wrote"} in said["people_told"]
    assert await readers(northshire, said) == {"cleo"}


async def test_an_advocate_who_is_asked_for_at_once_is_asked_for_in_secret(northshire: World) -> None:
    asked = await asks_for(northshire, urgent="scared")

    (card,) = await cards(northshire)

    assert card["id"] != asked["id"]
    assert "eve" not in await readers(northshire, asked)


async def test_whoever_an_urgent_complaint_is_about_is_not_the_one_to_call(northshire: World) -> None:
    await says(northshire, "complaint", urgent="scared", about_worker_id=str(northshire.id_of("eve")))

    assert await cards(northshire, "eve") == []
    assert len(await cards(northshire, "ruth")) == 1
