"""Build the image of the Dockerfile, start it as compose.yaml does, and look at it: `make image BASE=…`.

It works where no container engine runs: buildah builds without one, and the image is started in a mount namespace of
its own, with a read-only root, as the image's own user, without a capability. It needs root, buildah and a PostgreSQL.
"""

import argparse
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import chown, which
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import httpx

from api.demo_tokens import hand_out
from api.settings import Settings
from scripts.throwaway_postgres import Throwaway, programs_of, run, throwaway

ROOT = Path(__file__).parent.parent
TAG = "localhost/kept:proved"
PATIENCE = 120.0  # seconds: a machine that does much else
INSIDE = """
set -e
image=$1 root=$2 secrets=$3 socket=$4 user=$5
shift 5
mount --bind "$image" "$root"
mount -o remount,bind,ro "$root"
mount -t tmpfs -o size=16m,mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o size=1m,mode=755 tmpfs "$root/run"
mkdir "$root/run/secrets" "$root/run/postgresql"
mount --bind "$secrets" "$root/run/secrets"
mount --bind "$socket" "$root/run/postgresql"
exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,+sys_chroot,+setuid,+setgid \\
  chroot --userspec="$user" --groups= "$root" "$@"
"""


class Image:
    """A built image, its root laid open, and how it is to be started."""

    def __init__(self, mounted: Path) -> None:
        told = json.loads(run(["buildah", "inspect", "--type=image", TAG]))
        self.mounted = mounted
        self.config: dict[str, Any] = told["Docker"]["config"]
        self.size = json.loads(run(["buildah", "images", "--json", TAG]))[0]["size"]

    def command(self, folders: list[Path], arguments: list[str]) -> list[str]:
        shell = ["unshare", "--mount", "--propagation=private", "sh", "-c", INSIDE, "sh"]
        entry = self.config["Entrypoint"]
        return [*shell, str(self.mounted), *map(str, folders), self.config["User"], *entry, *arguments]

    def environment(self, given: dict[str, str]) -> dict[str, str]:
        return dict(each.split("=", 1) for each in self.config["Env"]) | given


def main() -> None:
    try:
        proved = prove(_asked())
    except (AssertionError, OSError, RuntimeError) as problem:
        sys.exit(f"make image: {problem}")
    print(json.dumps(proved, indent=2))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="", help="an image with Python and venv; the Dockerfile's own if empty")
    parser.add_argument("--wheelhouse", default="", help="a folder of wheels, where no index is reached")
    parser.add_argument("--postgres", default="", help="the folder of PostgreSQL's programs")
    return parser.parse_args()


def prove(asked: argparse.Namespace) -> dict[str, Any]:
    missing = [each for each in ("buildah", "unshare", "setpriv", "chroot") if which(each) is None]
    if missing or os.geteuid() != 0:
        raise RuntimeError(f"This needs root and these programs: {', '.join(missing) or 'all are here'}.")
    programs = programs_of(asked.postgres)
    build(asked.base, asked.wheelhouse)
    with laid_open() as image, throwaway(programs, secrets.token_urlsafe(24)) as server:
        return {"image": image.size, **looked_at(image), **Service(image, server).proved()}


def build(base: str, wheelhouse: str) -> None:
    chosen = ["--build-arg", f"BASE={base}"] if base else []
    if wheelhouse:
        chosen += ["--build-context", f"wheelhouse={Path(wheelhouse).resolve()}", "--build-arg", "PIP_NO_INDEX=1"]
    pull = ["--pull=never"] if base.startswith("localhost/") else []
    build_it = [
        "buildah",
        "build",
        "--isolation",
        "chroot",
        "--format",
        "docker",
        *pull,
        *chosen,
        "--tag",
        TAG,
        str(ROOT),
    ]
    subprocess.run(build_it, check=True, stdout=sys.stderr)  # noqa: S603  a program named here


@contextmanager
def laid_open() -> Iterator[Image]:
    container = run(["buildah", "from", "--pull=never", TAG]).strip()
    try:
        yield Image(Path(run(["buildah", "mount", container]).strip()))
    finally:
        run(["buildah", "rm", container])


def looked_at(image: Image) -> dict[str, Any]:
    """Look at what can be seen without starting: its user, its health check, and what was left out."""
    user = image.config["User"]
    assert user.split(":")[0] not in ("", "0", "root"), "The image runs as root."
    assert image.config["Healthcheck"]["Test"] == ["CMD", "kept", "health"], "The health check needs a shell."
    assert not list(image.mounted.glob("kept/bin/pip*")), "pip was left in the image."
    return {"user": user, "labels": sorted(image.config["Labels"])}


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
        passwords = {role: secrets.token_urlsafe(24) for role in ("kept_owner", "kept_api")}
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
        process = subprocess.Popen(  # noqa: S603  the image that was just built
            self._image.command(self._folders, ["serve", "--port", str(self._port)]),
            env=self._environment(),
            cwd="/",
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            ready = self._wait(began, process)
            inside = self._inside(process.pid, folder)
        finally:
            told = monotonic()
            process.terminate()
            said = process.communicate(timeout=30)[1]
        assert process.returncode in (0, -15, 143), f"It ended with {process.returncode}. {said[-500:]}"
        return {"ready_after_s": ready, **inside, "stopped_after_s": round(monotonic() - told, 2)}

    def _wait(self, began: float, process: subprocess.Popen[str]) -> float:
        while process.poll() is None and monotonic() - began < PATIENCE:
            try:
                if httpx.get(self._url("/readyz"), timeout=2).is_success:
                    return round(monotonic() - began, 2)
            except httpx.TransportError:
                sleep(0.05)
        process.terminate()
        raise AssertionError(f"It did not become ready. {process.communicate()[1][-1500:]}")

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
        api, owner = ((folder / f"{role}_url").read_text().strip() for role in ("kept_api", "kept_owner"))
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
                "KEPT_CONTEXT_KEY_FILE": "/run/secrets/context.key",
                "KEPT_SIGNING_KEY_FILE": "/run/secrets/signing-key.pem",
                "KEPT_ISSUER": "https://kept.invalid",
                **given,
            }
        )

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}{path}"


if __name__ == "__main__":
    main()
