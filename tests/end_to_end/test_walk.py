"""The main job, walked over real HTTP: a young person asks to be called, and is."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.end_to_end.started import KEPT, Started, empty_home, started

# Who must find no trace of what Maya asked, whichever call they make.
STRANGERS = ("bo", "wes", "zed", "ivy", "noor", "jay", "lee", "kim", "ade", "ruth", "cleo", "eve")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with empty_home() as made:
        yield made


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Started]:
    with started(home) as running:
        yield running


@pytest.fixture(scope="module")
def asked(service: Started) -> dict[str, Any]:
    """Let Maya ask to be called."""
    reply = service.call("maya", "POST", "/v1/me/contact-requests", {"about": "seeing my brother"})
    assert reply.status_code == 201, reply.text
    told: dict[str, Any] = reply.json()
    return told


def test_maya_sees_the_date_why_and_who_was_told(service: Started, asked: dict[str, Any]) -> None:
    clock = service.read("maya", f"/v1/me/contact-requests/{asked['id']}/clock")

    assert asked["due_in_words"].endswith("5 pm")
    assert [each["who"] for each in asked["people_told"]] == ["Sam", "Children in Care East"]
    assert [day["number"] for day in clock["days"] if day["number"]] == [1, 2]
    assert clock["due_at"] == asked["due_at"]
    assert clock["basis"] == "promise"


def test_sam_and_alex_see_it_and_only_one_can_take_it(service: Started, asked: dict[str, Any]) -> None:
    for colleague in ("sam", "alex", "priya"):
        assert [each["id"] for each in service.read(colleague, "/v1/triage")["items"]] == [asked["id"]]

    taken = service.call("sam", "PUT", f"/v1/requests/{asked['id']}/taker")
    refused = service.call("alex", "PUT", f"/v1/requests/{asked['id']}/taker")

    assert taken.json()["taken_by"] == "Sam"
    assert (refused.status_code, refused.json()["holder"]) == (409, "Sam")


def test_without_an_answer_the_clock_runs_on(service: Started, asked: dict[str, Any]) -> None:
    tried = service.call("sam", "POST", f"/v1/requests/{asked['id']}/attempts", {"outcome": "no_answer"})

    assert (tried.json()["state"], tried.json()["standing"]) == ("taken", "on_track")
    assert tried.json()["due_at"] == asked["due_at"]


def test_when_alex_speaks_to_her_the_promise_is_met(service: Started, asked: dict[str, Any]) -> None:
    spoke = service.call("alex", "POST", f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"})

    assert (spoke.json()["state"], spoke.json()["standing"]) == ("answered", "met")
    assert service.read("maya", f"/v1/me/contact-requests/{asked['id']}")["standing"] == "met"


def test_when_she_says_that_nobody_called_it_is_open_with_the_same_date(
    service: Started, asked: dict[str, Any]
) -> None:
    service.call("jay", "POST", "/v1/me/contact-requests", {"about": "my bus pass"})

    denied = service.call("maya", "POST", f"/v1/me/contact-requests/{asked['id']}/confirmation", {"reached": False})

    assert (denied.json()["state"], denied.json()["contested"]) == ("waiting", True)
    assert denied.json()["due_at"] == asked["due_at"]
    first = service.read("priya", "/v1/triage")["items"][0]
    assert (first["id"], first["contested"]) == (asked["id"], True)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_nobody_else_finds_a_trace(service: Started, asked: dict[str, Any], stranger: str) -> None:
    maya = service.read("sam", "/v1/young-people")["items"][1]["id"]
    calls = [
        ("GET", "/v1/triage", None),
        ("GET", "/v1/young-people", None),
        ("GET", f"/v1/requests/{asked['id']}", None),
        ("PUT", f"/v1/requests/{asked['id']}/taker", None),
        ("DELETE", f"/v1/requests/{asked['id']}/taker", None),
        ("POST", f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"}),
        ("GET", f"/v1/me/contact-requests/{asked['id']}", None),
        ("GET", f"/v1/me/contact-requests/{asked['id']}/clock", None),
        ("POST", f"/v1/me/contact-requests/{asked['id']}/withdrawal", None),
        ("POST", f"/v1/me/contact-requests/{asked['id']}/confirmation", {"reached": True}),
        ("GET", "/v1/me/contact-requests", None),
        ("GET", "/v1/me/access-log", None),
        ("GET", f"/v1/triage?young_person_id={maya}", None),
        (
            "POST",
            f"/v1/young-people/{maya}/contact-requests",
            {"asked_at": asked["asked_at"], "asked_through": "phone"},
        ),
    ]

    for method, path, body in calls:
        reply = service.call(stranger, method, path, body)
        assert reply.status_code in (200, 403, 404), (method, path, reply.text)
        assert "Maya" not in reply.text, (method, path)
        assert "seeing my brother" not in reply.text, (method, path)
        assert reply.status_code != 200 or asked["id"] not in reply.text, (method, path)


@pytest.mark.usefixtures("asked")
def test_she_can_see_who_looked(service: Started) -> None:
    lines = service.read("maya", "/v1/me/access-log")["items"]

    assert {each["who"] for each in lines} == {"Sam", "Alex", "Priya"}


def printed_token(service: Started, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own command
        [*KEPT, "token", "--as", "maya", *more],
        env={**os.environ, "KEPT_HOME": str(service.home)},  # noqa: TID251  what a person's shell would pass on
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize(("more", "secrets"), [((), 200), (("--aal", "2"), 200), (("--aal", "1"), 401)])
def test_a_token_reads_secrets_unless_it_is_of_a_mere_phone(
    service: Started, more: tuple[str, ...], secrets: int
) -> None:
    headers = {"Authorization": f"Bearer {printed_token(service, *more).stdout.strip()}"}

    log, people = [httpx.get(f"{service.url}/v1/me/{each}", headers=headers) for each in ("access-log", "people")]

    assert (log.status_code, people.status_code) == (secrets, 200)
    assert ("insufficient_user_authentication" in log.headers.get("WWW-Authenticate", "")) is (secrets == 401)


@pytest.mark.parametrize("admin", ["kim", "kit"])
def test_each_demo_council_has_let_in_one_public_and_one_confidential_app(service: Started, admin: str) -> None:
    apps = service.read(admin, "/v1/apps")["items"]

    assert sorted((each["kind"], each["state"]) for each in apps) == [
        ("confidential", "approved"),
        ("public", "approved"),
    ]


def test_a_token_is_printed_and_nothing_else(service: Started) -> None:
    printed = printed_token(service)

    assert printed.stderr == ""
    assert printed.stdout.count("\n") == 1
    assert printed.stdout.count(".") == 2


@pytest.fixture
def own_home() -> Iterator[Path]:
    with empty_home() as made:
        yield made


def test_after_a_power_cut_every_row_is_as_it_was(own_home: Path) -> None:
    with started(own_home) as service:
        told = service.call("maya", "POST", "/v1/me/contact-requests", {"about": "my coat"}).json()
        before = service.read("maya", "/v1/me/contact-requests")
        service.kill()

    with started(own_home) as again:
        assert again.read("maya", "/v1/me/contact-requests") == before
        assert before["items"][0]["id"] == told["id"]
        again.process.send_signal(signal.SIGINT)
        assert again.process.wait(timeout=30) == 0
