"""A council's file is read as plain text, proofread at once, and loaded all or not at all."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI

from api.council_files import DEMOS, CouncilFile
from api.council_proofreading import proofread
from tests.conftest import WEDNESDAY
from tests.make.council_file import PLANS, add, change, refused, write
from tests.make.desk import Typing, world_of


async def test_the_example_of_the_documentation_is_loaded(
    westmere: Typing, file: Path, app: FastAPI, owner_url: str
) -> None:
    said = (await westmere.types("load", file)).text.splitlines()

    world = await world_of(westmere, file, app, owner_url)
    assert said[-2:] == ["27 added, 1 changed, 0 ended, 0 unchanged", "Loaded."]
    assert said[0] == f"changed   council {westmere.slug} (help_lines, name, out_of_hours_phone)"
    people = (await world["yp-1"].get("/v1/me/people")).json()["people"]
    assert [(each["name"], each["main"]) for each in people] == [("Tom", True), ("Greg", False)]
    (adviser,) = (await world["yp-2"].get("/v1/me/people")).json()["people"]
    assert (adviser["name"], adviser["main"]) == ("Nia", True)
    told = await world.asks_to_be_called("yp-1")
    assert told["help_now"][0]["phone"] == "01632 960990"
    assert [each["who"] for each in told["people_told"]] == ["Tom", "Children in Care"]


async def test_the_plans_of_the_documentation_are_loaded_once_and_the_young_person_reads_them(
    westmere: Typing, file: Path, app: FastAPI, owner_url: str
) -> None:
    add(file, PLANS)
    await westmere.types("load", file)

    again = (await westmere.types("load", file)).text.splitlines()

    assert again[-2].startswith("0 added, 0 changed, 0 ended")
    world = await world_of(westmere, file, app, owner_url)
    plan = (await world["yp-1"].get("/v1/me/plans/care")).json()
    assert "You play chess on Fridays." in str(plan["sections"])
    assert "A court has not decided yet." in str(plan["sections"])
    assert "Two homes" not in str(plan)
    assert [each["what"] for each in plan["actions"]] == ["Pay for the chess club", "Find a bike"]


async def test_a_plan_that_nobody_in_the_file_wrote_is_refused(westmere: Typing, file: Path) -> None:
    add(file, PLANS)
    change(file, ("written_by: w-101", "written_by: w-999"))

    (wrong,) = await refused(westmere, file)

    assert wrong.endswith("plans: `written_by` names nobody in the `staff` of this file.")


async def test_loading_it_again_changes_nothing(westmere: Typing, file: Path) -> None:
    await westmere.types("load", file)

    said = (await westmere.types("load", file)).text

    assert said == "0 added, 0 changed, 0 ended, 28 unchanged\nLoaded."


async def test_a_dry_run_says_the_same_and_changes_nothing(westmere: Typing, file: Path) -> None:
    tried = (await westmere.types("load", "--dry-run", file)).text
    loaded = (await westmere.types("load", file)).text

    assert tried.splitlines()[-1] == "Only tried, nothing is changed."
    assert tried.splitlines()[:-1] == loaded.splitlines()[:-1]


async def test_a_folder_of_csv_files_is_the_same(
    westmere: Typing, file: Path, folder: Path, app: FastAPI, owner_url: str
) -> None:
    await westmere.types("load", file)

    said = (await westmere.types("load", folder)).text.splitlines()

    assert said == [
        "ended     involvements yp-1:w-101:social_worker",
        "added     involvements yp-1:w-102:personal_adviser",
        "1 added, 0 changed, 1 ended, 1 unchanged",
        "Loaded.",
    ]
    world = await world_of(westmere, file, app, owner_url)
    people = (await world["yp-1"].get("/v1/me/people")).json()["people"]
    assert [(each["name"], each["main"]) for each in people] == [("Nia", True), ("Greg", False)]


async def test_a_young_person_of_an_open_council_is_told_what_a_file_changes(
    westmere: Typing, file: Path, folder: Path, app: FastAPI, owner_url: str
) -> None:
    await westmere.types("load", file)
    world = await world_of(westmere, file, app, owner_url)
    before = (await world["yp-1"].get("/v1/me/notices")).json()["items"]

    await westmere.types("load", folder)
    await westmere.types("load", folder)

    assert before == []
    assert [each["says"] for each in (await world["yp-1"].get("/v1/me/notices")).json()["items"]] == [
        "Nia is now your personal adviser, in place of Tom. Nobody wrote down for you why. You can ask."
    ]
    assert (await world["yp-2"].get("/v1/me/notices")).json()["items"] == []


async def test_a_file_may_say_why_for_the_young_person(
    westmere: Typing, file: Path, folder: Path, app: FastAPI, owner_url: str
) -> None:
    await westmere.types("load", file)
    world = await world_of(westmere, file, app, owner_url)
    change(
        folder / "involvements.csv",
        ("ended,end_reason", "ended,end_reason,why,words"),
        ("Tom has a new job", "Tom has a new job,you_are_older,Nia helps you to find a flat."),
        ("2026-05-04,,", "2026-05-04,,,,"),
    )

    await westmere.types("load", folder)

    (notice,) = (await world["yp-1"].get("/v1/me/notices")).json()["items"]
    assert notice["says"].endswith("You are older now and need other help.")
    assert notice["words"] == "Nia helps you to find a flat."


async def test_what_is_missing_from_the_file_stays(westmere: Typing, file: Path, app: FastAPI, owner_url: str) -> None:
    await westmere.types("load", file)
    world = await world_of(westmere, file, app, owner_url)
    write(file, f"council:\n  slug: {westmere.slug}\nstaff: []\n")

    assert (await westmere.types("load", file)).text == "0 added, 0 changed, 0 ended, 1 unchanged\nLoaded."
    assert len((await world["yp-1"].get("/v1/me/people")).json()["people"]) == 2


async def test_what_is_left_out_of_a_row_stays(westmere: Typing, file: Path) -> None:
    await westmere.types("load", file)
    change(file, (", phone: 01632 960911", ""), ("  name: Westmere Council\n", ""))

    assert (await westmere.types("load", file)).text.startswith("0 added, 0 changed")


async def test_what_differs_is_changed_and_only_its_columns_are_named(westmere: Typing, file: Path) -> None:
    await westmere.types("load", file)
    change(
        file,
        ("first_name: Tom, role: worker, job: social_worker", "first_name: Tommy, role: manager, job: team_manager"),
        ("team: reviewing}", "team: rights}"),
        ("closes: 17:00", "closes: 16:30"),
        ("care: in_care", "care: care_leaver"),
    )

    said = (await westmere.types("load", file)).text

    assert said.splitlines()[:-2] == [
        f"changed   council {westmere.slug} (closes)",
        "changed   accounts w-101 (role)",
        "changed   staff w-101 (first_name, job)",
        "changed   staff w-200 (team_id)",
        "changed   young_people yp-1 (care)",
    ]


async def test_what_a_young_person_changed_is_theirs(
    westmere: Typing, file: Path, app: FastAPI, owner_url: str
) -> None:
    await westmere.types("load", file)
    world = await world_of(westmere, file, app, owner_url)
    await world["yp-1"].patch("/v1/me", {"preferred_name": "Rob", "safe_contact": {"number": "07700 900499"}})

    await westmere.types("load", file)

    me = (await world["yp-1"].get("/v1/me")).json()
    assert (me["preferred_name"], me["safe_contact"]["number"]) == ("Rob", "+44 7700 900499")


async def test_who_leaves_is_out_and_no_file_lets_them_in_again(
    westmere: Typing, file: Path, app: FastAPI, owner_url: str
) -> None:
    await westmere.types("load", file)
    world = await world_of(westmere, file, app, owner_url)
    change(file, ("first_name: Nia,", "first_name: Nia, active: false,"))

    said = (await westmere.types("load", file)).text
    change(file, ("active: false", "active: true"))
    again = (await westmere.types("load", file)).text

    assert said.splitlines()[0] == "ended     accounts w-102"
    assert again.startswith("0 added, 0 changed, 0 ended")
    assert (await world["w-102"].get("/v1/young-people")).status_code == 401


async def test_what_a_manager_began_is_not_doubled_and_what_one_ended_stays_ended(
    westmere: Typing, file: Path, app: FastAPI, owner_url: str
) -> None:
    await westmere.types("load", file)
    world = await world_of(westmere, file, app, owner_url)
    path = f"/v1/young-people/{world.id_of('yp-1')}/involvements"
    ask = {"worker_id": str(world.id_of("w-102")), "role": "support_worker"}
    made = (await world["w-100"].post(path, ask)).json()
    line = "\n  - {young_person: yp-1, worker: w-102, role: support_worker, started: 2026-06-10}\n"
    change(file, ("\n  - {young_person: yp-2, worker: w-102", f"{line}  - {{young_person: yp-2, worker: w-102"))

    loaded = (await westmere.types("load", file)).text
    world.at(WEDNESDAY + timedelta(days=1))
    await world["w-100"].put(f"{path}/{made['id']}/end", {"reason": "She asked for it"})
    again = (await westmere.types("load", file)).text

    assert loaded.startswith("0 added, 0 changed, 0 ended, 29 unchanged")
    assert again.startswith("0 added, 0 changed, 0 ended, 29 unchanged")
    assert len((await world["w-100"].get(path)).json()["items"]) == 3


async def test_a_file_that_does_not_know_the_main_worker_of_today_is_refused(
    westmere: Typing, file: Path, app: FastAPI, owner_url: str
) -> None:
    await westmere.types("load", file)
    world = await world_of(westmere, file, app, owner_url)
    path = f"/v1/young-people/{world.id_of('yp-1')}/involvements"
    ask = {"worker_id": str(world.id_of("w-102")), "role": "key_worker", "main": True, "reason": "New job"}
    assert (await world["w-100"].post(path, ask)).status_code == 201
    change(
        file,
        (
            "worker: w-101, role: social_worker, main: true, started: 2025-09-01",
            "worker: w-100, role: key_worker, main: true, started: 2025-09-01",
        ),
    )

    (wrong,) = await refused(westmere, file)
    assert wrong.startswith("westmere.yaml, line 29: involvements: Another worker is still the main one,")


@pytest.mark.parametrize("file", sorted(DEMOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_invented_councils_are_right(file: Path) -> None:
    told = proofread(file)

    assert told.wrongs == []
    assert isinstance(told.file, CouncilFile)


def test_an_id_comes_from_its_keys_alone() -> None:
    (northshire,) = [told.file for told in map(proofread, DEMOS.glob("northshire.yaml"))]

    assert northshire
    assert northshire.account("maya") == (UUID("cdce1c02-7a19-5e4b-9ca4-cec57e30093e"), "young_person")
