"""The queue: urgent first, then contested, then whatever is due soonest."""

from typing import Any

import pytest

from tests.make.scenes import away, ids, newcomer, on, queue, refused, says_reached, takes, tries
from tests.make.world import World


async def counts(world: World, who: str, **filters: object) -> dict[str, int]:
    asked = "&".join(f"{name}={value}" for name, value in filters.items())
    counted: dict[str, int] = (await world[who].get(f"/v1/triage?{asked}")).json()["counts"]
    return counted


async def test_an_empty_queue_counts_nothing(northshire: World) -> None:
    queued = (await northshire["sam"].get("/v1/triage")).json()

    assert queued["items"] == []
    assert queued["next_cursor"] is None
    assert set(queued["counts"].values()) == {0}


async def test_what_is_due_sooner_comes_first(northshire: World) -> None:
    later = await northshire.asks_to_be_called("maya", not_before="2026-06-20")
    northshire.at(on(11))
    sooner = await northshire.asks_to_be_called("jay")

    assert ids(await queue(northshire, "sam")) == [sooner["id"], later["id"]]


async def test_what_has_ended_leaves_the_queue(northshire: World) -> None:
    talked, withdrawn = [await northshire.asks_to_be_called("maya") for _ in range(2)]
    await tries(northshire, "sam", talked)
    await northshire["maya"].post(f"/v1/me/contact-requests/{withdrawn['id']}/withdrawal")

    assert await queue(northshire, "sam") == []


async def test_the_queue_can_be_narrowed(northshire: World) -> None:
    held = await northshire.asks_to_be_called("maya")
    waiting = await northshire.asks_to_be_called("jay")
    await takes(northshire, "sam", held)
    jay = northshire.id_of("jay")

    assert ids(await queue(northshire, "sam", state="taken")) == [held["id"]]
    assert ids(await queue(northshire, "sam", state="waiting")) == [waiting["id"]]
    assert ids(await queue(northshire, "sam", taken_by="me")) == [held["id"]]
    assert ids(await queue(northshire, "alex", taken_by="me")) == []
    assert ids(await queue(northshire, "sam", young_person_id=jay)) == [waiting["id"]]
    assert len(await queue(northshire, "sam", kind="contact")) == 2
    assert await queue(northshire, "sam", kind="complaint") == []
    assert await queue(northshire, "sam", state="answered") == []


async def test_a_worker_who_polls_sees_what_changed_since(northshire: World) -> None:
    changed = await northshire.asks_to_be_called("maya")
    await northshire.asks_to_be_called("jay")
    northshire.at(on(10, "11:00"))
    await tries(northshire, "sam", changed, "no_answer")

    assert ids(await queue(northshire, "sam", changed_since="2026-06-10T09:30:00Z")) == [changed["id"]]


@pytest.mark.parametrize(
    "asked",
    ["kind=call", "state=open", "standing=fine", "taken_by=sam", "limit=0", "limit=101", "team=west", "limit=x"],
)
async def test_a_filter_that_we_do_not_know_is_refused(northshire: World, asked: str) -> None:
    assert refused(await northshire["sam"].get(f"/v1/triage?{asked}"), 422, "not_valid")


async def test_the_counts_are_of_the_whole_queue_not_of_the_page(northshire: World) -> None:
    for _ in range(2):
        late = await northshire.asks_to_be_called("maya")
    northshire.at(on(15))
    contested = await northshire.asks_to_be_called("jay")
    await tries(northshire, "sam", contested)
    await says_reached(northshire, "jay", contested, reached=False)
    await northshire.asks_to_be_called("jay", urgent="other")
    await takes(northshire, "sam", late)
    northshire.at(on(17, "09:00"))

    page = (await northshire["sam"].get("/v1/triage?limit=1")).json()

    assert len(page["items"]) == 1
    assert page["counts"] == {
        "total": 4, "waiting": 3, "taken": 1, "urgent": 1, "contested": 1, "due_soon": 2, "late": 2,
    }  # fmt: skip
    assert await counts(northshire, "sam", standing="late") == {
        "total": 2, "waiting": 1, "taken": 1, "urgent": 0, "contested": 0, "due_soon": 0, "late": 2,
    }  # fmt: skip


async def test_the_tag_of_the_queue_changes_when_anything_in_it_does(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    before = await northshire["sam"].get("/v1/triage")

    async def again() -> int:
        known = {"If-None-Match": before.headers["ETag"]}
        return (await northshire["sam"].get("/v1/triage", headers=known)).status_code

    assert before.headers["ETag"].startswith('W/"')
    assert await again() == 304
    await takes(northshire, "alex", asked)
    assert await again() == 200


async def test_the_tag_changes_with_the_counts_beyond_the_page(northshire: World) -> None:
    await northshire.asks_to_be_called("maya", urgent="other")
    before = await northshire["sam"].get("/v1/triage?limit=1")
    northshire.at(on(10, "10:01"))
    await northshire.asks_to_be_called("jay")

    after = await northshire["sam"].get("/v1/triage?limit=1")

    assert ids(before.json()["items"]) == ids(after.json()["items"])
    assert before.headers["ETag"] != after.headers["ETag"]


@pytest.mark.parametrize("who", ["maya", "lee", "kim"])
async def test_who_has_no_queue_is_told_so_whatever_is_in_it(northshire: World, who: str) -> None:
    assert refused(await northshire[who].get("/v1/triage"), 403, "not_allowed")


async def test_no_queue_shows_another_councils_young_people(northshire: World, eastvale: World) -> None:
    await northshire.asks_to_be_called("maya", urgent="hurt")

    for who in ("zed", "ivy", "rae", "cas", "dot"):
        assert (await eastvale[who].get("/v1/triage")).json()["counts"]["total"] == 0


async def test_what_a_stand_in_is_sent_is_in_their_own_queue(northshire: World) -> None:
    await away(northshire, "sam", cover="bo", since=on(8), until=on(19))

    asked = await northshire.asks_to_be_called("jay")

    assert ids(await queue(northshire, "bo")) == [asked["id"]]
    assert await queue(northshire, "alex") == []


async def test_the_card_in_the_queue_is_the_card_of_the_request(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await tries(northshire, "alex", asked, "left_message")

    (card,) = await queue(northshire, "sam")

    whole: dict[str, Any] = (await northshire["sam"].get(f"/v1/requests/{asked['id']}")).json()
    assert card == {name: whole[name] for name in card}
    assert card["attempts"] == 1


async def test_urgent_then_contested_then_soonest(northshire: World) -> None:
    await newcomer(northshire, "tia")
    plain = await northshire.asks_to_be_called("jay")
    northshire.at(on(11))
    contested, urgent = [await northshire.asks_to_be_called("maya", urgent=why) for why in (None, "scared")]
    await tries(northshire, "sam", contested)
    await says_reached(northshire, "maya", contested, reached=False)

    assert ids(await queue(northshire, "sam")) == [urgent["id"], contested["id"], plain["id"]]
