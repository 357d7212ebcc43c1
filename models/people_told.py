"""Who is told of what a young person sends, in plain words."""

from collections.abc import Mapping

from models.base import Shape
from models.teams import Purpose
from models.words import say


class PersonTold(Shape):
    who: str
    role: str


def called_if_not_safe(named: Mapping[Purpose, str], *, urgent: bool) -> PersonTold:
    """Say who is told to call her, since it cannot wait, or beforehand: and that they are told no more."""
    return PersonTold(who=named[Purpose.duty], role=say("people_told.urgent" if urgent else "people_told.if_not_safe"))
