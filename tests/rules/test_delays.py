"""A wrong guess costs a little more each time, and never the account."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.delays import FREE, LONGEST, LONGEST_OF_STRANGERS, wait_after, waits


@given(st.integers(0, 10_000), st.sampled_from([LONGEST, LONGEST_OF_STRANGERS]))
def test_each_wrong_guess_waits_at_least_as_long_and_none_for_good(wrong: int, longest: timedelta) -> None:
    assert timedelta(0) <= wait_after(wrong, longest) <= wait_after(wrong + 1, longest) <= longest


def test_three_are_free_and_then_it_doubles() -> None:
    assert [wait_after(wrong).total_seconds() for wrong in range(1, 8)] == [0, 0, 0, 1, 2, 4, 8]
    assert FREE == 3


@given(st.integers(1, 1000), st.sampled_from([LONGEST, LONGEST_OF_STRANGERS]))
def test_the_list_that_the_database_is_given_says_the_same(wrong: int, longest: timedelta) -> None:
    listed = waits(longest)

    assert listed[min(wrong, len(listed)) - 1] == wait_after(wrong, longest)


def test_a_day_of_guessing_from_strange_devices_is_some_thousand_guesses() -> None:
    guesses, spent = 0, timedelta(0)
    while spent < timedelta(days=1):
        guesses += 1
        spent += wait_after(guesses, LONGEST_OF_STRANGERS)

    assert guesses < 1500
