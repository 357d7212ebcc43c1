"""All that somebody has goes to a teammate at once, each with its line, or none of it."""

from tests.make.scenes import as_told, away, ids, on, queue, refused, takes
from tests.make.world import World


def path(world: World, who: str) -> str:
    return f"/v1/workers/{world.id_of(who)}/requests/holder"


async def test_everything_goes_to_a_teammate_and_each_young_person_is_told(northshire: World) -> None:
    held = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", held)
    waits = await northshire.asks_to_be_called("jay")
    northshire.at(on(10, "10:30"))

    reply = await northshire["priya"].put(path(northshire, "sam"), {"worker_id": str(northshire.id_of("alex"))})

    assert reply.status_code == 200, reply.text
    assert sorted(reply.json()["requests"]) == sorted([held["id"], waits["id"]])
    assert {card["taken_by"] for card in await queue(northshire, "priya")} == {"Alex"}
    for who, asked in (("maya", held), ("jay", waits)):
        line = (await as_told(northshire, who, asked))["timeline"][-1]
        assert line["says"] == "Alex has it now and will call you."
        assert (await northshire[who].get("/v1/me/notices")).json()["items"][0]["says"] == line["says"]
    assert len((await northshire["alex"].get("/v1/notices")).json()["items"]) == 2


async def test_sent_again_there_is_nothing_left_to_give(northshire: World) -> None:
    await northshire.asks_to_be_called("maya")
    ask = {"worker_id": str(northshire.id_of("alex"))}

    first, second = [await northshire["priya"].put(path(northshire, "sam"), ask) for _ in range(2)]

    assert (len(first.json()["requests"]), second.json()["requests"]) == (1, [])


async def test_only_a_manager_and_only_inside_the_own_team(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    alex, bo = ({"worker_id": str(northshire.id_of(who))} for who in ("alex", "bo"))

    assert refused(await northshire["sam"].put(path(northshire, "sam"), alex), 403, "not_allowed")
    assert refused(await northshire["wes"].put(path(northshire, "sam"), bo), 404, "not_found")
    assert refused(await northshire["priya"].put(path(northshire, "sam"), bo), 422, "no_such_worker")
    assert (await as_told(northshire, "maya", asked))["state"] == "waiting"


async def test_a_manager_filters_what_nobody_has_taken(northshire: World) -> None:
    taken, untaken = [await northshire.asks_to_be_called(who) for who in ("maya", "jay")]
    await takes(northshire, "sam", taken)
    await away(northshire, "alex", cover="sam", since=on(10), until=on(12))

    assert ids(await queue(northshire, "priya", untaken="true")) == [untaken["id"]]
    assert ids(await queue(northshire, "priya", untaken="false")) == [taken["id"]]
    assert ids(await queue(northshire, "priya", contested="true")) == []
