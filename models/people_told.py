"""Who is told of what a young person sends, in plain words."""

from collections.abc import Mapping

from models.base import Shape
from models.teams import Purpose
from models.words import say


class PersonTold(Shape):
    who: str
    role: str


def called_if_not_safe(named: Mapping[Purpose, str], *, urgent: bool, about_somebody: bool = False) -> PersonTold:
    """Say who is told to call her, since it cannot wait, or beforehand: and that they are told no more.

    What is about somebody may go past the duty team, to whoever it is not about: then no team is named.
    """
    who = say("people_told.safe_team") if about_somebody else named[Purpose.duty]
    return PersonTold(who=who, role=say("people_told.urgent" if urgent else "people_told.if_not_safe"))
