"""A council's own help lines: in its file, and wherever help is shown, after those that are always there."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.make.council_file import change, refused, write
from tests.make.desk import Typing, world_of


async def test_a_councils_own_help_lines_stand_after_the_ones_that_are_always_there(
    westmere: Typing, file: Path, app: FastAPI, owner_url: str
) -> None:
    change(file, ("order: 2", "order: 0"))
    await westmere.types("load", file)

    world = await world_of(westmere, file, app, owner_url)
    page = (await world.nobody().get(f"/v1/councils/{westmere.slug}/help")).json()
    asked = await world.asks_to_be_called("yp-1")
    names = ["Westmere Council out of hours", "Police, ambulance, fire", "Childline", "Westmere Chat", "Westmere Talk"]
    assert [line["name"] for line in page["help_now"]] == names
    assert page["help_now"] == asked["help_now"]
    assert page["help_now"][3] == {
        "name": "Westmere Chat",
        "phone": None,
        "text": None,
        "web": "https://chat.westmere.example.org",
        "when": "Monday to Friday 9 to 5",
        "what_for": "You would rather type.",
    }


async def test_the_help_lines_of_a_file_take_the_place_of_those_before(westmere: Typing, file: Path) -> None:
    await westmere.types("load", file)
    change(file, ("07700 900991", "07700 900992"))

    said = (await westmere.types("load", file)).text.splitlines()
    write(file, f"council:\n  slug: {westmere.slug}\n")

    assert said[0] == f"changed   council {westmere.slug} (help_lines)"
    assert (await westmere.types("load", file)).text.startswith("0 added, 0 changed")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (', web: "https://chat.westmere.example.org"', "", "A help line has a `phone`, a `text` or a `web`."),
        ("https://chat", "javascript://chat", "`web` must be a web address that begins with https://."),
        ("text: 07700 900991", "text: ring us", "`text` must be a phone number."),
        ("what_for: You would rather type., ", "", "`what_for` is missing."),
    ],
)
async def test_a_wrong_help_line_is_told_with_its_line(
    westmere: Typing, file: Path, old: str, new: str, says: str
) -> None:
    change(file, (old, new))

    (wrong,) = await refused(westmere, file)

    assert wrong.startswith("westmere.yaml, line 3")
    assert wrong.endswith(f"help_lines: {says}")
