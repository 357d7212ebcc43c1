"""A process that serves holds only what it needs; the rest is read when somebody asks for something of it."""

import subprocess
import sys
from types import ModuleType

import pytest

from api.late import late

# What each is for: migrating, passkeys, the worker's list of jobs, calling a directory, pages for developers.
WAITING = ("alembic", "webauthn", "procrastinate", "httpcore", "markdown_it")


def _known_after(code: str) -> set[str]:
    code += "; import sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  ours
    return set(ran.stdout.split())


def test_a_process_that_serves_leaves_on_disk_what_few_requests_need() -> None:
    assert not _known_after("import api.serving").intersection(WAITING)


def test_what_waits_is_there_when_something_of_it_is_asked_for() -> None:
    code = "import auth.signing_in.passkeys as p, api.docs as d; p.ceremonies.NAME; d.developers.HOME"

    assert {"webauthn", "markdown_it"} <= _known_after(code)


def test_a_module_that_is_there_already_is_that_one() -> None:
    assert isinstance(late("api.late"), ModuleType)
    assert late("api.late") is sys.modules["api.late"]


def test_a_module_that_is_not_there_is_an_error_at_once() -> None:
    with pytest.raises(ModuleNotFoundError):
        late("api.nothing_of_the_sort")
