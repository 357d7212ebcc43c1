"""An image that was built here, laid open, and how to start it without a container engine."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.throwaway_postgres import run

ROOT = Path(__file__).parents[2]
TAG = "localhost/kept:proved"
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
