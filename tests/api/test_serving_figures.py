"""`kept serve` as a process: the figures on a port of their own, logs in one form, an end within seconds."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import httpx
import psycopg
import pytest

from api import embedded, keys
from api.settings import Settings
from auth.tokens import new_signing_key
from tests.make.world import World

CANARY = "zQ8-my-carer-hurts-me"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(settings: Settings, port: int, **given: str) -> Iterator[subprocess.Popen[str]]:
    environment = {
        "KEPT_DATABASE_URL": settings.database_url,
        "KEPT_SIGNING_KEY_FILE": str(settings.signing_key),
        "KEPT_CONTEXT_KEY_FILE": str(settings.context_key),
        "KEPT_ISSUER": "https://kept.northshire.example",
        "KEPT_LOG_LEVEL": "debug",
        **given,
    }
    keys.read_or_make(settings.signing_key, new_signing_key)
    process = subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
        env={**os.environ, **environment},  # noqa: TID251  what a person's shell would pass on
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait(process, port)
        yield process
    finally:
        process.kill()
        process.wait()


def wait(process: subprocess.Popen[str], port: int) -> None:
    began = monotonic()
    while monotonic() - began < 60:
        assert process.poll() is None, process.communicate()[1]
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).is_success:
                return
        except httpx.TransportError:
            sleep(0.1)
    raise AssertionError("It did not become ready.")


def end(process: subprocess.Popen[str]) -> list[dict[str, object]]:
    """Tell it to end; return the lines it wrote, each of which is one JSON object."""
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=15)[1]
    return [json.loads(line) for line in said.splitlines()]


@pytest.mark.usefixtures("northshire")
def test_figures_have_a_port_of_their_own_and_the_service_ends_with_them(settings: Settings) -> None:
    port, figures = free_port(), free_port()
    with served(settings, port, KEPT_METRICS_PORT=str(figures)) as process:
        told = httpx.get(f"http://127.0.0.1:{figures}/metrics", timeout=5)
        elsewhere = [
            httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=5).status_code,
            httpx.get(f"http://127.0.0.1:{figures}/v1/me", timeout=5).status_code,
        ]
        began = monotonic()
        end(process)
        took = monotonic() - began

    assert 'route="/readyz"' in told.text
    assert elsewhere == [404, 404]
    assert took < 10


def test_without_a_port_there_are_no_figures_and_no_docs(settings: Settings) -> None:
    port = free_port()
    with served(settings, port) as process:
        found = [httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5).status_code for path in ("/metrics", "/docs")]
        end(process)

    assert found == [404, 404]


def test_every_line_is_one_object_of_known_keys_with_no_typed_word(settings: Settings, northshire: World) -> None:
    port = free_port()
    maya = {"Authorization": f"Bearer {northshire.token('maya')}"}
    with served(settings, port) as process, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        client.get("/v1/me", headers=maya)
        client.get(f"/v1/{CANARY}?{CANARY}={CANARY}", headers=maya | {"X-Request-ID": CANARY, "User-Agent": CANARY})
        client.request(CANARY, "/v1/me", headers=maya)
        client.post("/v1/me/contact-requests", json={CANARY: CANARY}, headers=maya | {"Idempotency-Key": CANARY})
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(f"{CANARY} {CANARY} {CANARY}\r\n\r\n".encode())
            raw.recv(1000)
        lines = end(process)

    known = {"event", "level", "timestamp", "method", "route", "status", "ms", "trace_id", "error", "logger"}
    assert {key for line in lines for key in line} <= known
    assert {"/v1/me", "none", "/v1/me/contact-requests"} <= {line.get("route") for line in lines}
    assert CANARY not in json.dumps(lines)
    assert str(northshire.id_of("maya")) not in json.dumps(lines)


def test_the_owners_errors_are_not_quoted_in_the_databases_log(
    settings: Settings, owner_url: str, server: embedded.Server
) -> None:
    with psycopg.connect(settings.database_url) as connection, pytest.raises(psycopg.Error):
        connection.execute("select %s::text::uuid", [CANARY])
    with psycopg.connect(owner_url) as connection, pytest.raises(psycopg.Error):
        connection.execute("select %s::text::uuid", [CANARY])

    assert CANARY not in server.log.read_text(errors="replace")
