"""Whose queue a request for a call joins."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from rules.errors import NotValid
from rules.kinds import Kind
from rules.routing import Destination, Tie, destination

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EAST, WEST, VOICE, RIGHTS, DUTY = (UUID(int=number) for number in range(1, 6))
SAM, ALEX, ADE, STRANGER = (UUID(int=number) for number in range(11, 15))

MAIN = Tie(SAM, EAST, main=True, confidential=False, started_at=NOW - 99 * DAY, ended_at=None, cover_team_id=None)
HELPER = replace(MAIN, worker_id=ALEX, team_id=WEST, main=False)
ADVOCATE = replace(HELPER, worker_id=ADE, team_id=VOICE, confidential=True)


def sent(named: UUID | None, *ties: Tie) -> Destination:
    return destination(named, ties, duty_team_id=DUTY, rights_team_id=RIGHTS, now=NOW)


def test_it_goes_to_the_team_of_the_person_named() -> None:
    assert sent(ALEX, MAIN, HELPER) == Destination(Kind.contact, WEST, ALEX)


def test_with_nobody_named_it_goes_to_the_main_workers_team() -> None:
    assert sent(None, HELPER, MAIN) == Destination(Kind.contact, EAST, SAM)


def test_while_they_are_away_it_goes_to_the_team_of_whoever_stands_in() -> None:
    assert sent(None, replace(MAIN, cover_team_id=WEST)) == Destination(Kind.contact, WEST, SAM)
    assert sent(ALEX, MAIN, replace(HELPER, cover_team_id=EAST)) == Destination(Kind.contact, EAST, ALEX)


def test_once_the_person_named_is_gone_it_goes_to_the_main_workers_team() -> None:
    gone = replace(HELPER, ended_at=NOW, team_id=None)

    assert sent(ALEX, MAIN, gone) == Destination(Kind.contact, EAST, SAM)


def test_somebody_who_comes_later_is_not_there_yet() -> None:
    assert sent(ALEX, MAIN, replace(HELPER, started_at=NOW + DAY)) == Destination(Kind.contact, EAST, SAM)


def test_somebody_who_came_back_is_there() -> None:
    before = replace(HELPER, ended_at=NOW - DAY, team_id=None)

    assert sent(ALEX, MAIN, before, HELPER) == Destination(Kind.contact, WEST, ALEX)


def test_with_nobody_there_it_goes_to_the_duty_team() -> None:
    assert sent(None) == Destination(Kind.contact, DUTY, None)
    assert sent(SAM, replace(MAIN, ended_at=NOW)) == Destination(Kind.contact, DUTY, None)


def test_somebody_who_was_never_theirs_is_refused() -> None:
    with pytest.raises(NotValid) as refusal:
        sent(STRANGER, MAIN, HELPER)

    assert refusal.value.code == "not_one_of_your_people"


def test_naming_an_advocate_makes_it_a_request_for_an_advocate() -> None:
    assert sent(ADE, MAIN, ADVOCATE) == Destination(Kind.advocate, VOICE, ADE)


def test_a_request_for_an_advocate_stays_with_advocates_whoever_stands_in() -> None:
    assert sent(ADE, MAIN, replace(ADVOCATE, cover_team_id=EAST)) == Destination(Kind.advocate, VOICE, ADE)


@pytest.mark.parametrize("main", [(), (MAIN,)])
def test_words_meant_for_a_former_advocate_never_reach_the_social_workers_team(main: tuple[Tie, ...]) -> None:
    gone = replace(ADVOCATE, ended_at=NOW - DAY, team_id=None)

    assert sent(ADE, *main, gone) == Destination(Kind.advocate, RIGHTS, None)


def test_a_former_advocate_who_now_helps_openly_is_asked_openly() -> None:
    gone = replace(ADVOCATE, ended_at=NOW - DAY, team_id=None)
    now_openly = replace(HELPER, worker_id=ADE)

    assert sent(ADE, MAIN, gone, now_openly) == Destination(Kind.contact, WEST, ADE)
