"""A young person asks to be called, and has the last word on whether it happened."""

from datetime import UTC, datetime

from tests.make.world import World


async def test_asking_is_accepted_with_a_date_and_who_was_told(northshire: World) -> None:
    told = await northshire.asks_to_be_called("maya", about="seeing my brother")

    assert told["state"] == "waiting"
    assert told["standing"] == "on_track"
    assert told["due_at"] == "2026-06-12T16:00:00Z"
    assert told["due_on"] == "2026-06-12"
    assert told["due_in_words"] == "Friday 12 June, 5 pm"
    assert [each["who"] for each in told["people_told"]] == ["Sam", "Children in Care East"]
    assert [line["phone"] for line in told["help_now"]] == ["01632 960999", "999", "0800 1111"]
