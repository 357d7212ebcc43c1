"""What a council needs to open it keeps needing: a file cannot take it away, and who is on duty can be reached."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.council_checks import UNTOLD
from tests.make.council_file import LEAST, change, refused, write
from tests.make.desk import Typing, at_a_desk, world_of
from tests.make.saying import leaves
from tests.make.world import World

COUNCIL = f"council: {{{{slug: {{slug}}, name: Westmere, out_of_hours_phone: 01632 960990}}}}\n{LEAST}"
OLA = "first_name: Ola, role: duty_worker, job: duty_worker"
CHANNELS = "councils:\n  {slug}: {{email: {{by: smtp, host: mail.westmere.example, from: app@westmere.example}}}}\n"


@pytest_asyncio.fixture
async def desk(app: FastAPI, owner_url: str) -> AsyncIterator[Typing]:
    async with at_a_desk(app, owner_url) as made:
        await made.types("new", made.slug, "--name", "Westmere")
        yield made


@pytest.fixture
def file(desk: Typing, tmp_path: Path) -> Path:
    made = tmp_path / "council.yaml"
    write(made, COUNCIL.format(slug=desk.slug))
    return made


@pytest_asyncio.fixture
async def world(desk: Typing, file: Path, app: FastAPI, owner_url: str) -> World:
    await desk.types("load", file)
    return await world_of(desk, file, app, owner_url)


@pytest.mark.parametrize(("role", "job"), [("manager", "team_manager"), ("worker", "social_worker")])
async def test_a_duty_team_in_which_nobody_can_answer_a_cry_for_help_keeps_it_shut(
    desk: Typing, file: Path, role: str, job: str
) -> None:
    change(file, (OLA, f"first_name: Ola, role: {role}, job: {job}"))
    await desk.types("load", file)

    found = await desk.types("check", desk.slug)

    assert "lacks: an active member of staff in Duty who sees what comes in (duty_worker)" in found.text.splitlines()


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("old", "new", "lacks"),
    [
        ("purpose: duty", "purpose: care", "a team with the purpose `duty`"),
        (OLA, f"{OLA}, active: false", "an active member of staff in Duty who sees what comes in (duty_worker)"),
        (
            "first_name: Pat, role: rights_officer, job: childrens_rights_officer, team: rights",
            "first_name: Pat, role: rights_officer, job: childrens_rights_officer, team: listening",
            "an active member of staff in Rights who sees what comes in (rights_officer)",
        ),
    ],
)
async def test_a_file_takes_nothing_away_that_an_open_council_needs(
    desk: Typing, file: Path, old: str, new: str, lacks: str
) -> None:
    change(file, (old, new))

    (wrong,) = await refused(desk, file)

    assert wrong.endswith(f"council: After this file an open council would lack {lacks}.")
    assert lacks not in (await desk.types("check", desk.slug)).text


@pytest.mark.usefixtures("world")
async def test_one_team_may_take_the_place_of_another(desk: Typing, file: Path) -> None:
    night = "\n- {key: night, name: Night, purpose: duty, phone: 01632 960950}\nstaff:"
    change(file, ("purpose: duty", "purpose: care"), ("\nstaff:", night), (f"{OLA}, team: duty", f"{OLA}, team: night"))

    said = await desk.types("load", file)

    assert said.text.endswith("Loaded.")


async def test_a_draft_may_lack_what_it_will_need(desk: Typing, file: Path) -> None:
    await desk.types("load", file)
    change(file, ("purpose: duty", "purpose: care"))

    assert (await desk.types("load", file)).text.endswith("Loaded.")


async def test_what_was_lacking_before_keeps_no_file_out(desk: Typing, file: Path, world: World) -> None:
    await leaves(world, "w-3")
    change(file, ("name: Westmere", "name: Westmere County"))

    assert (await desk.types("load", file)).text.endswith("Loaded.")


async def test_it_is_warned_where_nobody_tells_the_duty_team_anything_outside(
    desk: Typing, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.types("load", file)
    before = await _unreached(desk)
    change(file, (OLA, f"{OLA}, email: ola@westmere.example"))
    await desk.types("load", file)
    with_address = await _unreached(desk)
    write(tmp_path / "channels.yaml", CHANNELS.format(slug=desk.slug))
    monkeypatch.setenv("KEPT_CHANNELS_FILE", str(tmp_path / "channels.yaml"))

    server = f"warning: an e-mail server: name `email` of {desk.slug} in the file KEPT_CHANNELS_FILE (channels.md)."
    address = "warning: an e-mail address at work of Ola: write `email` in `staff`, load the file."
    assert before == [f"{server} {UNTOLD}", f"{address} {UNTOLD}"]
    assert with_address == [f"{server} {UNTOLD}"]
    assert await _unreached(desk) == []


async def test_a_file_of_channels_that_cannot_be_used_is_named(
    desk: Typing, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.types("load", file)
    write(tmp_path / "channels.yaml", "councils: {somewhere: {email: {by: pigeon}}}\n")
    monkeypatch.setenv("KEPT_CHANNELS_FILE", str(tmp_path / "channels.yaml"))

    with pytest.raises(RuntimeError, match="KEPT_CHANNELS_FILE cannot be used"):
        await desk.types("check", desk.slug)


async def _unreached(desk: Typing) -> list[str]:
    return [line for line in (await desk.types("check", desk.slug)).text.splitlines() if "e-mail" in line]
