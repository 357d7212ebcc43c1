"""Build the image of the Dockerfile, start it as compose.yaml does, and look at it: `make image BASE=…`.

It works where no container engine runs: buildah builds without one, and the image is started in a mount namespace of
its own, with a read-only root, as the image's own user, without a capability. It needs root, buildah and a PostgreSQL.
"""

import argparse
import json
import os
import secrets
import sys
from shutil import which
from typing import Any

from scripts.prove_image.image import build, laid_open, looked_at
from scripts.prove_image.service import Service
from scripts.throwaway_postgres import programs_of, throwaway


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


if __name__ == "__main__":
    main()
