"""The example of the documentation, written to a file for a council that no other test has."""

import re
from pathlib import Path

import pytest

from api.council_reading import WrongFile
from tests.make.desk import Typing

DOCUMENT = (Path(__file__).parents[2] / "docs" / "operating" / "council-files.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)[0]
PLANS = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)[1]
CSV = r"`(\w+\.csv)`\n```csv\n(.*?)```"
FOLDER, PLAN_FOLDER = (dict(re.findall(CSV, part, re.DOTALL)) for part in DOCUMENT.split("## Plans and reviews"))
PURPOSES = "'care', 'rights', 'advocacy', 'feedback', 'reviewing', 'duty' or 'participation'"
TEAM = "key, name, purpose, phone, email, hours"


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def change(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


def write_folder(made: Path, files: dict[str, str], slug: str) -> Path:
    made.mkdir()
    for name, text in files.items():
        write(made / name, text.replace("westmere", slug))
    return made


async def refused(desk: Typing, file: Path) -> list[str]:
    with pytest.raises(WrongFile) as caught:
        await desk.types("load", file)
    return [str(wrong) for wrong in caught.value.wrongs]


# The least with which a council can open: who listens to what; to be filled as a format.
LEAST = """teams:
- {{key: rights, name: Rights, purpose: rights, phone: 01632 960920}}
- {{key: listening, name: Listening, purpose: feedback, phone: 01632 960930}}
- {{key: duty, name: Duty, purpose: duty, phone: 01632 960940}}
staff:
- {{key: w-1, first_name: Pat, role: rights_officer, job: childrens_rights_officer, team: rights}}
- {{key: w-2, first_name: Lou, role: complaints_officer, job: complaints_officer, team: listening}}
- {{key: w-3, first_name: Ola, role: duty_worker, job: duty_worker, team: duty}}
young_people:
- {{key: yp-1, preferred_name: Robin, care: in_care}}
involvements: []
"""
