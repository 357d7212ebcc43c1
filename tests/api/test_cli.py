"""What is typed after `kept`: each verb is there, and reads only what it needs."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from api import cli

# The web, the tables and the way to them, migrating: for a second or more of a small machine's time.
HEAVY = {"fastapi", "sqlmodel", "sqlalchemy", "pydantic", "psycopg", "alembic", "uvicorn", "yaml", "httpx"}
SERVING = {"alembic", "uvicorn", "procrastinate", "webauthn", "routers.plans", "web.doors"}
NOBODY = "1"  # a port on which nobody listens
CHRISTMAS_EVE = "2026-12-24T16:30:00Z"


def known_after(*words: str) -> set[str]:
    """Return the modules that a process has read once it has done what was typed."""
    code = (
        f"import contextlib, sys; sys.argv[1:] = {words!r}\n"
        "from api import cli\n"
        "with contextlib.suppress(SystemExit): cli.main()\n"
        "print(); print(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  ours
    return set(ran.stdout.splitlines()[-1].split())


def exit_of(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    monkeypatch.setattr(sys, "argv", ["kept", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


@contextmanager
def answering(status: int) -> Iterator[str]:
    """Lend the port of a service that answers every question so."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Answer) as service:
        Thread(target=service.serve_forever, daemon=True).start()
        yield str(service.server_port)
        service.shutdown()


@pytest.mark.parametrize("words", [("health", "--port", NOBODY), ("health", "--help"), ("--help",), ("nothing",), ()])
def test_asking_whether_it_is_well_or_what_there_is_reads_nothing_of_the_service(words: tuple[str, ...]) -> None:
    assert not known_after(*words) & HEAVY


def test_a_due_date_is_counted_without_tables() -> None:
    assert not known_after("due", CHRISTMAS_EVE) & (HEAVY - {"pydantic"})


@pytest.mark.parametrize("words", [("council", "check", "x"), ("calendar", "check", "x"), ("token", "--as", "maya")])
def test_setting_a_council_up_reads_nothing_that_serves_or_migrates(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("KEPT_HOME", str(tmp_path_factory.mktemp("empty")))

    assert not known_after(*words) & SERVING


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_says_what_it_is_for(
    verb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_of(monkeypatch, verb, "--help") == 0

    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(f"usage: kept {verb} ")
    assert cli.VERBS[verb][0] in said


def test_what_is_no_verb_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(monkeypatch, "helth") == 2
    assert "invalid choice: 'helth'" in capsys.readouterr().err


def test_no_verb_at_all_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_of(monkeypatch) == 2
    assert "usage: kept" in capsys.readouterr().err


def test_a_problem_that_a_person_can_mend_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_of(monkeypatch, "due", "1900-12-24T16:30:00Z") == 2

    said = capsys.readouterr().err
    assert said.startswith("kept: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (404, 1)])
def test_a_service_is_well_when_it_says_that_it_is_ready(
    status: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(status) as port:
        assert exit_of(monkeypatch, "health", "--port", port) == code


def test_this_machine_is_asked_itself_whatever_proxy_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{NOBODY}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{NOBODY}")

    with answering(200) as port:
        assert exit_of(monkeypatch, "health", "--port", port) == 0


def test_where_nobody_answers_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_of(monkeypatch, "health", "--port", NOBODY) == 1

    said = capsys.readouterr().err
    assert said.startswith("kept: ")
    assert said.count("\n") == 1
