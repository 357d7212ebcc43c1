"""`kept council`: a council is made, loaded, checked and opened; from then on nobody is handed a token."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api import embedded, installing, keys
from api.settings import Settings, from_environment
from tests.end_to_end.started import KEPT
from tests.make.council_file import LEAST
from tests.make.desk import Typing, at_a_desk
from tests.make.pledges import NORTHUMBERLAND
from tests.make.world import Speaker

COUNCIL = f"council: {{{{slug: {{slug}}, out_of_hours_phone: 01632 960990}}}}\n{LEAST}"


@pytest_asyncio.fixture
async def desk(app: FastAPI, owner_url: str) -> AsyncIterator[Typing]:
    async with at_a_desk(app, owner_url) as made:
        yield made


async def loaded(desk: Typing, folder: Path, *changes: tuple[str, str]) -> None:
    text = COUNCIL.format(slug=desk.slug)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "council.yaml").write_text(text, encoding="utf-8")
    await desk.types("new", desk.slug, "--name", "Westmere")
    await desk.types("load", folder / "council.yaml")
    await desk.types("adopt", NORTHUMBERLAND, "--council", desk.slug)


async def test_a_new_council_is_a_draft_that_lacks_everything(desk: Typing) -> None:
    made = await desk.types("new", desk.slug, "--name", "Westmere", "--opens", "08:30", "--closes", "16:30")

    found = await desk.types("check", desk.slug)

    assert made.text == f"{desk.slug} is a draft. Next: kept council load FILE"
    assert found.code == 1
    assert found.text.splitlines() == [
        "lacks: a team with the purpose `duty`",
        "lacks: a team with the purpose `rights`",
        "lacks: a team with the purpose `feedback`",
        "lacks: a phone number for nights and weekends",
        "lacks: a current pledge: `kept council adopt`",
    ]


async def test_a_council_is_made_once(desk: Typing) -> None:
    await desk.types("new", desk.slug, "--name", "Westmere")

    with pytest.raises(RuntimeError, match="There is a council of that name already"):
        await desk.types("new", desk.slug, "--name", "Westmere")


@pytest.mark.parametrize(("opens", "closes"), [("17:00", "09:00"), ("09:00", "09:00")])
async def test_an_office_opens_before_it_closes(desk: Typing, opens: str, closes: str) -> None:
    with pytest.raises(RuntimeError, match="must open before it closes"):
        await desk.types("new", desk.slug, "--name", "Westmere", "--opens", opens, "--closes", closes)


async def test_the_database_keeps_office_hours_in_order_too(desk: Typing) -> None:
    await desk.types("new", desk.slug, "--name", "Westmere")

    with pytest.raises(psycopg.errors.CheckViolation):
        async with desk.desk.at(desk.slug, "load") as db:
            await db._connection.execute("update councils set closes = opens")  # noqa: SLF001  past every command


@pytest.mark.parametrize(
    "words",
    [("new", "West Mere", "--name", "x"), ("new", "x", "--name", ""), ("new", "x", "--name", "x", "--opens", "9 am")],
)
async def test_what_is_typed_wrong_is_refused(
    desk: Typing, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        await desk.types(*words)

    assert "must be" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["check", "open"])
async def test_a_council_that_is_not_there_is_not_found(desk: Typing, what: str) -> None:
    with pytest.raises(RuntimeError, match=f"There is no council {desk.slug}"):
        await desk.types(what, desk.slug)


async def test_a_file_makes_no_council(desk: Typing, tmp_path: Path) -> None:
    (tmp_path / "council.yaml").write_text(COUNCIL.format(slug=desk.slug), encoding="utf-8")

    with pytest.raises(RuntimeError, match=f"make it with `kept council new {desk.slug}`"):
        await desk.types("load", tmp_path / "council.yaml")


@pytest.mark.parametrize(
    ("old", "new", "lacks"),
    [
        ("purpose: rights, ", "purpose: care, ", "a team with the purpose `rights`"),
        (", purpose: feedback, phone: 01632 960930", ", purpose: feedback", "a phone number of Listening"),
        (
            "role: duty_worker, job: duty_worker",
            "role: council_admin, job: council_admin",
            "an active member of staff in Duty who sees what comes in (duty_worker)",
        ),
        (
            "first_name: Pat, ",
            "first_name: Pat, active: false, ",
            "an active member of staff in Rights who sees what comes in (rights_officer)",
        ),
        (", out_of_hours_phone: 01632 960990", "", "a phone number for nights and weekends"),
    ],
)
async def test_what_a_council_lacks_keeps_it_shut(desk: Typing, tmp_path: Path, old: str, new: str, lacks: str) -> None:
    await loaded(desk, tmp_path, (old, new))

    opened = await desk.types("open", desk.slug)

    assert opened.code == 1
    assert f"lacks: {lacks}" in opened.text.splitlines()
    assert opened.text.endswith(f"{desk.slug} was not opened.")
    assert (await desk.types("check", desk.slug)).code == 1


async def test_a_young_person_without_a_main_worker_is_a_warning_that_names_nobody(
    desk: Typing, tmp_path: Path
) -> None:
    await loaded(desk, tmp_path)

    found = await desk.types("check", desk.slug)
    opened = await desk.types("open", desk.slug)

    assert (found.code, opened.code, (await desk.types("open", desk.slug)).code) == (0, 0, 0)
    assert found.text.startswith("warning: 1 young people without a main worker who is there (")
    assert "Robin" not in found.text
    assert opened.text.endswith(f"{desk.slug} is open.")


async def test_until_it_is_open_nobody_finds_it(desk: Typing, tmp_path: Path, app: FastAPI) -> None:
    await loaded(desk, tmp_path)
    before = await Speaker(app, None).get(f"/v1/councils/{desk.slug}")
    await desk.types("open", desk.slug)
    after = await Speaker(app, None).get(f"/v1/councils/{desk.slug}")

    assert (before.status_code, after.status_code) == (404, 200)


def kept(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own command
        [*KEPT, *words],
        env={**os.environ, **environment},  # noqa: TID251  what a person's shell would pass on
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Return the home of a demonstration, as `kept run` leaves it."""
    with embedded.passing() as server:
        key = keys.read_or_make(from_environment(home=server.home).context_key, keys.new_context_key)
        installing.prepare(server, key)
        asyncio.run(installing.load_demos(embedded.dsn(server, "kept_owner", installing.DATABASE), key))
        yield server.home


def test_as_soon_as_a_real_council_is_there_nobody_is_handed_a_token(home: Path) -> None:
    before = kept("token", "--as", "maya", KEPT_HOME=str(home))

    made = kept("council", "new", "westmere", "--name", "Westmere", KEPT_HOME=str(home))

    after = kept("token", "--as", "maya", KEPT_HOME=str(home))
    assert (before.returncode, made.returncode, after.returncode) == (0, 0, 2)
    assert after.stdout == ""
    assert after.stderr == "kept: There is a real council here: people sign in, and nobody is handed a token.\n"


def test_a_council_is_set_up_on_its_own_postgresql(owner_url: str, settings: Settings, tmp_path: Path) -> None:
    named = {"KEPT_MIGRATE_DATABASE_URL": owner_url, "KEPT_CONTEXT_KEY_FILE": str(settings.context_key)}
    slug = f"own-{os.getpid()}"
    (tmp_path / "council.yaml").write_text(COUNCIL.format(slug=slug).replace("purpose: duty", "purpose: night"))

    made = kept("council", "new", slug, "--name", "Own", **named)
    wrong = kept("council", "load", str(tmp_path / "council.yaml"), **named)
    (tmp_path / "council.yaml").write_text(COUNCIL.format(slug=slug))
    loaded = kept("council", "load", str(tmp_path / "council.yaml"), **named)
    kept("council", "adopt", NORTHUMBERLAND, "--council", slug, **named)
    opened = kept("council", "open", slug, **named)

    assert (made.returncode, wrong.returncode, loaded.returncode, opened.returncode) == (0, 2, 0, 0)
    first, second = wrong.stderr.splitlines()
    assert first == "kept: Nothing was loaded. To mend first (1):"
    assert second.startswith("  council.yaml, line 5: teams duty: `purpose` must be one of 'care', 'rights',")
    assert opened.stdout.endswith(f"{slug} is open.\n")


def test_another_context_key_is_refused_and_no_key_is_made(owner_url: str, tmp_path: Path) -> None:
    (tmp_path / "other.key").write_text("0" * 64)

    other = kept(
        *("council", "check", "x"),
        KEPT_MIGRATE_DATABASE_URL=owner_url,
        KEPT_CONTEXT_KEY_FILE=str(tmp_path / "other.key"),
    )
    key = tmp_path / "none.key"
    none = kept("council", "check", "x", KEPT_MIGRATE_DATABASE_URL=owner_url, KEPT_CONTEXT_KEY_FILE=str(key))

    assert "another context key" in other.stderr
    assert "Set KEPT_CONTEXT_KEY_FILE" in none.stderr
    assert not key.exists()


@pytest.mark.parametrize("more", [{}, {"KEPT_DATABASE_URL": "postgresql:///x"}])
def test_without_a_database_it_says_which_to_name(tmp_path: Path, more: dict[str, str]) -> None:
    said = kept("council", "check", "x", KEPT_HOME=str(tmp_path / "empty"), **more)

    assert (said.returncode, said.stdout) == (2, "")
    assert "Set KEPT_MIGRATE_DATABASE_URL" in said.stderr


def test_a_database_that_does_not_answer_is_no_riddle(tmp_path: Path, settings: Settings) -> None:
    said = kept(
        *("council", "check", "x"),
        KEPT_MIGRATE_DATABASE_URL=f"postgresql://kept_owner@/kept?host={tmp_path}",
        KEPT_CONTEXT_KEY_FILE=str(settings.context_key),
    )

    assert said.stderr.splitlines()[-1] == "kept: The database cannot be reached. Nothing was changed."
