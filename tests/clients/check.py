"""Make clients of openapi.yaml with other people's tools, and let each do its work against a started service.

TypeScript types under a little app, a Python client that walks the main story, and the collections for Postman and
Bruno, every call of them. What was made lies in a temporary folder and is gone afterwards.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from time import monotonic

from api import contract
from tests.clients.collections import HOME, POSTMAN
from tests.clients.postman import people_in
from tests.end_to_end.started import Started, empty_home, started

HERE = Path(__file__).parent
NODE = HERE / "node" / "node_modules" / ".bin"
BESIDE_PYTHON = Path(sys.executable).parent


def main() -> None:
    """Make and try everything; the first that fails ends it with an error."""
    with empty_home() as home, started(home) as service, TemporaryDirectory(prefix="kept-clients-") as made:
        for name, check in CHECKS.items():
            with _timed(name):
                check(service, Path(made))
            service.call("maya", "POST", "/v1/sandbox/reset").raise_for_status()


def typescript(service: Started, made: Path) -> None:
    """Compile a little app on the types of the contract, strictly, and let it run."""
    folder = copytree(HERE / "typescript", made / "typescript")
    _run(NODE / "openapi-typescript", contract.FILE, "--output", folder / "kept.d.ts")
    _run(NODE / "tsc", "--project", folder, "--outDir", folder / "out")
    _run("node", folder / "out" / "app.js", service.url, service.token("maya"), aloud=True)


def python(service: Started, made: Path) -> None:
    """Make a client of every operation, and walk the main story with it."""
    asked = ("--path", contract.FILE, "--output-path", made / "kept_client", "--meta", "none", "--fail-on-warning")
    _run(BESIDE_PYTHON / "openapi-python-client", "generate", *asked)
    tokens = [service.token(who) for who in ("maya", "sam")]
    _run(sys.executable, HERE / "python" / "walk.py", service.url, *tokens, aloud=True, PYTHONPATH=str(made))


def postman(service: Started, _made: Path) -> None:
    """Make every call of the collection for Postman."""
    _run(NODE / "newman", "run", POSTMAN, *_variables(service), "--bail", "--color", "off")


def bruno(service: Started, _made: Path) -> None:
    """Make every call of the collection for Bruno."""
    asked = ("run", "-r", "--bail", "--env", "demo", *_variables(service))
    _run(NODE / "bru", *asked, folder=HOME / "bruno")


CHECKS = {"TypeScript": typescript, "Python": python, "Postman": postman, "Bruno": bruno}


def _variables(service: Started) -> Iterator[str]:
    service.tokens.clear()  # the collection signs some of them out
    yield from ("--env-var", f"api={service.url}")
    for who in people_in(POSTMAN.read_text(encoding="utf-8")):
        yield from ("--env-var", f"{who}={service.token(who)}")


def _run(program: str | Path, *given: str | Path, folder: Path = HERE, aloud: bool = False, **variables: str) -> None:
    """Run a program to its end; when it fails, say all that it said."""
    path = f"{BESIDE_PYTHON}{os.pathsep}{os.environ['PATH']}"  # noqa: TID251  what a person's shell would pass on
    around = {**os.environ, "PATH": path, **variables}  # noqa: TID251
    done = subprocess.run(  # noqa: S603  our own command
        [str(program), *map(str, given)],
        cwd=folder,
        env=around,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{Path(program).name} failed.\n{done.stdout}\n{done.stderr}")
    if aloud:
        print(done.stdout, end="")


@contextmanager
def _timed(name: str) -> Iterator[None]:
    begun = monotonic()
    yield
    print(f"{name}: {monotonic() - begun:.1f} s", flush=True)


if __name__ == "__main__":
    main()
