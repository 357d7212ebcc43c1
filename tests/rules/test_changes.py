"""How often a worker changed: ends within twelve months, never somebody who goes on, never one who never came."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.changes import Span, begins_at, gone_in_a_year, in_a_year, within_a_year
from rules.errors import NotValid

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SAM, ALEX, BO = (UUID(int=number) for number in (1, 2, 3))


def span(worker: UUID, start: int, end: int | None, role: str = "social_worker") -> Span:
    """Return a time that began and ended so many days ago."""
    return Span(role, worker, NOW - start * DAY, None if end is None else NOW - end * DAY)


def test_an_end_in_the_last_twelve_months_is_a_change_of_its_role() -> None:
    spans = [span(SAM, 900, 400), span(ALEX, 400, 100), span(BO, 100, None), span(SAM, 90, 30, "nurse")]

    assert in_a_year(spans, NOW) == {"social_worker": 1, "nurse": 1}


def test_who_goes_on_in_the_same_role_has_not_gone() -> None:
    assert in_a_year([span(SAM, 90, 30), span(SAM, 30, None)], NOW) == {}
    assert in_a_year([span(SAM, 90, 30), span(SAM, 30, None, "nurse")], NOW) == {"social_worker": 1}


def test_who_was_announced_and_never_came_has_not_gone() -> None:
    assert in_a_year([span(SAM, 30, 30), span(ALEX, -30, -30)], NOW) == {}


def test_an_end_that_is_announced_is_no_change_yet() -> None:
    assert in_a_year([span(SAM, 90, -1)], NOW) == {}


def test_the_same_day_a_year_ago_is_not_counted_any_more() -> None:
    assert within_a_year(datetime(2025, 6, 11, 8, 0, tzinfo=UTC), NOW)
    assert not within_a_year(datetime(2025, 6, 10, 22, 59, tzinfo=UTC), NOW)
    assert within_a_year(datetime(2025, 6, 10, 23, 0, tzinfo=UTC), NOW)  # it is the 11th in London


def test_from_now_on_unless_a_later_time_is_said() -> None:
    assert begins_at(None, NOW) == NOW
    assert begins_at(NOW + DAY, NOW) == NOW + DAY
    with pytest.raises(NotValid, match="over"):
        begins_at(NOW - DAY, NOW)


_days = st.integers(-400, 900)
_spans = st.lists(
    st.builds(
        lambda worker, role, start, length: span(worker, start, None if length is None else start - length, role),
        st.sampled_from([SAM, ALEX, BO]),
        st.sampled_from(["social_worker", "reviewing_officer"]),
        _days,
        st.none() | st.integers(0, 500),
    ),
    max_size=12,
)


@given(_spans)
def test_whatever_happened_each_change_is_an_end_within_a_year_and_counted_once(spans: list[Span]) -> None:
    gone = gone_in_a_year(spans, NOW)

    assert sum(in_a_year(spans, NOW).values()) == len(gone) <= len(spans)
    assert all(each.ended_at and within_a_year(each.ended_at, NOW) and not each.never_began for each in gone)
    # Whoever is there without an end now, in that role, was not counted as gone at the moment at which they went on.
    for each in gone:
        assert not any(
            other.covers(each.ended_at)
            for other in spans
            if each.ended_at and (other.role, other.worker_id) == (each.role, each.worker_id)
        )


@given(_spans, _spans)
def test_who_else_was_there_in_another_role_changes_no_count(spans: list[Span], others: list[Span]) -> None:
    mine = [each for each in spans if each.role == "social_worker"]
    theirs = [each for each in others if each.role != "social_worker"]

    both = in_a_year([*mine, *theirs], NOW)

    assert both.get("social_worker", 0) == in_a_year(mine, NOW).get("social_worker", 0)
