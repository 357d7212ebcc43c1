"""One request, as those who work on it see it."""

from datetime import timedelta

import pytest

from tests.make.scenes import as_told, away, ids, newcomer, on, queue, refused, takes, tries
from tests.make.world import World


async def test_the_card_has_all_that_is_needed_to_ring(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", about="my brother", message="When?", safe_times="After 6")

    card = (await northshire["sam"].get(f"/v1/requests/{asked['id']}")).json()

    assert (card["preferred_name"], card["pronouns"]) == ("Maya", "she/her")
    assert card["safe_contact"] == {
        "channel": "call",
        "number": "+44 7700 900013",
        "hours": "After school, from 4",
        "never_leave_message": True,
    }
    assert (card["about"], card["message"], card["safe_times"]) == ("my brother", "When?", "After 6")
    assert (card["due_in_words"], card["team"]) == ("Friday 12 June, 5 pm", "Children in Care East")
    assert (card["taken_by"], card["attempts"], card["asked_through"]) == (None, 0, "app")


async def test_taking_a_request_shows_whose_it_is(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    card = (await takes(northshire, "sam", asked)).json()

    assert (card["state"], card["taken_by"], card["taker_id"]) == ("taken", "Sam", str(northshire.id_of("sam")))


async def test_taking_again_what_is_already_mine_changes_nothing(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    first = await takes(northshire, "sam", asked)
    northshire.at(on(11))

    again = await takes(northshire, "sam", asked)

    assert again.status_code == 200
    assert again.json() == first.json()


async def test_a_second_person_is_told_who_holds_it(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)

    reply = await takes(northshire, "alex", asked)

    assert refused(reply, 409, "already_taken")
    assert (reply.json()["holder"], reply.json()["detail"]) == ("Sam", "Sam has taken this one.")


async def test_a_manager_hands_it_to_a_teammate_whoever_held_it(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)
    northshire.at(on(11))

    alex = {"worker_id": str(northshire.id_of("alex"))}
    card = (await northshire["priya"].put(f"/v1/requests/{asked['id']}/taker", alex)).json()

    assert card["taken_by"] == "Alex"
    story = (await as_told(northshire, "maya", asked))["timeline"]
    assert story[-1]["says"] == "Alex has it now and will call you."


@pytest.mark.parametrize("outsider", ["bo", "eve", "ade", "maya"])
async def test_a_manager_hands_it_to_nobody_outside_the_team(northshire: World, outsider: str) -> None:
    asked = await northshire.asks_to_be_called("maya")

    named = {"worker_id": str(northshire.id_of(outsider))}
    reply = await northshire["priya"].put(f"/v1/requests/{asked['id']}/taker", named)

    assert refused(reply, 422, "no_such_worker")
    assert (await as_told(northshire, "maya", asked))["state"] == "waiting"


async def test_a_worker_cannot_hand_anything_to_anybody(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    alex = {"worker_id": str(northshire.id_of("alex"))}

    for request_id in (asked["id"], northshire.id):
        reply = await northshire["sam"].put(f"/v1/requests/{request_id}/taker", alex)

        assert refused(reply, 403, "not_allowed")


@pytest.mark.parametrize("who", ["sam", "priya"])
async def test_the_holder_or_the_manager_puts_it_back(northshire: World, who: str) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)
    northshire.at(on(11))

    card = (await northshire[who].delete(f"/v1/requests/{asked['id']}/taker")).json()

    assert (card["state"], card["taken_by"], card["due_at"]) == ("waiting", None, asked["due_at"])
    story = (await as_told(northshire, "maya", asked))["timeline"]
    assert story[-1]["says"] == "Sam cannot do it. The team will call you."


async def test_nobody_else_puts_it_back(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)

    assert refused(await northshire["alex"].delete(f"/v1/requests/{asked['id']}/taker"), 409, "not_your_hold")


async def test_what_nobody_holds_cannot_be_put_back(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    assert refused(await northshire["sam"].delete(f"/v1/requests/{asked['id']}/taker"), 409, "not_in_this_state")


async def test_a_try_is_on_the_card_with_its_note_which_she_never_sees(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    reply = await tries(northshire, "sam", asked, "no_answer", note="Foster carer says she is at football")

    assert reply.headers["Location"] == f"/v1/requests/{asked['id']}"
    assert reply.json()["attempts"] == 1
    assert reply.json()["attempts_made"] == [
        {
            "by": "Sam",
            "outcome": "no_answer",
            "at": "2026-06-10T09:00:00Z",
            "recorded_at": "2026-06-10T09:00:00Z",
            "note": "Foster carer says she is at football",
        }
    ]
    assert "football" not in (await northshire["maya"].get(f"/v1/me/contact-requests/{asked['id']}")).text


@pytest.mark.parametrize("outcome", ["spoke", "no_answer"])
async def test_a_try_from_before_the_asking_or_in_the_future_is_refused(northshire: World, outcome: str) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(on(11))

    before = await tries(northshire, "sam", asked, outcome, at=(on(10) - timedelta(seconds=1)).isoformat())
    future = await tries(northshire, "sam", asked, outcome, at=(on(11) + timedelta(seconds=1)).isoformat())

    assert refused(before, 422, "before_the_asking")
    assert refused(future, 422, "in_the_future")
    assert (await as_told(northshire, "maya", asked))["state"] == "waiting"


async def test_a_try_needs_an_outcome_and_a_time_with_its_zone(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    assert refused(await tries(northshire, "sam", asked, "rang"), 422, "not_valid")
    assert refused(await tries(northshire, "sam", asked, at="2026-06-10T10:00:00"), 422, "not_valid")


@pytest.mark.parametrize("outcome", ["spoke", "no_answer"])
async def test_nothing_is_written_to_what_is_over(northshire: World, outcome: str) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await tries(northshire, "sam", asked)

    assert refused(await tries(northshire, "sam", asked, outcome), 409, "not_in_this_state")
    assert refused(await takes(northshire, "sam", asked), 409, "not_in_this_state")


async def test_somebody_elses_young_persons_request_does_not_exist(northshire: World, eastvale: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    for other in (northshire["bo"], northshire["wes"], northshire["eve"], northshire["ruth"], eastvale["zed"]):
        for reply in (
            await other.get(f"/v1/requests/{asked['id']}"),
            await other.put(f"/v1/requests/{asked['id']}/taker"),
            await other.delete(f"/v1/requests/{asked['id']}/taker"),
            await other.post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"}),
        ):
            assert refused(reply, 404, "not_found")


async def test_whoever_stands_in_for_the_holder_can_call(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)
    await away(northshire, "sam", cover="bo", since=on(8), until=on(19))

    assert (await tries(northshire, "bo", asked)).status_code == 201


async def test_the_rights_officer_may_call_once_it_is_a_working_day_late(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(on(15, "16:59"))
    assert refused(await northshire["ruth"].get(f"/v1/requests/{asked['id']}"), 404, "not_found")

    northshire.at(on(15, "17:01"))

    assert ids(await queue(northshire, "ruth")) == [asked["id"]]
    assert (await tries(northshire, "ruth", asked)).status_code == 201


async def test_a_request_that_has_ended_is_seen_by_those_who_are_still_there(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await tries(northshire, "alex", asked)
    northshire.at(on(11))

    seen = {
        who: (await northshire[who].get(f"/v1/requests/{asked['id']}")).status_code for who in ("sam", "priya", "dana")
    }
    unseen = {
        who: (await northshire[who].get(f"/v1/requests/{asked['id']}")).status_code for who in ("alex", "eve", "ruth")
    }

    assert set(seen.values()) == {200}
    assert set(unseen.values()) == {404}


async def test_the_duty_team_works_on_what_has_nowhere_else_to_go(northshire: World) -> None:
    await newcomer(northshire, "tia")
    asked = await northshire.asks_to_be_called("tia")

    assert (await takes(northshire, "eve", asked)).json()["taken_by"] == "Eve"
    assert (await tries(northshire, "eve", asked)).json()["state"] == "answered"
