"""What ends a request, and when an answer needs its reasons."""

from itertools import product

import pytest

from rules.answers import (
    ENDED_BY_A_TALK,
    ENDED_BY_AN_ANSWER,
    Decision,
    must_be_answerable,
    must_have_reasons,
    must_not_be_secret,
)
from rules.errors import NotNow, NotValid
from rules.kinds import Kind


def test_everything_can_end() -> None:
    assert set(Kind) == ENDED_BY_A_TALK | ENDED_BY_AN_ANSWER
    assert {Kind.advocate} == ENDED_BY_A_TALK & ENDED_BY_AN_ANSWER


@pytest.mark.parametrize("kind", [Kind.contact, Kind.help])
def test_whoever_wants_a_talk_is_not_sent_a_letter(kind: Kind) -> None:
    with pytest.raises(NotNow) as refusal:
        must_be_answerable(kind)

    assert refusal.value.code == "only_a_talk"


@pytest.mark.parametrize("kind", sorted(ENDED_BY_AN_ANSWER))
def test_whatever_was_said_can_be_answered(kind: Kind) -> None:
    must_be_answerable(kind)


@pytest.mark.parametrize(("kind", "decision"), list(product(sorted(ENDED_BY_AN_ANSWER), [None, *Decision])))
def test_a_no_a_partly_and_every_complaint_need_a_reason(kind: Kind, decision: Decision | None) -> None:
    must_have_reasons(kind, decision, "because")
    if kind is Kind.complaint or decision in (Decision.no, Decision.partly):
        with pytest.raises(NotValid) as refusal:
            must_have_reasons(kind, decision, None)
        assert refusal.value.code == "reason_needed"
    else:
        must_have_reasons(kind, decision, None)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.comment, Kind.compliment}))
def test_only_comments_and_compliments_are_passed_on(kind: Kind) -> None:
    must_not_be_secret(Kind.comment)
    must_not_be_secret(Kind.compliment)
    with pytest.raises(NotNow):
        must_not_be_secret(kind)
