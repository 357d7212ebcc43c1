"""Everything that is wrong with a council's file is told at once, with its line, in plain words."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.council_proofreading import proofread
from tests.make.council_file import PURPOSES, TEAM, change, refused
from tests.make.desk import Typing


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
