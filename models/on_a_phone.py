"""What a mere phone shows of something that is no secret: nothing that tells what was read in her words."""

from collections.abc import Sequence
from typing import Any, TypeVar

from models.contact_requests import ContactRequest, ContactRequestInFull
from models.feedback import Feedback
from models.people_told import PersonTold
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
    call = shown.kind is Kind.contact
    changed: dict[str, Any] = {"people_told": _told(shown.people_told, teams, "may_read" if call else "if_not_safe")}
    if call:
        changed["urgent"] = None
    if isinstance(shown, ContactRequestInFull):
        changed["timeline"] = [line for line in shown.timeline if line.what not in ALARMING]
    return shown.model_copy(update=changed)


def _told(said: Sequence[PersonTold], teams: Sequence[TeamFound], role: str) -> list[PersonTold]:
    duty = next(team.name for team in teams if team.purpose is Purpose.duty)
    alarming = {say(f"people_told.{each}") for each in ("duty", "urgent", "if_not_safe")}
    others = [each for each in said if each.role not in alarming]
    if duty in {each.who for each in others}:
        return others
    return [*others, PersonTold(who=duty, role=say(f"people_told.{role}"))]
