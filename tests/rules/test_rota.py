"""When nobody is on duty, minute by minute; and up the rota, one level more at each call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from rules.calling import MINUTES, called
from rules.kinds import Kind
from rules.rota import gaps, levels_called
from rules.telling import Concern, Member
from tests.conftest import WEDNESDAY

SPAN = 120


@dataclass(frozen=True)
class Stretch:
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class There:
    worker_id: UUID
    level: int


def at(minute: int) -> datetime:
    return WEDNESDAY + timedelta(minutes=minute)


STRETCHES = st.lists(
    st.builds(
        lambda start, long: Stretch(at(start), at(start + long)), st.integers(-60, SPAN + 30), st.integers(1, 90)
    ),
    max_size=8,
)


@given(STRETCHES)
def test_a_minute_is_in_a_gap_when_nobody_is_on_duty_in_it_and_only_then(staffed: Sequence[Stretch]) -> None:
    found = list(gaps(staffed, at(0), at(SPAN)))

    for minute in map(at, range(SPAN)):
        nobody = not any(each.starts_at <= minute < each.ends_at for each in staffed)
        assert nobody == any(start <= minute < end for start, end in found)


@given(STRETCHES)
def test_gaps_are_in_order_apart_and_within_the_time_that_was_asked_for(staffed: Sequence[Stretch]) -> None:
    found = [each for gap in gaps(staffed, at(0), at(SPAN)) for each in gap]

    assert found == sorted(set(found))
    assert all(at(0) <= each <= at(SPAN) for each in found)


@given(st.lists(st.integers(1, 9), min_size=1))
def test_each_call_reaches_who_was_called_before_and_never_nobody(levels: list[int]) -> None:
    called_at = [levels_called(call, levels) for call in range(len(MINUTES))]

    assert called_at[0] == {min(levels)}
    assert all(before <= after for before, after in pairwise(called_at))


def member(number: int, role: str = "duty_worker", away: int | None = None) -> Member:
    covered = UUID(int=away) if away else None
    return Member(UUID(int=number), UUID(int=100), role, role, f"N{number}", covered)


def cry(about: int | None = None, kind: Kind = Kind.help) -> Concern:
    return Concern(kind, None, UUID(int=100), None, None, UUID(int=about) if about else None)


STAFF = [member(1), member(2), member(3)]
ROTA = [There(UUID(int=1), 1), There(UUID(int=2), 2)]


def names(minutes: int, of: Concern, rota: Sequence[There] = ROTA) -> list[str]:
    return sorted(each.first_name for each in called(minutes, of, STAFF, rota))


def test_it_climbs_the_rota_and_at_last_calls_everybody() -> None:
    assert [names(minutes, cry()) for minutes in MINUTES] == [["N1"], ["N1", "N2"], ["N1", "N2"], ["N1", "N2", "N3"]]


def test_where_nobody_is_on_duty_everybody_is_called_at_once() -> None:
    assert names(0, cry(), []) == ["N1", "N2", "N3"]


def test_whoever_it_is_about_is_not_called_though_they_are_on_duty() -> None:
    assert [names(minutes, cry(about=1)) for minutes in MINUTES] == [["N2"], ["N2"], ["N2"], ["N2", "N3"]]
    assert names(0, cry(about=1), ROTA[:1]) == ["N2", "N3"]


def test_an_urgent_call_goes_up_the_same_rota() -> None:
    assert names(0, cry(kind=Kind.contact))[:1] == ["N1"]
