"""What ends a request, a talk or an answer in words, and when an answer needs its reasons."""

from enum import StrEnum

from rules.errors import NotNow, NotValid
from rules.kinds import FEEDBACK, Kind

# Whoever wants somebody to talk to is not helped by a letter; whoever complains has a right to words that stay.
ENDED_BY_A_TALK = frozenset({Kind.contact, Kind.advocate, Kind.help})
ENDED_BY_AN_ANSWER = FEEDBACK | {Kind.advocate}
MAY_BE_PASSED_ON = FEEDBACK - {Kind.complaint}


class Decision(StrEnum):
    """What the answer comes to; a comment or a compliment may need none."""

    yes = "yes"
    no = "no"
    partly = "partly"


def must_be_answerable(kind: Kind) -> None:
    """Refuse words where only a talk will do."""
    if kind not in ENDED_BY_AN_ANSWER:
        raise NotNow("Only a talk ends this one. Please call, or meet them.", code="only_a_talk")


def must_have_reasons(kind: Kind, decision: Decision | None, reason: str | None) -> None:
    """Refuse a bare "no", and any answer to a complaint without reasons: the law wants them."""
    if reason is None and (kind is Kind.complaint or decision in (Decision.no, Decision.partly)):
        raise NotValid("Please tell them why, in words that they understand.", code="reason_needed")


def must_not_be_secret(kind: Kind) -> None:
    """Refuse to pass a complaint on."""
    if kind not in MAY_BE_PASSED_ON:
        raise NotNow("Only a comment or a compliment can be passed on.", code="never_passed_on")
