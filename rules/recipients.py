"""Which team hears what a young person says: the first one in which somebody is there who can read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

from rules.errors import NotNow, NotValid
from rules.kinds import AdvocatePurpose, Kind

T = TypeVar("T")

# The purposes of teams, in the order in which they are asked.
ADVOCATE_TEAMS: Mapping[AdvocatePurpose, tuple[str, ...]] = MappingProxyType(
    {
        AdvocatePurpose.advocate: ("advocacy", "rights"),
        AdvocatePurpose.independent_visitor: ("advocacy", "rights"),
        AdvocatePurpose.council_of_young_people: ("participation", "rights"),
        AdvocatePurpose.childrens_rights: ("rights",),
    }
)
FEEDBACK_TEAMS = ("feedback", "rights")
# Whoever the words are about never hears of them: where they are all that there is on duty, the rights team does.
HELP_TEAMS = ("duty", "rights")


@dataclass(frozen=True, slots=True)
class Hearing:
    """A team, what it is for, and how many in it could read this."""

    team_id: UUID
    purpose: str
    people: int


def recipient(wanted: Sequence[str], teams: Sequence[Hearing]) -> UUID:
    """Say which team hears it. When nobody is there at all, the last one keeps it for whoever comes."""
    asked = [team for purpose in wanted for team in teams if team.purpose == purpose]
    return next((team.team_id for team in asked if team.people), asked[-1].team_id)


def never_reads(kind: Kind, about: UUID | None) -> UUID | None:
    """Name who must never read it: a complaint is not for whoever it is about."""
    return about if kind is Kind.complaint else None


def must_be_known(about: UUID | None, *, known: bool) -> None:
    """Refuse somebody who does not work here, with the same words as for somebody who is not hers."""
    if about is not None and not known:
        raise NotValid("That is not one of your people.", code="not_one_of_your_people")


def must_be_helpable(kind: Kind) -> None:
    """Refuse helpers for anything but a complaint: nothing else is a secret from them that she could open."""
    if kind is not Kind.complaint:
        raise NotNow("You can ask for help with a complaint. This is not one.", code="no_complaint")


def must_be_there(advocate: T | None) -> T:
    """Refuse an advocate who is not there."""
    if advocate is None:
        raise NotNow("You have no advocate here yet. You can ask for one.", code="no_advocate_yet")
    return advocate


def must_not_be_about(who: UUID, about: UUID | None) -> None:
    """Refuse an advocate whom the complaint is about."""
    if who == about:
        raise NotNow("They cannot help with this one: it is about them.", code="about_them")
