"""What was once accepted, or answered wrongly, although the contract says otherwise; each was found by a machine."""

from typing import Any

import pytest

from tests.make.world import World

NUMBERS = (0, 0.5, 1781085600, True, "0", "1781085600")


@pytest.mark.parametrize("number", ["0", "0.5", "-1", "1781085600"])
@pytest.mark.parametrize(
    ("who", "path"),
    [("sam", "/v1/triage"), ("sam", "/v1/notices"), ("maya", "/v1/me/contact-requests"), ("maya", "/v1/me/feedback")],
)
async def test_an_instant_in_an_address_is_never_a_number(northshire: World, who: str, path: str, number: str) -> None:
    assert (await northshire[who].get(f"{path}?changed_since={number}")).status_code == 422


@pytest.mark.parametrize("number", NUMBERS)
async def test_an_instant_in_a_body_is_never_a_number(northshire: World, number: Any) -> None:  # noqa: ANN401
    away = {"away_from": number, "away_until": "2026-06-20T09:00:00Z", "covered_by": None}

    refused = await northshire["sam"].call("PUT", "/v1/workers/me/cover", away)

    assert refused.status_code == 422
    assert {"pointer": "/away_from", "code": "not_iso_8601"} in refused.json()["errors"]


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_day_is_never_a_number(northshire: World, number: Any) -> None:  # noqa: ANN401
    ask = {"about": "my bus pass", "not_before": number}

    refused = await northshire["maya"].call("POST", "/v1/me/contact-requests", ask)

    assert refused.json()["errors"] == [{"pointer": "/not_before", "code": "not_iso_8601"}]


@pytest.mark.parametrize("path", ["/v1/councils", "/v1/triage", "/v1/me/notices", "/v1/me/requests"])
async def test_a_cursor_is_never_empty(northshire: World, path: str) -> None:
    who = "maya" if "/me" in path else "sam"

    assert (await northshire[who].get(f"{path}?cursor=")).status_code == 422


async def test_a_condition_has_its_greatest_length(northshire: World) -> None:
    longest = '"' + "x" * 498 + '"'

    taken = await northshire["maya"].call("GET", "/v1/me", headers={"If-None-Match": longest})
    refused = await northshire["maya"].call("GET", "/v1/me", headers={"If-None-Match": longest + "x"})

    assert taken.status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_header")


@pytest.mark.parametrize(
    ("path", "has"), [("/v1/me", "GET, PATCH"), ("/v1/me/feedback", "GET, POST"), ("/v1/triage", "GET")]
)
async def test_whoever_asks_by_a_wrong_method_is_told_every_right_one(northshire: World, path: str, has: str) -> None:
    refused = await northshire["maya"].call("OPTIONS", path)

    assert (refused.status_code, refused.headers["allow"]) == (405, has)
