"""What is installed is pinned, hashed, named by no index, and never older than a known hole."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("requirements.lock", "requirements-image.lock")

# The first releases without the holes known when this was written. A hole found later raises its floor.
FLOORS = {
    "fastapi": "0.165",
    "h11": "0.16.0",  # smuggled requests
    "pyasn1": "0.6.2",
    "python-jose": "3.5.0",  # keys taken for what they are not; the rest is caught in auth/tokens.py
    "python-multipart": "0.0.27",  # absent is better: nothing here reads forms
    "starlette": "1.3.1",  # a Host header that changes the path
}
OPTIONAL = {"python-multipart"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_exactly_and_hashed(lock: str) -> None:
    for line in lines(lock):
        assert re.match(r"[a-z0-9-]+==[^ *]+ ", line), f"{line[:60]} is not pinned."
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), f"{line[:60]} has no hash."


@pytest.mark.parametrize("lock", LOCKS)
def test_no_index_address_or_folder_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert not re.search(r"^\s*-", re.sub(r"^\s+--hash=.*$", "", text, flags=re.MULTILINE), re.MULTILINE)
    assert not re.search(r"[/@]", text)


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("name", FLOORS)
def test_nothing_is_older_than_a_known_hole(lock: str, name: str) -> None:
    versions = pins(lock).get(name, set())

    assert versions or name in OPTIONAL
    assert all(version >= Version(FLOORS[name]) for version in versions)


def test_the_lock_answers_what_the_project_asks_for() -> None:
    asked = chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())

    for requirement in map(Requirement, asked):
        versions = pins("requirements.lock").get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement} is not locked. Run `make lock`."
        assert all(version in requirement.specifier for version in versions), f"Run `make lock` for {requirement}."


def test_the_image_is_made_of_what_was_tested() -> None:
    tested = pins("requirements.lock")

    assert {name: tested.get(name) for name in pins("requirements-image.lock")} == pins("requirements-image.lock")


def pins(lock: str) -> dict[str, set[Version]]:
    """Return the versions of each package; a platform may have one of its own."""
    found: dict[str, set[Version]] = {}
    for line in lines(lock):
        name, version = line.split()[0].split("==")
        found.setdefault(name, set()).add(Version(version))
    return found


def lines(lock: str) -> list[str]:
    joined = (ROOT / lock).read_text().replace("\\\n", " ")
    return [line for line in joined.splitlines() if line and not line.startswith("#")]
