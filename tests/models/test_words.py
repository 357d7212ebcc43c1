"""Every sentence that a young person or a worker can be sent is there, and all of it is filled in."""

from datetime import UTC, datetime
from itertools import product

import pytest

from models.asked_through import AskedThrough
from models.involvements import InvolvementRole
from models.timeline import TimelineFound, lines
from models.words import catalogue, say
from models.workers import Job
from rules.clocks import Basis
from rules.requests import TALKS, Outcome, What

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
DUE = datetime(2026, 6, 12, 16, 0, tzinfo=UTC)
AUDIENCES = ["timeline", "timeline_for_staff"]
PLAIN = sorted(set(What) - {What.asked, What.tried, What.talked})


def found(what: What, **more: object) -> TimelineFound:
    nothing = {
        "outcome": None,
        "happened_at": None,
        "asked_through": None,
        "message": None,
        "decision": None,
        "reason": None,
        "instead_of": "Alex",
    }
    return TimelineFound(**nothing | {"at": NOW, "what": what, "who": "Sam"} | more)


EVERYTHING = [
    *(found(What.asked, asked_through=through) for through in (None, *AskedThrough)),
    *(found(What.tried, outcome=outcome) for outcome in Outcome if outcome not in TALKS),
    *(found(What.talked, outcome=outcome, happened_at=NOW) for outcome in sorted(TALKS)),
    *(found(what) for what in PLAIN),
    found(What.due, job=Job.team_manager),
]


@pytest.mark.parametrize(("each", "audience"), list(product(EVERYTHING, AUDIENCES)))
def test_whatever_happens_to_a_request_can_be_told(each: TimelineFound, audience: str) -> None:
    (line,) = lines([each], DUE, audience)

    assert line.says.endswith(".")
    assert "None" not in line.says
    assert "{" not in line.says


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_talk_written_down_late_says_both_times(audience: str) -> None:
    late = found(What.talked, outcome=Outcome.spoke, happened_at=NOW, at=datetime(2026, 6, 15, 8, 0, tzinfo=UTC))

    (line,) = lines([late], DUE, audience)

    assert "Wednesday 10 June, 10 am" in line.says
    assert "Monday 15 June, 9 am" in line.says


def test_both_audiences_are_told_the_same_story() -> None:
    words = catalogue()

    assert set(words["timeline"]) == set(words["timeline_for_staff"])


@pytest.mark.parametrize(
    ("part", "keys"), [("jobs", list(Job)), ("involvements", list(InvolvementRole)), ("clock", list(Basis))]
)
def test_every_person_and_every_rule_has_words(part: str, keys: list[str]) -> None:
    assert set(keys) <= set(catalogue()[part])


def test_a_key_that_is_not_there_is_an_error_not_an_empty_sentence() -> None:
    with pytest.raises(KeyError):
        say("timeline.nothing")
