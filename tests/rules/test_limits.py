"""A quota is never exceeded, and always comes back."""

from hypothesis import given
from hypothesis import strategies as st

from rules.limits import SECOND, Quota, chunk, policy, seconds, standing, take

QUOTAS = st.builds(Quota, st.just("person"), st.integers(1, 10_000), st.integers(1, 3600))
GAPS = st.lists(st.tuples(st.integers(0, 10 * SECOND), st.integers(1, 50)), min_size=1, max_size=60)
MINUTE = Quota("person", 60, 60)
START = 1_000_000 * SECOND


def given_over_time(quota: Quota, gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    now, full_at, found = START, 0, []
    for gap, wanted in gaps:
        now += gap
        taken = take(quota, full_at, now, wanted)
        full_at = taken.full_at
        found.append((now, taken.given))
    return found


@given(QUOTAS, GAPS)
def test_no_more_is_given_than_a_quota_and_what_came_back_meanwhile(quota: Quota, gaps: list[tuple[int, int]]) -> None:
    found = given_over_time(quota, gaps)

    for place, (began, _) in enumerate(found):
        for now, _ in found[place:]:
            total = sum(number for at, number in found if began <= at <= now)
            assert total <= quota.most + (now - began) // quota.step


@given(QUOTAS, GAPS)
def test_whoever_waits_as_long_as_was_said_is_given_one_more(quota: Quota, gaps: list[tuple[int, int]]) -> None:
    now, full_at = START, 0
    for gap, wanted in gaps:
        now += gap
        taken = take(quota, full_at, now, wanted)
        full_at = taken.full_at

        assert take(quota, full_at, now + taken.wait).given == 1
        assert (take(quota, full_at, now).given == 1) == (taken.wait == 0) == (taken.remaining > 0)


@given(QUOTAS, st.integers(1, 1000), st.integers(1, 1000))
def test_somebody_new_is_given_what_is_asked_up_to_the_quota(quota: Quota, wanted: int, later: int) -> None:
    taken = take(quota, 0, START, wanted)

    assert taken.given == min(wanted, quota.most)
    assert taken.remaining == quota.most - taken.given
    assert take(quota, taken.full_at, taken.full_at + later, quota.most).given == quota.most


def test_a_process_takes_more_ahead_only_while_it_uses_it_up_and_little_where_little_is_left() -> None:
    assert chunk(MINUTE, 0, 60) == 1
    assert chunk(MINUTE, 1, 60) == 2
    assert chunk(MINUTE, 50, 60) == 3
    assert chunk(MINUTE, 50, 4) == 1
    assert chunk(MINUTE, 50, 0) == 1


def test_headers_are_written_as_the_draft_says() -> None:
    assert policy(MINUTE) == '"person";q=60;w=60'
    assert standing(MINUTE, 3, 1) == '"person";r=3;t=1'
    assert (seconds(0), seconds(SECOND), seconds(SECOND + 1)) == (1, 1, 2)
