"""Only a demonstration has a clock that can be moved."""

from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from fastapi import FastAPI
from sqlalchemy import update

from api.clock import machine_time
from models.councils import Council
from tests.make.moving import CLOCK, RESET, moved
from tests.make.world import Speaker, World


async def test_it_is_refused_once_there_is_a_real_council(house: World) -> None:
    await moved(house, forward="P5D")
    real = house.council.council.model_copy(update={"slug": "a-real-one", "demo": False})
    neighbour = World(house.app, house.owner_url, house.council.model_copy(update={"council": real}))
    council, *_ = neighbour.council.rows(machine_time())
    await neighbour.save(council)

    refused = [await house["maya"].post(path, body) for path, body in ((CLOCK, {"forward": "P1D"}), (RESET, None))]
    asked = await house.asks_to_be_called("maya", about="what time is it")

    assert [each.json()["code"] for each in refused] == ["real_council_here"] * 2
    assert abs(datetime.fromisoformat(asked["asked_at"]) - machine_time()) < timedelta(minutes=1)
    await neighbour.change(update(Council).values(demo=True))


async def test_a_server_of_a_real_council_has_no_such_thing(app: FastAPI, northshire: World, owner_url: str) -> None:
    replies = [await northshire["maya"].post(path, {}) for path in (CLOCK, RESET)]

    assert [each.json()["code"] for each in replies] == ["not_found", "not_found"]
    assert not [path for path in app.openapi()["paths"] if "sandbox" in path]
    with psycopg.connect(owner_url) as connection:
        found = connection.execute("select to_regclass('walls.sandbox')").fetchone()
    assert found == (None,)


async def test_only_somebody_who_is_signed_in_may(house: World) -> None:
    stranger = Speaker(house.app, house.token("maya", account_id=UUID(int=7)))

    replies = [await each.post(path, {}) for each in (house.nobody(), stranger) for path in (CLOCK, RESET)]

    assert {each.status_code for each in replies} == {401}


async def test_a_page_on_the_developers_own_machine_may_call_it(house: World) -> None:
    asks = {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "POST"}
    asks["Access-Control-Request-Headers"] = "authorization,content-type,idempotency-key"

    for path in (CLOCK, RESET):
        allowed = await house.nobody().call("OPTIONS", path, headers=asks)
        elsewhere = await house.nobody().call("OPTIONS", path, headers=asks | {"Origin": "https://example.org"})

        assert allowed.headers["Access-Control-Allow-Origin"] == "http://localhost:5173"
        assert "Access-Control-Allow-Origin" not in elsewhere.headers


async def test_the_contract_of_a_demonstration_tells_of_it(demo: FastAPI) -> None:
    assert {CLOCK, RESET} <= set(demo.openapi()["paths"])
