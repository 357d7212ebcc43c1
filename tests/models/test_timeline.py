"""Whatever can happen to whatever was asked has a sentence, for the young person and for staff."""

from datetime import UTC, datetime
from itertools import product

import pytest

from models.timeline import TimelineFound, lines, topics_of
from rules.answers import Decision
from rules.kinds import AdvocatePurpose, Kind
from rules.requests import Outcome, What

AT = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
TOPICS = [
    *(topics_of(kind, None) for kind in Kind if kind is not Kind.advocate),
    *(topics_of(Kind.advocate, purpose) for purpose in AdvocatePurpose),
]
TALKED = {Outcome.spoke, Outcome.met_in_person}


def happened() -> list[TimelineFound]:
    plain = {"at": AT, "who": "Cleo", "outcome": None, "happened_at": None, "asked_through": None, "message": None}
    plain |= {"decision": None, "reason": None}
    return [
        *(TimelineFound(**plain | {"what": what}) for what in What if what not in (What.tried, What.talked)),
        *(TimelineFound(**plain | {"what": What.answered, "decision": each}) for each in Decision),
        *(TimelineFound(**plain | {"what": What.talked, "outcome": each}) for each in TALKED),
        *(TimelineFound(**plain | {"what": What.tried, "outcome": each}) for each in set(Outcome) - TALKED),
    ]


@pytest.mark.parametrize(("told", "topics"), list(product(("timeline", "timeline_for_staff"), TOPICS)))
def test_it_has_a_sentence(told: str, topics: tuple[str, ...]) -> None:
    said = [line.says for line in lines(happened(), AT, told, topics)]

    assert all(each.endswith(".") and "{" not in each for each in said)


@pytest.mark.parametrize("topics", [topics for topics in TOPICS if topics])
def test_nobody_is_told_of_a_call_when_they_asked_for_something_else(topics: tuple[str, ...]) -> None:
    moves = {What.asked, What.taken, What.put_back, What.contested, What.not_yet, What.confirmed}
    told = [line for line in lines(happened(), AT, "timeline", topics) if line.what in moves]

    assert all("call" not in line.says for line in told)
