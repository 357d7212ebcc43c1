"""What a mere phone shows of something that is no secret: nothing that tells what was read in her words."""

from collections.abc import Sequence
from typing import Any, TypeVar

from models.contact_requests import ContactRequest, ContactRequestInFull
from models.feedback import Feedback
from models.people_told import PersonTold, called_if_not_safe
from models.teams import Purpose, TeamFound
from models.words import say
from rules.kinds import Kind
from rules.requests import Urgent, What

Shown = TypeVar("Shown", ContactRequest, ContactRequestInFull, Feedback)

# What words of harm bring about: that she chose `other` looks the same.
ALARMING = frozenset({What.worried, What.called_again})
_CHOSEN = frozenset(Urgent) - {Urgent.other}


def on_a_phone(shown: Shown, teams: Sequence[TeamFound]) -> Shown:
    """Show the same whether or not the duty team was told, and say that it may have been.

    That a call cannot wait is shown where she chose why.
    """
    if getattr(shown, "urgent", None) in _CHOSEN:
        return shown
    changed: dict[str, Any] = {"people_told": _told(shown, teams)}
    if shown.kind is Kind.contact:
        changed["urgent"] = None
    if isinstance(shown, ContactRequestInFull):
        changed["timeline"] = [line for line in shown.timeline if line.what not in ALARMING]
    return shown.model_copy(update=changed)


def _told(shown: ContactRequest | Feedback, teams: Sequence[TeamFound]) -> list[PersonTold]:
    """Name who may be told beside the others: of a call who may read it, else who may be asked to call her."""
    alarming = {say(f"people_told.{each}") for each in ("duty", "urgent", "if_not_safe")}
    others = [each for each in shown.people_told if each.role not in alarming]
    maybe = _maybe(shown, next(team.name for team in teams if team.purpose is Purpose.duty))
    return others if maybe.who in {each.who for each in others} else [*others, maybe]


def _maybe(shown: ContactRequest | Feedback, duty: str) -> PersonTold:
    if isinstance(shown, Feedback):
        about_somebody = shown.about_worker_id is not None
        return called_if_not_safe({Purpose.duty: duty}, urgent=False, about_somebody=about_somebody)
    return PersonTold(who=duty, role=say("people_told.may_read"))
