"""The pages for developers are true: every command in them is run, in its order, and says what the page says."""

import os
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.end_to_end.started import Started, empty_home, started

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted((ROOT / "docs" / "developers").glob("*.md"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HERE = "http://localhost:8000"
AFTER = "=== the next block ==="


@pytest.fixture(scope="module")
def service() -> Iterator[Started]:
    with empty_home() as home, started(home) as running:
        yield running


@pytest.fixture(autouse=True)
def at_the_first_day(service: Started) -> Iterator[None]:
    yield
    service.call("maya", "POST", "/v1/sandbox/reset").raise_for_status()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_is_what_comes(service: Started, page: Path) -> None:
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))

    said = run([text for kind, text in blocks if kind == "sh"], service)

    assert {kind for kind, _ in blocks} <= {"sh", "text"}
    for shown, came in zip(promised(blocks), said, strict=True):
        assert re.fullmatch(re.escape(shown).replace("…", ".*"), came, re.DOTALL), f"Shown:\n{shown}\nCame:\n{came}"


def run(commands: list[str], service: Started) -> list[str]:
    """Run all blocks of a page in one shell, in the folder of the service, and return what each printed."""
    script = f"\necho '{AFTER}'\n".join(["set -eu", *commands]).replace(HERE, service.url)
    done = subprocess.run(  # noqa: S603  the commands of our own pages
        ["bash", "-c", script],  # noqa: S607  the shell of whoever reads the page
        cwd=ROOT,
        env={**os.environ, "KEPT_HOME": str(service.home)},  # noqa: TID251  what a person's shell would pass on
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return [each.strip() for each in done.stdout.split(AFTER)[1:]]


def promised(blocks: list[tuple[str, str]]) -> list[str]:
    """Return what a page shows under each command; nothing, where the next command follows at once."""
    pairs = pairwise([*blocks, ("", "")])
    return [text.strip() if kind == "text" else "" for (command, _), (kind, text) in pairs if command == "sh"]
