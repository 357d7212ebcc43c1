"""Who is told when a request climbs: never anybody who may not read it, never whoever it is about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import assert_never
from uuid import UUID

from rules.kinds import FEEDBACK, AdvocatePurpose, Kind
from rules.ladder import Told

BY_ADVOCATES = frozenset({AdvocatePurpose.advocate, AdvocatePurpose.independent_visitor})
# What whoever it is about must not hear of.
HIDDEN_FROM_THEM = FEEDBACK | {Kind.help}
CARERS = frozenset({"worker", "manager", "reviewing_officer", "duty_worker"})


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here now; `covered_by_id` while they are away."""

    id: UUID
    team_id: UUID
    role: str
    job: str
    first_name: str
    covered_by_id: UUID | None


@dataclass(frozen=True, slots=True)
class Concern:
    """What decides who may be told of a request. Its words are nobody's business here."""

    kind: Kind
    purpose: AdvocatePurpose | None
    team_id: UUID
    worker_id: UUID | None
    taker_id: UUID | None
    about_worker_id: UUID | None
    reviewing_officer_ids: Sequence[UUID] = ()


def people(told: Told, of: Concern, staff: Sequence[Member]) -> list[Member]:
    """Return the members of staff who are told, and whoever stands in for one of them."""
    here = [each for each in staff if each.id != of.about_worker_id or of.kind not in HIDDEN_FROM_THEM]
    chosen = CHOOSE[told](of, here)
    covers = {each.covered_by_id for each in chosen}
    stand_in = [each for each in here if each.id in covers and each not in chosen and may_read(each, of)]
    return [*chosen, *stand_in]


def next_holder(of: Concern, staff: Sequence[Member]) -> Member | None:
    """Return who has it once it is late: the manager, or whoever answers for it on its own side of the walls."""
    answerable = people(Told.manager, of, staff)
    return next((each for each in answerable if each.id == of.taker_id), answerable[0] if answerable else None)


def _holder(of: Concern, here: Sequence[Member]) -> list[Member]:
    """Return whoever has it: its holder, else whom it is for, else the whole team."""
    taker = [each for each in here if each.id == of.taker_id]
    named = [each for each in here if each.id == of.worker_id and each.team_id == of.team_id and may_read(each, of)]
    return taker or named or _team(of, here)


def _team(of: Concern, here: Sequence[Member]) -> list[Member]:
    """Return those of its team who can take it; where nobody else is there, those who answer for it."""
    readers = [each for each in here if each.team_id == of.team_id and may_read(each, of)]
    return [each for each in readers if each.role != "manager"] or readers or _managers(of, here)


def _while_nobody_has_it(of: Concern, here: Sequence[Member]) -> list[Member]:
    return [] if of.taker_id else _team(of, here)


def _managers(of: Concern, here: Sequence[Member]) -> list[Member]:
    if of.kind is Kind.advocate:
        return [each for each in here if each.role == "rights_officer"]
    team = [each for each in here if each.team_id == of.team_id and may_read(each, of)]
    of_the_team = [each for each in team if each.role == "manager"] or team
    if of.kind is Kind.contact:
        return of_the_team or [each for each in here if each.role == "manager"]
    return of_the_team or [each for each in here if may_read(each, of)]


def _rights(of: Concern, here: Sequence[Member]) -> list[Member]:
    """Return the children's rights team; what is said to those who listen stays with them."""
    if of.kind in (Kind.contact, Kind.advocate):
        return [each for each in here if each.role == "rights_officer"]
    return _managers(of, here)


def _reviewing_officers(of: Concern, here: Sequence[Member]) -> list[Member]:
    """Return those of the young person, who learn of nothing that is a secret or goes to those who listen."""
    return [each for each in here if of.kind is Kind.contact and each.id in of.reviewing_officer_ids]


def _nobody_here(_of: Concern, _here: Sequence[Member]) -> list[Member]:
    return []


CHOOSE: Mapping[Told, Callable[[Concern, Sequence[Member]], list[Member]]] = MappingProxyType(
    {
        Told.holder: _holder,
        Told.duty: _while_nobody_has_it,
        Told.manager: _managers,
        Told.reviewing_officer: _reviewing_officers,
        Told.rights: _rights,
        Told.young_person: _nobody_here,
    }
)


def may_read(member: Member, of: Concern) -> bool:
    """Say whether the walls let somebody of that role read it while it is open in their team."""
    match of.kind:
        case Kind.contact:
            return member.role in CARERS
        case Kind.advocate:
            return member.role == "rights_officer" or _speaks_up(member, of)
        case Kind.complaint | Kind.comment | Kind.compliment:
            in_its_team = _rights_of_its_team(member, of)
            mine = of.kind is Kind.complaint and member.id == of.about_worker_id
            return not mine and (member.role == "complaints_officer" or in_its_team)
        case Kind.help:
            mine = member.id == of.about_worker_id
            answers = member.role in ("duty_worker", "rights_officer")
            return not mine and answers and member.team_id == of.team_id
        case _:
            assert_never(of.kind)


def _rights_of_its_team(member: Member, of: Concern) -> bool:
    return member.role == "rights_officer" and member.team_id == of.team_id


def _speaks_up(member: Member, of: Concern) -> bool:
    if member.team_id != of.team_id:
        return False
    if of.purpose is AdvocatePurpose.council_of_young_people:
        return member.role == "participation_officer"
    return member.role == "advocate" and (of.purpose in BY_ADVOCATES or member.id == of.worker_id)
