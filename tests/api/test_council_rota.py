"""The rota in a council's file, what `kept council check` warns of, and what `kept council duty` says and switches."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI

from rules.clocks import local
from tests.conftest import WEDNESDAY
from tests.make.council_file import LEAST, refused, write
from tests.make.desk import Typing, at_a_desk, world_of
from tests.make.saying import told

COUNCIL = f"council: {{{{slug: {{slug}}, name: Westmere, out_of_hours_phone: 01632 960990{{more}}}}}}\n{LEAST}"
START = WEDNESDAY - timedelta(hours=1)


@pytest_asyncio.fixture
async def desk(app: FastAPI, owner_url: str) -> AsyncIterator[Typing]:
    async with at_a_desk(app, owner_url) as made:
        await made.types("new", made.slug, "--name", "Westmere")
        yield made


def minute(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def days(*spans: tuple[int, int], worker: str = "w-3") -> str:
    """Write the shifts of a file: from so many days after the first to so many."""
    rows = (
        f"- {{worker: {worker}, starts: {minute(START + timedelta(days=start))},"
        f" ends: {minute(START + timedelta(days=end))}}}"
        for start, end in spans
    )
    return "\n".join(["duty_shifts:", *rows, ""])


def file_of(desk: Typing, folder: Path, rota: str = "", more: str = "") -> Path:
    made = folder / "council.yaml"
    write(made, COUNCIL.format(slug=desk.slug, more=more) + rota)
    return made


async def test_a_rota_in_a_file_is_the_rota_of_the_council(
    desk: Typing, tmp_path: Path, app: FastAPI, owner_url: str
) -> None:
    file = file_of(desk, tmp_path, days((0, 7), (7, 14)))
    said = (await desk.types("load", file)).text.splitlines()
    again = (await desk.types("load", file)).text.splitlines()
    world = await world_of(desk, file, app, owner_url)

    shifts = told(await world["w-3"].get("/v1/duty-shifts"), 200)

    assert f"added     duty_shifts w-3:{minute(START).replace(' ', 'T')}" in said
    assert again[-2].startswith("0 added, 0 changed, 0 ended")
    assert [each["first_name"] for each in shifts["items"]] == ["Ola", "Ola"]
    assert datetime.fromisoformat(shifts["items"][0]["starts_at"]) == START


async def test_a_folder_of_csv_files_may_have_one_too(desk: Typing, tmp_path: Path) -> None:
    await desk.types("load", file_of(desk, tmp_path))
    folder = tmp_path / "rota"
    folder.mkdir()
    write(folder / "council.csv", f"slug\n{desk.slug}\n")
    ends = minute(START + timedelta(days=7))
    write(folder / "duty_shifts.csv", f"worker,starts,ends,level\nw-3,{minute(START)},{ends},2\n")

    said = (await desk.types("load", folder)).text

    assert said.splitlines()[-2].startswith("1 added")


@pytest.mark.parametrize(
    ("rota", "says"),
    [
        (days((0, 1), worker="w-1"), "Only a duty worker can be on duty."),
        (days((0, 1), worker="w-9"), "`worker` names nobody in `staff`."),
        (days((0, 1), (0, 1)), "The same shift again."),
        (days((0, 8)), "A shift ends after it starts, a week later at most."),
        (days((1, 0)), "A shift ends after it starts, a week later at most."),
        (
            "duty_shifts:\n- {worker: w-3, starts: 2026-13-01 09:00, ends: 2026-06-12 09:00}\n",
            "`starts` must be a day and a time in London such as 2026-05-31 17:00.",
        ),
    ],
)
async def test_a_rota_that_nobody_could_work_is_refused(desk: Typing, tmp_path: Path, rota: str, says: str) -> None:
    wrongs = await refused(desk, file_of(desk, tmp_path, rota))

    assert all(wrong.endswith(says) for wrong in wrongs)
    assert wrongs


async def test_without_a_rota_there_is_nothing_to_warn_of(desk: Typing, tmp_path: Path) -> None:
    await desk.types("load", file_of(desk, tmp_path))

    assert "on duty" not in (await desk.types("check", desk.slug)).text


async def test_a_gap_in_the_rota_is_a_warning(desk: Typing, tmp_path: Path) -> None:
    await desk.types("load", file_of(desk, tmp_path, days((0, 2), (3, 9), (10, 15))))

    found = [line for line in (await desk.types("check", desk.slug)).text.splitlines() if "on duty" in line]

    gap = "from Friday 12 June, 9 am to Saturday 13 June, 9 am"
    assert found == [f"warning: somebody on duty {gap} (gaps in the next two weeks: 2)"]


async def test_the_wording_is_switched_on_by_a_command_only_where_somebody_is_there(
    desk: Typing, tmp_path: Path
) -> None:
    await desk.types("load", file_of(desk, tmp_path, days((0, 6))))
    with pytest.raises(RuntimeError, match=r"It was not switched on. Nobody is on duty from Tuesday 16 June, 9 am"):
        await desk.types("duty", desk.slug, "--wording", "on")
    shown = (await desk.types("duty", desk.slug)).text.splitlines()
    await desk.types("load", file_of(desk, tmp_path, days((6, 13))))
    on = (await desk.types("duty", desk.slug, "--wording", "on")).text
    off = (await desk.types("duty", desk.slug, "--wording", "off")).text

    assert shown[0].startswith("Nobody is on duty from Tuesday 16 June, 9 am to Wednesday 24 June")
    assert shown[-1] == "Whoever asks for help now is not told that somebody is there, while somebody is."
    assert on.endswith("is told that somebody is there, while somebody is.")
    assert off.endswith("is not told that somebody is there, while somebody is.")


async def test_a_file_switches_it_on_only_where_somebody_is_there(desk: Typing, tmp_path: Path) -> None:
    (wrong,) = await refused(desk, file_of(desk, tmp_path, days((0, 6)), more=", says_watched: true"))

    said = (await desk.types("load", file_of(desk, tmp_path, days((0, 7), (7, 9)), more=", says_watched: true"))).text

    assert "council.yaml, line 1: council: Nobody is on duty from Tuesday 16 June, 9 am." in wrong
    assert "says_watched" in said


async def test_a_file_that_leaves_it_out_leaves_it_as_it_is(
    desk: Typing, tmp_path: Path, app: FastAPI, owner_url: str
) -> None:
    file = file_of(desk, tmp_path, days((0, 7), (7, 9)), more=", says_watched: true")
    await desk.types("load", file)
    await desk.types("load", file_of(desk, tmp_path))
    world = await world_of(desk, file, app, owner_url)

    reply = told(await world.phone_of("yp-1").post("/v1/me/help-now"))

    assert "someone was there to see it" in reply["says"]
