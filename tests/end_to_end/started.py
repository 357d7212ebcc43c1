"""A started service: `kept run` as a process of its own, spoken to over real HTTP."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import httpx

from api import embedded, installing
from api.demo_tokens import hand_out
from api.settings import from_environment
from tests.make.service import WIDE

KEPT = [sys.executable, "-m", "api.cli"]
PATIENCE = 60.0


@contextmanager
def empty_home() -> Iterator[Path]:
    """Lend an empty home that PostgreSQL, which is not root, may pass through, whoever else tests on this machine."""
    with TemporaryDirectory(prefix="kept-home-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@dataclass
class Started:
    """One running service and the people who call it."""

    process: subprocess.Popen[bytes]
    url: str
    home: Path
    printed: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def call(self, who: str | None, method: str, path: str, body: object = None) -> httpx.Response:
        headers = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        if who:
            headers["Authorization"] = f"Bearer {self.token(who)}"
        return httpx.request(method, self.url + path, json=body, headers=headers, timeout=10)

    def token(self, who: str) -> str:
        """Hand out a token as `make token` does, once for each."""
        if who not in self.tokens:
            with embedded.running(self.home) as server:
                urls = tuple(embedded.dsn(server, role, installing.DATABASE) for role in ("kept_api", "kept_owner"))
                self.tokens[who] = hand_out(who, 2, from_environment(home=self.home, demo=True), (urls[0], urls[1]))
        return self.tokens[who]

    def read(self, who: str | None, path: str) -> Any:  # noqa: ANN401  a JSON document
        reply = self.call(who, "GET", path)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def kill(self) -> None:
        """End it as a power cut would: the service and its database, all at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def started(home: Path, **settings: str) -> Iterator[Started]:
    """Run `kept run` on a free port until the block ends, then stop it with Ctrl-C."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    printed = home / f"printed-{port}"
    with printed.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own command
            [*KEPT, "run", "--port", str(port)],
            env=os.environ | WIDE | {"KEPT_HOME": str(home), "KEPT_STREAM_SECONDS": "0"} | settings,  # noqa: TID251  a shell's
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        service = Started(process, f"http://localhost:{port}", home, printed)
        try:
            _wait(service)
            yield service
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=30)


def _wait(service: Started) -> None:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline and service.process.poll() is None:
        try:
            if httpx.get(f"{service.url}/readyz", timeout=2).is_success:
                return
        except httpx.TransportError:
            sleep(0.05)
    raise AssertionError(service.printed.read_text())
