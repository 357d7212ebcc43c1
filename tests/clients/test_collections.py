"""The collections that developers download are those of today's contract."""

import re
from typing import Any

import pytest
import yaml

from api.contract_catalogue import EXAMPLES
from api.settings import Settings
from tests.clients import collections
from tests.clients.steps import OF_A_DEVICE
from tests.contract.story import MORNING
from tests.contract.telling import told

# Every operation has an example, of a call of the story: tests/contract/test_contract_says_all.py.
OPERATIONS = sorted(set(yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))) - OF_A_DEVICE)


async def test_the_collections_are_the_calls_of_the_story(server: Any, settings: Settings) -> None:  # noqa: ANN401
    async with told(server, settings, "collections", MORNING) as teller:
        made = collections.files(teller)

    kept = collections.kept()
    assert kept.keys() == made.keys(), "Run `make collections`."
    assert [place for place in made if made[place] != kept[place]] == [], "Run `make collections`."


@pytest.mark.parametrize("operation", OPERATIONS)
def test_both_collections_have_every_operation(operation: str) -> None:
    called = re.compile(rf"\b{operation}, as \w+\.")
    bruno = "".join(text for place, text in collections.kept().items() if place.endswith(".bru"))

    assert called.search(collections.POSTMAN.read_text(encoding="utf-8"))
    assert called.search(bruno)


def test_nothing_in_them_is_of_one_day_alone() -> None:
    for place, text in collections.kept().items():
        assert not re.search(r"\b20\d\d-\d\d-\d\d", text), place
        assert "Bearer ey" not in text, place
