"""What a sentence claims is held against the rule that it tells of."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest

from models.ladders import default_ladder
from models.words import catalogue, say, say_best
from rules.delays import LONGEST
from rules.kinds import AdvocatePurpose, Kind
from rules.ladder import Rung, Step
from rules.telling import Concern, Member, people

TEAMS = {name: uuid4() for name in ("care", "rights", "advocacy", "feedback", "reviewing", "duty")}
ROLES = {
    "worker": "care", "manager": "care", "rights_officer": "rights", "advocate": "advocacy",
    "complaints_officer": "feedback", "reviewing_officer": "reviewing", "duty_worker": "duty",
}  # fmt: skip
STAFF = [Member(uuid4(), TEAMS[team], role, role, role, None) for role, team in ROLES.items()]
OWN = {Kind.contact: "care", Kind.advocate: "advocacy", Kind.help: "duty"}


def _told(kind: Kind, rungs: Sequence[Rung]) -> set[str]:
    """Return the roles of those who are told by these steps."""
    of = Concern(
        kind=kind,
        purpose=AdvocatePurpose.advocate if kind is Kind.advocate else None,
        team_id=TEAMS[OWN.get(kind, "feedback")],
        worker_id=None,
        taker_id=None,
        about_worker_id=None,
        reviewing_officer_ids=[each.id for each in STAFF if each.role == "reviewing_officer"],
    )
    return {each.role for rung in rungs for told in rung.tells for each in people(told, of, STAFF)}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("page", ["steps.taken", "steps.next"])
def test_more_people_are_told_of_what_is_a_day_late_only_where_it_is_said(kind: Kind, page: str) -> None:
    ladder = default_ladder()[kind]
    before = _told(kind, [each for each in ladder if each.step is not Step.day_late])
    late = _told(kind, [each for each in ladder if each.step is Step.day_late])
    topics = [str(kind), *(["feedback"] if kind in (Kind.comment, Kind.compliment, Kind.complaint) else [])]

    says = say_best(page, [*(f"day_late_{topic}" for topic in topics), "day_late"], when="Friday")

    assert ("more people" in says) == bool(late - before)
    assert ("children's rights" in says) == (late == {"rights_officer"})
    assert ("ask for an advocate" in says) <= (kind not in (Kind.advocate, Kind.help))


@pytest.mark.parametrize("page", ["timeline", "timeline_for_staff"])
@pytest.mark.parametrize("what", ["covered", "left", "changed", "back", "moved"])
def test_where_it_has_gone_to_may_be_a_team_in_which_it_waits(page: str, what: str) -> None:
    says = say(f"{page}.{what}", who="Children in Care East", instead_of="Sam")

    assert "gone to Children in Care East" in says
    assert " has " not in says.replace(" has gone to ", "").replace("Sam has left", "")


def test_how_long_somebody_waits_at_the_door_is_said_as_it_is() -> None:
    assert timedelta(minutes=15) == LONGEST
    assert all("15 minutes" in catalogue()[page]["wait_a_moment"] for page in ("problems", "refusals"))


def test_nobody_is_promised_that_a_device_stays_shut_for_whoever_knows_the_words() -> None:
    said = (say("sessions.ended"), say("sessions.ended_all"), say("pages.signed_out"))

    assert all("without your words or a key of yours" in each for each in said)
    assert say("sessions.ended_all").startswith("You are signed out everywhere, here too.")
