"""What the operator's monitoring is told: rates, times and three sums, and nothing of anybody."""

import re
from dataclasses import replace

import httpx
from fastapi import FastAPI

from api.app import create_app
from api.metrics import metrics_of
from api.settings import Settings
from tests.make.world import World

NOWHERE = "postgresql://kept_api@127.0.0.1:1/kept?connect_timeout=1"
LABELS = {"route", "method", "status", "le"}


async def told(app: FastAPI) -> str:
    transport = httpx.ASGITransport(app=metrics_of(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://figures") as client:
        reply = await client.get("/metrics")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/plain")
    return reply.text


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is not told."
    return float(found[1])


async def test_answers_are_counted_by_route_method_and_class_of_status(app: FastAPI, northshire: World) -> None:
    await northshire["maya"].get("/v1/me")
    await northshire.nobody().get("/v1/me")
    await northshire["maya"].get("/v1/my-secret-address")

    text = await told(app)

    assert 'kept_http_request_seconds_count{method="GET",route="/v1/me",status="2xx"}' in text
    assert 'kept_http_request_seconds_count{method="GET",route="/v1/me",status="4xx"}' in text
    assert 'kept_http_request_seconds_count{method="GET",route="none",status="4xx"}' in text
    assert "my-secret-address" not in text


async def test_a_call_asked_for_is_one_more_open_and_later_one_overdue(app: FastAPI, northshire: World) -> None:
    before = await told(app)
    await northshire.asks_to_be_called("maya")
    after = await told(app)

    assert value(after, "kept_calls_open") == value(before, "kept_calls_open") + 1
    assert value(after, "kept_calls_oldest_seconds") >= 0
    assert value(after, "kept_database_up") == 1


async def test_what_is_secret_from_a_care_team_is_in_no_figure(app: FastAPI, northshire: World) -> None:
    before = await told(app)

    asked = await northshire["maya"].post("/v1/me/advocate-requests", {"purpose": "advocate"}, key="figures-1")
    said = await northshire["maya"].post(
        "/v1/me/feedback", {"kind": "complaint", "message": "nobody listens to me"}, key="figures-2"
    )

    after = await told(app)
    assert (asked.status_code, said.status_code) == (201, 201), (asked.text, said.text)
    for name in ("kept_calls_open", "kept_calls_overdue"):
        assert value(after, name) == value(before, name)


async def test_no_label_could_name_a_council_a_team_or_a_person(app: FastAPI, northshire: World) -> None:
    await northshire.asks_to_be_called("maya")

    text = await told(app)

    assert set(re.findall(r'[{,]([a-z_]+)="', text)) <= LABELS
    for name in (northshire.id, northshire.id_of("maya"), "Maya", "Sam"):
        assert str(name) not in text


async def test_the_pool_and_the_calendar_are_told(app: FastAPI) -> None:
    text = await told(app)

    assert value(text, "kept_pool_size") >= 1
    assert value(text, "kept_pool_waiting") == 0
    assert value(text, "kept_calendar_days_left") > 120


async def test_without_its_database_the_rest_is_told_all_the_same(settings: Settings) -> None:
    app = create_app(replace(settings, database_url=NOWHERE))

    text = await told(app)

    assert value(text, "kept_database_up") == 0
    assert value(text, "kept_calendar_days_left") > 120
