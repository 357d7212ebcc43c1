"""Which team hears what a young person says."""

from uuid import UUID

import pytest

from models.teams import Purpose
from rules.errors import NotValid
from rules.kinds import AdvocatePurpose, Kind
from rules.recipients import ADVOCATE_TEAMS, FEEDBACK_TEAMS, Hearing, must_be_known, never_reads, recipient

VOICE, RIGHTS, LISTENING = (UUID(int=number) for number in range(1, 4))
SOMEBODY = UUID(int=9)


def team(team_id: UUID, purpose: str, people: int = 1) -> Hearing:
    return Hearing(team_id, purpose, people)


def test_the_first_team_hears_it() -> None:
    teams = [team(RIGHTS, "rights"), team(VOICE, "advocacy")]

    assert recipient(("advocacy", "rights"), teams) == VOICE


def test_a_team_in_which_nobody_could_read_it_is_passed_over() -> None:
    assert recipient(("advocacy", "rights"), [team(VOICE, "advocacy", 0), team(RIGHTS, "rights")]) == RIGHTS
    assert recipient(("advocacy", "rights"), [team(RIGHTS, "rights")]) == RIGHTS


def test_a_second_team_of_the_same_purpose_is_asked_before_another_purpose() -> None:
    teams = [team(LISTENING, "feedback", 0), team(VOICE, "feedback"), team(RIGHTS, "rights")]

    assert recipient(FEEDBACK_TEAMS, teams) == VOICE


def test_when_nobody_is_there_at_all_it_waits_for_whoever_comes() -> None:
    assert recipient(FEEDBACK_TEAMS, [team(LISTENING, "feedback", 0), team(RIGHTS, "rights", 0)]) == RIGHTS


def test_every_way_ends_at_the_rights_team_without_which_no_council_is_open() -> None:
    ways = [*ADVOCATE_TEAMS.values(), FEEDBACK_TEAMS]

    assert ADVOCATE_TEAMS.keys() == set(AdvocatePurpose)
    assert {way[-1] for way in ways} == {Purpose.rights}
    assert {purpose for way in ways for purpose in way} <= set(Purpose)


def test_only_a_complaint_is_kept_from_whoever_it_is_about() -> None:
    assert never_reads(Kind.complaint, SOMEBODY) == SOMEBODY
    assert never_reads(Kind.comment, SOMEBODY) is None


def test_whoever_does_not_work_here_is_refused() -> None:
    must_be_known(None, known=False)
    must_be_known(SOMEBODY, known=True)
    with pytest.raises(NotValid) as refusal:
        must_be_known(SOMEBODY, known=False)

    assert refusal.value.code == "not_one_of_your_people"
