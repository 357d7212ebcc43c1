"""The rest of what the service is for, walked over real HTTP: a plan, promises, an advocate, a say."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.end_to_end.started import Started, started
from tests.end_to_end.test_walk import home

__all__ = ["home"]

MUST_NOT_KNOW = ("sam", "alex", "priya", "wes", "bo", "dana", "eve", "zed")


@pytest.fixture(scope="module")
def service(home: Any) -> Iterator[Started]:  # noqa: ANN401  the fixture of the other walk
    with started(home) as running:
        yield running


@pytest.fixture(scope="module")
def wish(service: Started) -> dict[str, Any]:
    """Let Maya ask for an advocate."""
    asked = {"purpose": "advocate", "message": "I want to see Theo more", "reach_me": "After swimming, at the pool"}
    reply = service.call("maya", "POST", "/v1/me/advocate-requests", asked)
    assert reply.status_code == 201, reply.text
    told: dict[str, Any] = reply.json()
    return told


@pytest.fixture(scope="module")
def complaint(service: Started) -> dict[str, Any]:
    """Let Maya complain about Sam."""
    sam = service.read("maya", "/v1/me/people")["people"][0]["worker_id"]
    said = {"kind": "complaint", "message": "Sam never rings back", "about_worker_id": sam}
    reply = service.call("maya", "POST", "/v1/me/feedback", said)
    assert reply.status_code == 201, reply.text
    told: dict[str, Any] = reply.json()
    return told


def test_maya_reads_her_plan_and_says_what_she_thinks_beside_it(service: Started) -> None:
    plan = service.read("maya", "/v1/me/plans/care")
    said = service.call(
        "maya", "POST", "/v1/me/plans/care/disagreements", {"section": "family", "message": "I want every Saturday"}
    )

    assert [each["section"] for each in plan["sections"]][:2] == ["home", "family"]
    assert any(each["withheld_because"] for each in plan["sections"])
    assert said.status_code == 201
    assert "I want every Saturday" in service.call("maya", "GET", "/v1/me/plans/care").text


def test_who_has_no_plan_yet_gets_a_kind_word_and_somebody_to_ask(service: Started) -> None:
    none = service.call("noor", "GET", "/v1/me/plans/care")

    assert (none.status_code, none.json()["code"], none.json()["ask"]) == (404, "no_plan_yet", "Zed")


def test_she_sees_her_next_review_and_says_how_she_takes_part(service: Started) -> None:
    coming = service.read("maya", "/v1/me/reviews")["coming"][0]

    said = service.call("maya", "PUT", f"/v1/me/reviews/{coming['id']}/taking-part", {"how": "letter"})

    assert said.status_code == 200
    assert service.read("maya", "/v1/me/reviews")["coming"][0]["taking_part"]["how"] == "letter"


def test_her_councils_promises_are_there_with_what_shows_whether_they_are_kept(service: Started) -> None:
    themes = service.read("maya", "/v1/me/promises")["themes"]
    copy = next(
        each for theme in themes for each in theme["promises"] if each["source"]["place"] == "Your care plan, line 4"
    )

    rated = service.call("maya", "PUT", f"/v1/me/promises/{copy['id']}/rating", {"rating": "sometimes"})

    assert copy["evidence"]["kept"] is True
    assert rated.status_code == 200


def test_the_advocates_hear_her_and_answer(service: Started, wish: dict[str, Any]) -> None:
    assert [each["id"] for each in service.read("ade", "/v1/triage")["items"]] == [wish["id"]]
    assert "After swimming, at the pool" in service.call("ade", "GET", f"/v1/requests/{wish['id']}").text
    assert service.call("ruth", "GET", f"/v1/requests/{wish['id']}").status_code == 200

    answer = {"message": "I will be at your review.", "decision": "yes"}
    assert service.call("ade", "POST", f"/v1/requests/{wish['id']}/answers", answer).status_code == 201
    assert service.read("maya", f"/v1/me/advocate-requests/{wish['id']}")["state"] == "answered"


def test_the_complaints_officer_hears_her_and_a_no_has_its_reason(service: Started, complaint: dict[str, Any]) -> None:
    path = f"/v1/requests/{complaint['id']}/answers"
    assert [each["id"] for each in service.read("cleo", "/v1/triage")["items"]] == [complaint["id"]]

    bare = service.call("cleo", "POST", path, {"message": "We looked.", "decision": "no"})
    whole = service.call("cleo", "POST", path, {"message": "We looked.", "decision": "no", "reason": "He did ring."})
    contested = service.call(
        "maya", "POST", f"/v1/me/feedback/{complaint['id']}/confirmation", {"answered": False, "message": "He did not."}
    )

    assert (bare.status_code, bare.json()["code"], whole.status_code) == (422, "reason_needed", 201)
    assert (contested.json()["state"], contested.json()["contested"]) == ("waiting", True)
    assert contested.json()["due_at"] == complaint["due_at"]


@pytest.mark.parametrize("who", MUST_NOT_KNOW)
def test_whoever_must_not_know_finds_no_trace(
    service: Started, wish: dict[str, Any], complaint: dict[str, Any], who: str
) -> None:
    for path in ("/v1/triage", "/v1/young-people", f"/v1/requests/{wish['id']}", f"/v1/requests/{complaint['id']}"):
        reply = service.call(who, "GET", path)
        assert reply.status_code in (200, 403, 404)
        assert not any(word in reply.text for word in (wish["id"], complaint["id"], "Theo", "rings back")), path


def test_everything_she_asked_stands_in_one_list(
    service: Started, wish: dict[str, Any], complaint: dict[str, Any]
) -> None:
    listed = service.read("maya", "/v1/me/requests")["items"]

    assert {each["id"] for each in listed} == {wish["id"], complaint["id"]}


def test_anyone_can_read_what_a_council_promises_and_what_its_words_mean(service: Started) -> None:
    promises = service.read(None, "/v1/councils/northshire/promises")
    glossary = service.read(None, "/v1/councils/northshire/glossary")

    assert sum(len(theme["promises"]) for theme in promises["themes"]) == 54
    assert glossary["items"]


def test_a_board_member_sees_a_month_only_as_figures(service: Started) -> None:
    reply = service.call("lee", "GET", "/v1/reports/callbacks?month=2026-05")

    assert reply.status_code == 200
    assert (reply.json()["met"], "met" in reply.json()["suppressed"]) == (None, True)
