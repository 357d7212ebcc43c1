"""A council's file is read as plain text, proofread at once, and loaded all or not at all."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from api.council_files import DEMOS, CouncilFile
from api.council_proofreading import proofread
from api.council_reading import WrongFile
from tests.conftest import WEDNESDAY
from tests.make.desk import Typing, at_a_desk
from tests.make.world import World

DOCUMENT = (Path(__file__).parents[2] / "docs" / "operating" / "council-files.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)[0]
FOLDER = dict(re.findall(r"`(\w+\.csv)`\n```csv\n(.*?)```", DOCUMENT, re.DOTALL))
PURPOSES = "'care', 'rights', 'advocacy', 'feedback', 'reviewing', 'duty' or 'participation'"
TEAM = "key, name, purpose, phone, email, hours"


@pytest_asyncio.fixture
async def westmere(app: FastAPI, owner_url: str) -> AsyncIterator[Typing]:
    """Make a council that is a draft and empty."""
    async with at_a_desk(app, owner_url) as desk:
        await desk.types("new", desk.slug, "--name", "Westmere")
        yield desk


@pytest.fixture
def file(tmp_path: Path, westmere: Typing) -> Path:
    """Write the example of the documentation, for this test's own council."""
    written = tmp_path / "westmere.yaml"
    written.write_text(EXAMPLE.replace("slug: westmere", f"slug: {westmere.slug}"), encoding="utf-8")
    return written


@pytest.fixture
def folder(tmp_path: Path, westmere: Typing) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    for name, text in FOLDER.items():
        (made / name).write_text(text.replace("westmere", westmere.slug), encoding="utf-8")
    return made


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def change(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


async def refused(desk: Typing, file: Path) -> list[str]:
    with pytest.raises(WrongFile) as caught:
        await desk.types("load", file)
    return [str(wrong) for wrong in caught.value.wrongs]


async def world_of(desk: Typing, file: Path, app: FastAPI, owner_url: str) -> World:
    """Open the council and let its people in."""
    await desk.types("open", desk.slug)
    told = proofread(file)
    assert told.file
    return World(app, owner_url, told.file)


async def test_the_example_of_the_documentation_is_loaded(
    westmere: Typing, file: Path, app: FastAPI, owner_url: str
) -> None:
    said = (await westmere.types("load", file)).text.splitlines()

    world = await world_of(westmere, file, app, owner_url)
    assert said[-2:] == ["27 added, 1 changed, 0 ended, 0 unchanged", "Loaded."]
    assert said[0] == f"changed   council {westmere.slug} (name, out_of_hours_phone)"
    people = (await world["yp-1"].get("/v1/me/people")).json()["people"]
    assert [(each["name"], each["main"]) for each in people] == [("Tom", True), ("Greg", False)]
    (adviser,) = (await world["yp-2"].get("/v1/me/people")).json()["people"]
    assert (adviser["name"], adviser["main"]) == ("Nia", True)
    told = await world.asks_to_be_called("yp-1")
    assert told["help_now"][0]["phone"] == "01632 960990"
    assert [each["who"] for each in told["people_told"]] == ["Tom", "Children in Care"]


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


async def test_every_error_is_told_with_its_line_and_nothing_is_loaded(westmere: Typing, file: Path) -> None:
    change(
        file,
        ("purpose: care,", "purpose: caring,"),
        ("{key: rights,", "{key: Rights Team,"),
        ("phone: 01632 960930", "phone: call Lou at home"),
        ("{key: duty,", "{key: duty, colour: blue,"),
        ("job: team_manager", "job: social_worker"),
        ("first_name: Tom, ", ""),
        ("team: reviewing}", "team: reviewers}"),
        ("key: w-500", "key: w-400"),
        ("never_leave_message: true", "never_leave_message: perhaps"),
        ("safe_number: 07700 900412", "safe_number: 12"),
        ("key: yp-2", "key: w-300"),
        ("started: 2025-09-01", "started: last year"),
        ("started: 2025-09-03", "started: 2026-09-03"),
        (", end_reason: She has turned 18", ""),
        ("worker: w-102, role: personal_adviser", "worker: w-300, role: personal_adviser"),
    )

    assert await refused(westmere, file) == [
        f"westmere.yaml, line 9: teams care-1: `purpose` must be one of {PURPOSES}.",
        "westmere.yaml, line 10: teams: `key` must be small letters, digits and hyphens, a letter first, at most 40.",
        "westmere.yaml, line 11: teams listening: `phone` must be a phone number.",
        f"westmere.yaml, line 12: teams duty: There is a field that we do not know; there may be: {TEAM}.",
        "westmere.yaml, line 16: staff w-100: `job` does not go with `role`.",
        "westmere.yaml, line 17: staff w-101: `first_name` is missing.",
        "westmere.yaml, line 19: staff w-200: `team` names nobody in `teams`.",
        "westmere.yaml, line 20: staff w-300: `team` names nobody in `teams`.",
        "westmere.yaml, line 22: staff w-400: This key stands in westmere.yaml, line 21 already.",
        "westmere.yaml, line 25: young_people yp-1: `never_leave_message` must be `true` or `false`.",
        "westmere.yaml, line 25: young_people yp-1: `safe_number` must be a phone number.",
        "westmere.yaml, line 26: young_people w-300: This key stands in westmere.yaml, line 20 already.",
        "westmere.yaml, line 29: involvements: `started` must be a date such as 2026-05-31.",
        "westmere.yaml, line 30: involvements: `started` is still to come. Load it on the day.",
        "westmere.yaml, line 31: involvements: `ended` and `end_reason` go together.",
        "westmere.yaml, line 32: involvements: That member of staff, with that job, cannot have this `role`.",
        "westmere.yaml, line 32: involvements: `young_person` names nobody in `young_people`.",
    ]
    assert (await westmere.types("check", westmere.slug)).text.startswith("lacks: a team with the purpose `duty`")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("opens: 09:00", "opens: 17:00", "line 1: council: The office must open before it closes."),
        ("opens: 09:00 ", "", "line 1: council: Say both `opens` and `closes`, or neither."),
        ("opens: 09:00", "opens: nine", "line 4: council: `opens` must be a time such as 09:00."),
        ("closes: 17:00", "demo: true", "line 1: council: Say both"),
        ("  slug: ", "  slag: ", "line 1: council: `slug` is missing."),
        ("council:", "counsel:", "line 1: There is no such section; there may be: council, teams, staff,"),
        ("closes: 17:00", "closes: 17:00\n  demo: true", "line 6: council: Only the councils that come with Kept"),
        ("young_people:", "young_people: none\nnobody:", "There should be fields here: key, preferred_name,"),
        ("started: 2025-09-03", "started_days_ago: 3", "line 30: involvements: Say the day when it `started`."),
        ("started: 2025-09-03", "ended: 2025-09-03", "line 30: involvements: Say when it `started`."),
        ("started: 2025-09-03", "started: 2025-09-03, ended: 2025-09-02, end_reason: x", "ended before it started."),
        ("role: reviewing_officer, started", "main: true, role: reviewing_officer, started", "nobody can be `main`."),
        ("worker: w-200, role: reviewing_officer, ", "worker: w-102, role: key_worker, main: true, ",
         "line 30: involvements: This young person has a main worker on line 29 already."),
        ("worker: w-200, role: reviewing_officer", "worker: w-101, role: social_worker",
         "line 30: involvements: The same again."),
    ],
)  # fmt: skip
async def test_a_contradiction_is_told_in_plain_words(
    westmere: Typing, file: Path, old: str, new: str, says: str
) -> None:
    change(file, (old, new))

    assert says in "\n".join(await refused(westmere, file))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("council: {slug: x", 2),
        ("council:\n  slug: x\n name: y", 3),
        ("council:\n\tslug: x", 2),
        ("a: \x00", 1),
        ("", 1),
        ("- a\n- b", 1),
    ],
)
def test_what_is_no_file_of_ours_is_refused(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")

    (wrong, *_) = proofread(tmp_path / "x.yaml").wrongs

    assert (wrong.file, wrong.line) == ("x.yaml", line)


def test_what_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes("council: {name: Zoë}".encode("latin-1"))

    (wrong,) = proofread(tmp_path / "x.yaml").wrongs

    assert "CSV UTF-8" in wrong.says


def test_a_reference_to_another_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("council: &a {slug: x}\nteams:\n- *a\n", encoding="utf-8")

    (wrong, *_) = proofread(tmp_path / "x.yaml").wrongs

    assert wrong.says == "Write it out: a reference to another place is not read."


def test_a_name_like_no_or_a_time_like_17_00_is_what_it_says(tmp_path: Path) -> None:
    text = (
        "council: {slug: x, opens: 09:00, closes: 17:00}\nyoung_people: [{key: no, preferred_name: No, care: in_care}]"
    )
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")

    told = proofread(tmp_path / "x.yaml")

    assert told.wrongs == []
    assert told.file
    assert told.file.young_people[0].preferred_name == "No"
    assert str(told.file.council.closes) == "17:00:00"


async def test_csv_files_are_proofread_too(westmere: Typing, folder: Path) -> None:
    (folder / "staff.csv").write_text("maya,Maya,07700 900013\nsam,Sam,07700 900014\n", encoding="utf-8")
    (folder / "secrets.csv").write_text("a\n", encoding="utf-8")
    (folder / "teams.csv").write_text('key,name,purpose,key\n\na,"A\nteam",care,b,c\n', encoding="utf-8")
    (folder / "young_people.csv").write_bytes("key\nZoë\n".encode("latin-1"))
    (folder / "involvements.csv").write_text('young_person\nyp-1\n"', encoding="utf-8")

    wrongs = await refused(westmere, folder)

    assert [each.partition(": ")[0] for each in wrongs] == [
        "involvements.csv, line 2",
        "involvements.csv, line 2",
        "involvements.csv, line 3",
        "secrets.csv, line 1",
        "staff.csv, line 1",
        "staff.csv, line 1",
        "staff.csv, line 1",
        *["staff.csv, line 2"] * 5,
        "teams.csv, line 1",
        "teams.csv, line 3",
        "teams.csv, line 3",
        "young_people.csv, line 1",
    ]
    assert not re.search("Maya|Sam|07700", "\n".join(wrongs))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=60))
def test_no_error_repeats_what_a_row_holds(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    """Whatever stands in a field, the same sentences come back as for a word that stands nowhere else."""
    said = []
    for word in (f"xq7{typed}", "xq7"):
        file = tmp_path_factory.mktemp("said") / "x.yaml"
        quoted = "'" + word.replace("'", "''").replace("\n", " ") + "'"
        fields = ("key", "first_name", "role", "job", "team", "phone", "active")
        row = ", ".join(f"{name}: {quoted if name != 'key' else 'k'}" for name in fields)
        file.write_text(f"council: {{slug: x}}\nstaff:\n- {{{row}}}\n", encoding="utf-8")
        said.append("".join(str(wrong) for wrong in proofread(file).wrongs))

    assert "xq7" not in said[0]
    assert "xq7" not in said[1]


@pytest.mark.parametrize("file", sorted(DEMOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_invented_councils_are_right(file: Path) -> None:
    told = proofread(file)

    assert told.wrongs == []
    assert isinstance(told.file, CouncilFile)


def test_an_id_comes_from_its_keys_alone() -> None:
    (northshire,) = [told.file for told in map(proofread, DEMOS.glob("northshire.yaml"))]

    assert northshire
    assert northshire.account("maya") == (UUID("cdce1c02-7a19-5e4b-9ca4-cec57e30093e"), "young_person")
