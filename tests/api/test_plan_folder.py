"""Plans as a folder of CSV files: the same rows as a YAML file, each error with its file and line, all or nothing."""

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from fastapi import FastAPI
from sqlmodel import SQLModel

from api.council_proofreading import proofread
from tests.make.council_file import EXAMPLE, PLAN_FOLDER, PLANS, add, change, refused, write, write_folder
from tests.make.desk import Typing, world_of

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def plans(tmp_path: Path, westmere: Typing) -> Path:
    """Write the example of a folder with a plan."""
    return write_folder(tmp_path / "plans", PLAN_FOLDER, westmere.slug)


def table(rows: Iterable[Mapping[str, object]], file: Path) -> None:
    """Write rows as somebody would save them from a spreadsheet."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, headings)
        writer.writeheader()
        writer.writerows(rows)


def rows_of(path: Path) -> list[tuple[type[SQLModel], dict[str, object]]]:
    told = proofread(path)
    assert told.wrongs == []
    assert told.file
    return [(type(row), row.model_dump()) for row in told.file.rows(NOON)]


def test_a_file_and_a_folder_that_say_the_same_are_the_same_rows(tmp_path: Path) -> None:
    file, made = tmp_path / "westmere.yaml", tmp_path / "folder"
    write(file, EXAMPLE + PLANS)
    write_folder(made, PLAN_FOLDER, "westmere")
    said = yaml.load(EXAMPLE, Loader=yaml.BaseLoader)  # noqa: S506  plain text, no objects
    for section, rows in said.items():
        table([rows] if section == "council" else rows, made / f"{section}.csv")

    assert rows_of(made) == rows_of(file)
    assert len(rows_of(made)) > 30


async def test_the_folder_of_the_documentation_is_loaded_once(westmere: Typing, file: Path, plans: Path) -> None:
    await westmere.types("load", file)

    tried = (await westmere.types("load", "--dry-run", plans)).text.splitlines()
    loaded = (await westmere.types("load", plans)).text.splitlines()
    again = (await westmere.types("load", plans)).text

    assert tried[:-1] == loaded[:-1]
    assert loaded[-2] == "10 added, 0 changed, 0 ended, 3 unchanged"
    assert again == "0 added, 0 changed, 0 ended, 13 unchanged\nLoaded."


async def test_the_folder_after_the_file_adds_nothing(westmere: Typing, file: Path, plans: Path) -> None:
    add(file, PLANS)
    await westmere.types("load", file)

    assert (await westmere.types("load", plans)).text.startswith("0 added, 0 changed, 0 ended")


async def test_a_later_version_in_the_folder_is_the_one_that_counts(
    westmere: Typing, file: Path, plans: Path, app: FastAPI, owner_url: str
) -> None:
    add(file, PLANS)
    await westmere.types("load", file)
    add(plans / "plans.csv", "yp-1,care,2,w-101,2026-05-01,home,You live with Jo.,\n")

    said = (await westmere.types("load", plans)).text.splitlines()
    before = (await westmere.types("load", file)).text

    assert said[-2].startswith("2 added, 1 changed, 0 ended")
    assert before.startswith("0 added, 0 changed")
    world = await world_of(westmere, file, app, owner_url)
    plan = (await world["yp-1"].get("/v1/me/plans/care")).json()
    assert (plan["version"], "You live with Jo." in str(plan["sections"])) == (2, True)


async def test_what_the_main_worker_wrote_in_kept_is_not_written_over(
    westmere: Typing, file: Path, plans: Path, app: FastAPI, owner_url: str
) -> None:
    add(file, PLANS)
    await westmere.types("load", file)
    world = await world_of(westmere, file, app, owner_url)
    path, edit = (
        f"/v1/young-people/{world.id_of('yp-1')}/plans",
        {"sections": [{"section": "home", "body": "With Jo."}]},
    )
    tag = (await world["w-101"].get(f"{path}/care")).headers["ETag"]
    await world["w-101"].call("PUT", f"{path}/care", edit, headers={"If-Match": tag})
    education = {"sections": [{"section": "now", "body": "You read well."}]}
    await world["w-101"].call("PUT", f"{path}/education", education, headers={"If-None-Match": "*"})

    same = (await westmere.types("load", plans)).text
    add(plans / "plans.csv", "yp-1,care,2,w-101,2026-05-01,home,You live with Jo.,\n")
    add(plans / "plans.csv", "yp-1,education,1,w-101,2026-05-01,now,You read.,\n")

    assert same.startswith("0 added, 0 changed")
    assert await refused(westmere, plans) == [
        "plans.csv, line 5: plans: Version 2 was written in Kept. Take it out of the file.",
        "plans.csv, line 6: plans: This plan was begun in Kept. Go on with it there.",
    ]


@pytest.mark.parametrize(
    ("file_name", "old", "new", "says"),
    [
        ("plans.csv", "home,", "garden,", "line 2: This kind of plan has no such part; there may be:"),
        ("plans.csv", "2026-02-02", "2027-02-02", "line 2: `written_on` is still to come."),
        ("plans.csv", "2026-02-02", "in spring", "line 2: `written_on` must be a date such as"),
        ("plans.csv", "2026-02-02", "", "line 2: Say once when it was `written_on`."),
        ("plans.csv", "w-101", "w-999", "line 2: `written_by` names nobody in the `staff` of"),
        ("plans.csv", "care,1,,,family", "care,one,,,family", "line 4: `version` must be a whole"),
        ("plans.csv", "free_time,You play chess on Fridays.", "free_time,", "line 3: `body` is missing."),
        ("plans.csv", ",,,free_time", ",,,home", "line 3: This part stands in line 2 already."),
        ("plans.csv", "1,,,free_time", "1,w-102,,free_time", "line 3: `written_by` is not the same as in"),
        ("plan_actions.csv", "done,", "done,No money", "line 2: A `reason` goes with the state"),
        ("plan_actions.csv", "free_time", "garden", "line 2: This kind of plan has no such part"),
        ("plan_actions.csv", "1,bike", "1,chess", "line 3: Two actions of this version have"),
        ("plan_actions.csv", "1,bike", "2,bike", "line 3: There is no such version in plans.csv."),
        ("plan_actions.csv", "2026-03-01", "soon", "line 2: `due_on` must be a date such as"),
        ("reviews.csv", "second,2025-09-24", "second,2025-09-01", "line 3: The same review again."),
        ("reviews.csv", "second", "fourth", "line 3: `rule` must be one of"),
    ],
)  # fmt: skip
async def test_every_error_in_a_plan_has_its_file_and_line(  # noqa: PLR0913, PLR0917  a table of cells
    westmere: Typing, file: Path, plans: Path, file_name: str, old: str, new: str, says: str
) -> None:
    await westmere.types("load", file)
    change(plans / file_name, (old, new))

    line, words = says.split(": ", 1)
    said = f"{file_name}, {line}: {'reviews' if file_name.startswith('r') else 'plans'}: {words}"
    assert any(wrong.startswith(said) for wrong in await refused(westmere, plans))
    again = (await westmere.types("load", file)).text
    assert again.startswith("0 added, 0 changed")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("free_time: You", "garden: You", 9, "This kind of plan has no such part; there may be: home, family"),
        (
            "section: free_time,",
            "section: garden,",
            13,
            "This kind of plan has no such part; there may be: home, family",
        ),
        ("key: bike,", "key: bike, state: not_doing,", 14, "A `reason` goes with the state not_doing"),
        ("key: bike", "key: chess", 14, "Two actions of this version have the same `key`."),
        ("          family: {", "          home: {", 11, "This part is withheld and not withheld."),
        ("        written_on: 2026-02-02\n", "", 5, "Say once when it was `written_on`."),
    ],
)
async def test_every_error_in_a_plan_of_a_file_has_its_line(
    westmere: Typing, file: Path, old: str, new: str, line: int, says: str
) -> None:
    before = len(EXAMPLE.splitlines())
    add(file, PLANS)
    change(file, (old, new))

    assert any(
        wrong.startswith(f"westmere.yaml, line {before + line}: plans: {says}")
        for wrong in await refused(westmere, file)
    )
