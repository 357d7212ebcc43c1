"""A row that is made at once is the row that the mapper would have made."""

from uuid import UUID

import pytest

from api.statements import values_of
from models.base import OfACouncil, defaults_of
from models.ids import new_id
from models.requests import Request
from models.timeline import TimelineEntry

COUNCIL = UUID(int=1)


@pytest.mark.parametrize("table", [Request, TimelineEntry])
def test_it_says_what_the_mapper_would_say(table: type[OfACouncil]) -> None:
    known = {"council_id": COUNCIL, "id": new_id(), "young_person_id": COUNCIL}

    assert values_of(table.made(**known)) == values_of(table(**known))


@pytest.mark.parametrize("table", [Request, TimelineEntry])
def test_what_has_no_column_is_refused_and_not_lost(table: type[OfACouncil]) -> None:
    with pytest.raises(TypeError):
        table.made(council_id=COUNCIL, nowhere="what she wrote")


def test_words_that_have_no_column_are_refused_and_not_lost() -> None:
    with pytest.raises(TypeError):
        Request.made(council_id=COUNCIL).says(message="a call", nowhere="what she wrote")


def test_each_has_an_id_of_its_own() -> None:
    assert Request.made(council_id=COUNCIL).id != Request.made(council_id=COUNCIL).id


def test_what_is_changed_afterwards_is_what_it_says() -> None:
    row = TimelineEntry.made(council_id=COUNCIL)

    row.message = "later"

    assert values_of(row)["message"] == "later"


@pytest.mark.parametrize("table", [Request, TimelineEntry])
def test_no_default_could_be_shared_by_two_rows(table: type[OfACouncil]) -> None:
    assert not any(isinstance(value, list | dict | set) for value in defaults_of(table).values())
    assert [name for name, field in table.model_fields.items() if field.default_factory] == ["id"]
