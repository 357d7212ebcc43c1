"""The built image at work: the service and the jobs, each told what compose.yaml tells it."""

import secrets
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import chown
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import httpx

from api.demo_tokens import hand_out
from api.settings import Settings
from scripts.prove_image.image import Image
from scripts.throwaway_postgres import Throwaway, run

ROLES = ("kept_owner", "kept_api", "kept_jobs")
PATIENCE = 120.0  # seconds: a machine that does much else, and the minute between two looks


class Service:
    """The image, started on a PostgreSQL: roles, keys, migrations, the service; each as an operator would."""

    def __init__(self, image: Image, server: Throwaway) -> None:
        self._image, self._server = image, server
        self._user = int(image.config["User"].split(":")[0])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]

    def proved(self) -> dict[str, Any]:
        with TemporaryDirectory() as folder, TemporaryDirectory() as root:
            self._folders = [Path(root), Path(folder), self._server.sockets]
            self._prepare(Path(folder))
            return self._served(Path(folder))

    def _prepare(self, folder: Path) -> None:
        self._passwords = passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
        chown(folder, self._user, self._user)
        self._server.run("createdb", "kept")
        psql = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname=kept", "--file=-")
        self._server.run("psql", *psql, said=self._kept("roles"))
        given = "".join(f"alter role {role} password '{word}';\n" for role, word in passwords.items())
        self._server.run("psql", *psql, said=given)
        for role, word in passwords.items():
            secret = folder / f"{role}_url"
            secret.write_text(f"postgresql://{role}:{word}@/kept?host=/run/postgresql")
            secret.chmod(0o400)
            chown(secret, self._user, self._user)
        self._kept("keys")
        self._kept("migrate", KEPT_MIGRATE_DATABASE_URL_FILE="/run/secrets/kept_owner_url")

    def _served(self, folder: Path) -> dict[str, Any]:
        self._kept("check-config")
        began = monotonic()
        with self._started("serve", "--port", str(self._port)) as process:
            self._until(lambda: self._answers("/readyz"), process)
            ready = round(monotonic() - began, 2)
            inside = self._inside(process.pid, folder)
            with self._started("work") as worker:
                self._until(self._looked_for_what_is_due, worker)
            told = monotonic()
        return {"ready_after_s": ready, **inside, "worked": True, "stopped_after_s": round(monotonic() - told, 2)}

    @contextmanager
    def _started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Start the image; tell it to stop, and see that it does so in its own time."""
        process = subprocess.Popen(  # noqa: S603  the image that was just built
            self._image.command(self._folders, list(arguments)),
            env=self._environment(),
            cwd="/",
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.terminate()
            said = process.communicate(timeout=30)[1]
        assert process.returncode in (0, -15, 143), f"It ended with {process.returncode}. {said[-1500:]}"

    def _until(self, done: Callable[[], bool], process: subprocess.Popen[str]) -> None:
        began = monotonic()
        while not done():
            assert process.poll() is None, f"It ended with {process.returncode}."
            assert monotonic() - began < PATIENCE, "It did not come so far."
            sleep(0.05)

    def _answers(self, path: str) -> bool:
        try:
            return httpx.get(self._url(path), timeout=2).is_success
        except httpx.TransportError:
            return False

    def _looked_for_what_is_due(self) -> bool:
        done = "select count(*) from jobs.procrastinate_jobs where task_name = 'kept:climb' and status = 'succeeded'"
        told = self._server.run("psql", "--no-psqlrc", "--tuples-only", "--dbname=kept", f"--command={done}")
        return int(told) > 0

    def _inside(self, pid: int, folder: Path) -> dict[str, Any]:
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        assert status["Uid"].split()[0] == str(self._user) != "0", "It runs as root."
        assert int(status["CapEff"], 16) == 0, "It has capabilities."
        root = next(line for line in Path(f"/proc/{pid}/mounts").read_text().splitlines() if line.split()[1] == "/")
        assert "ro" in root.split()[3].split(","), "Its root can be written to."
        assert httpx.get(self._url("/livez")).is_success, "It does not say that it lives."
        self._kept("health", "--port", str(self._port))
        return {"uid": self._user, "memory_kb": int(status["VmRSS"].split()[0]), **self._asked_and_read(folder)}

    def _asked_and_read(self, folder: Path) -> dict[str, Any]:
        """Let an invented young person ask for a call and read it again."""
        self._load_a_council()
        keys = Settings(
            database_url="",
            issuer="https://kept.invalid",
            signing_key=folder / "signing-key.pem",
            context_key=folder / "context.key",
        )
        api, owner = (self._server.url(role, self._passwords[role]) for role in ("kept_api", "kept_owner"))
        token = hand_out("maya", 2, keys, (api, owner))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "the-image-1"}
        asks = self._url("/v1/me/contact-requests")
        asked = httpx.post(asks, json={"about": "a call"}, headers=headers, timeout=10)
        assert asked.status_code == 201, asked.text  # noqa: PLR2004  created
        read = httpx.get(f"{asks}/{asked.json()['id']}", headers=headers, timeout=10)
        assert read.json()["due_in_words"] == asked.json()["due_in_words"], "It read something else."
        return {"asked_and_read": True}

    def _load_a_council(self) -> None:
        inside = "import asyncio, sys; from pathlib import Path; from api import installing\n"
        inside += "url = Path('/run/secrets/kept_owner_url').read_text()\n"
        inside += "asyncio.run(installing.load_demos(url, Path('/run/secrets/context.key').read_bytes()))"
        entry = self._image.command(self._folders, [])
        run([*entry[:-1], "/kept/bin/python", "-c", inside], environment=self._environment())

    def _kept(self, *arguments: str, **given: str) -> str:
        return run(self._image.command(self._folders, list(arguments)), environment=self._environment(**given))

    def _environment(self, **given: str) -> dict[str, str]:
        return self._image.environment(
            {
                "KEPT_DATABASE_URL_FILE": "/run/secrets/kept_api_url",
                "KEPT_JOBS_DATABASE_URL_FILE": "/run/secrets/kept_jobs_url",
                "KEPT_CONTEXT_KEY_FILE": "/run/secrets/context.key",
                "KEPT_SIGNING_KEY_FILE": "/run/secrets/signing-key.pem",
                "KEPT_ISSUER": "https://kept.invalid",
                **given,
            }
        )

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}{path}"
