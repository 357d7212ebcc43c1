"""The processes that are killed: the service as `kept serve`, and PostgreSQL as a child of the proof."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter, sleep

import psycopg

from api import embedded, installing, postgres
from api.settings import Settings
from tests.make.service import WIDE

PATIENCE = 180.0


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@dataclass
class Service:
    """`kept serve` on a free port of this machine."""

    settings: Settings
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    quotas: Mapping[str, str] = field(default_factory=lambda: WIDE)

    def start(self) -> float:
        """Start it, and return after how many seconds it was ready."""
        began = perf_counter()
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)  # noqa: S603
        while not self._ready():
            if self.process.poll() is not None or perf_counter() - began > PATIENCE:
                raise RuntimeError(f"The service did not start; {self.log} says why.")
            sleep(0.05)
        return perf_counter() - began

    def kill(self) -> None:
        """End it as a crash would: kill -9."""
        if self.process:
            self.process.kill()
            self.process.wait()

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,  # noqa: TID251  what a person's shell would pass on
            "KEPT_DATABASE_URL": self.settings.database_url,
            "KEPT_SIGNING_KEY_FILE": str(self.settings.signing_key),
            "KEPT_CONTEXT_KEY_FILE": str(self.settings.context_key),
            "KEPT_ISSUER": self.settings.issuer,
            "KEPT_ENVIRONMENT": "development",
            **self.quotas,
        }

    def _ready(self) -> bool:
        asking = HTTPConnection("127.0.0.1", self.port, timeout=3)
        with closing(asking), suppress(OSError, HTTPException):
            asking.request("GET", "/readyz")
            return asking.getresponse().status == HTTPStatus.OK
        return False


@dataclass
class Database:
    """PostgreSQL on the data of an embedded server that was stopped, as our own child."""

    server: embedded.Server
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it, and return after how many seconds it took connections, its recovery included."""
        began = perf_counter()
        while not self._answers():
            if self.process is None or self.process.poll() is not None:
                self.process = self._launched()  # it refuses while a child of the one before still lives
            if perf_counter() - began > PATIENCE:
                raise RuntimeError(f"PostgreSQL did not start; {self.server.log} says why.")
            sleep(0.02)
        return perf_counter() - began

    def kill(self) -> None:
        """End its first process as a crash would: kill -9. Its children notice, and end."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=PATIENCE)

    @property
    def above(self) -> str:
        """Return the login of the superuser, for whom there are no walls."""
        return embedded.superuser_dsn(self.server, installing.DATABASE)

    def _launched(self) -> subprocess.Popen[bytes]:
        program = postgres.find_programs(self.server.home) / "postgres"
        chosen = postgres.SETTINGS | {"unix_socket_directories": f'"{self.server.sockets}"'}
        options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        someone = postgres.stand_in()
        with self.server.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  the program of our own wheel
                [program, "-D", str(self.server.folder / "data"), *options],
                cwd="/",
                env={"LC_ALL": "C", "PATH": os.defpath},
                user=someone.pw_uid if someone else None,
                group=someone.pw_gid if someone else None,
                extra_groups=[] if someone else None,
                stdout=log,
                stderr=log,
            )

    def _answers(self) -> bool:
        try:
            psycopg.connect(embedded.superuser_dsn(self.server), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True
