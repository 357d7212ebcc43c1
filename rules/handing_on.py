"""Who has a request when whoever had it is away, has left, or is not there for that young person any more.

Nothing is ever nobody's: where a team has nobody who could see it, another has it, and the duty team at the last. A
secret stays on its own side of the walls: there the team for children's rights is the last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from rules.kinds import Kind
from rules.requests import What
from rules.telling import Concern, Member, may_read

MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class House:
    """Everybody who works here now, and the two teams that are always there."""

    staff: Sequence[Member]
    duty_team_id: UUID
    rights_team_id: UUID

    def member(self, worker_id: UUID | None) -> Member | None:
        """Return somebody who works here, away or not."""
        return next((each for each in self.staff if each.id == worker_id), None)

    def here(self, worker_id: UUID | None) -> Member | None:
        """Return somebody who works here and is not away."""
        found = self.member(worker_id)
        return found if found and found.covered_by_id is None else None

    def sees(self, team_id: UUID, of: Concern) -> bool:
        """Say whether somebody of that team is here and could read it there."""
        there = replace(of, team_id=team_id)
        mine = (each for each in self.staff if each.team_id == team_id and each.covered_by_id is None)
        return any(may_read(each, there) for each in mine)

    def last_resort(self, of: Concern) -> UUID:
        return self.duty_team_id if of.kind in (Kind.contact, Kind.help) else self.rights_team_id


@dataclass(frozen=True, slots=True)
class Held:
    """An open request: whose it is, the young person's main worker, and whether the one named is still theirs."""

    of: Concern
    main_id: UUID | None
    tied: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """Where it goes, why, and in whose stead."""

    team_id: UUID
    worker_id: UUID | None
    taker_id: UUID | None
    what: What
    instead_of: UUID | None

    def of(self, before: Concern) -> Concern:
        """Return what decides who may be told of it, there where it is now."""
        return replace(before, team_id=self.team_id, worker_id=self.worker_id, taker_id=self.taker_id)


def hand_on(held: Held, house: House) -> Placed | None:
    """Say who has it now; None where it is well where it is."""
    placed = _taker(held, house) or _named(held, house) or _stay(held.of)
    of = placed.of(held.of)
    if not house.sees(of.team_id, of):
        placed = replace(placed, team_id=_seen_by(replace(held, of=of), house))
    return placed if _moved(held.of, placed) else None


def _stay(of: Concern) -> Placed:
    return Placed(of.team_id, of.worker_id, of.taker_id, What.moved, None)


def _moved(of: Concern, placed: Placed) -> bool:
    return (of.team_id, of.worker_id, of.taker_id) != (placed.team_id, placed.worker_id, placed.taker_id)


def _taker(held: Held, house: House) -> Placed | None:
    """Take it from a holder who is not here: whoever stands in holds it, else it is the team's again."""
    of = held.of
    if of.taker_id is None:
        return None
    if house.here(of.taker_id):
        return _let_go(held, house) or _stay(of)
    why = What.covered if house.member(of.taker_id) else What.left
    cover = _cover(of.taker_id, of, house)
    if cover:
        return Placed(_team_of(cover, of), of.worker_id, cover.id, why, of.taker_id)
    free = replace(held, of=replace(of, taker_id=None))
    named = _named(free, house)
    return replace(named or _stay(free.of), taker_id=None, what=why, instead_of=of.taker_id)


def _let_go(held: Held, house: House) -> Placed | None:
    """Take it from whom she asked for, once they are not there for her any more. A teammate who helps out keeps it."""
    of = held.of
    if of.taker_id != of.worker_id or held.tied:
        return None
    return _for_another(replace(held, of=replace(of, taker_id=None)), What.changed, house)


def _named(held: Held, house: House) -> Placed | None:
    """Look at whom it is for, while nobody has taken it."""
    of, named = held.of, house.member(held.of.worker_id)
    if of.worker_id is None:
        return None
    if named is None or not held.tied:
        return _for_another(held, What.changed if named else What.left, house)
    return _with_them(named, of, house) if of.kind is Kind.contact else None


def _with_them(named: Member, of: Concern, house: House) -> Placed | None:
    """Let the team of whoever stands in have it, or their own once they are there."""
    cover = _cover(named.id, of, house)
    if cover:
        return replace(_stay(of), team_id=cover.team_id, what=What.covered, instead_of=named.id)
    if named.covered_by_id is None and may_read(named, of):
        return replace(_stay(of), team_id=named.team_id, what=What.back)
    return None


def _for_another(held: Held, why: What, house: House) -> Placed:
    """Let the main worker's team have it, where it is no secret from them."""
    of = held.of
    main = house.member(held.main_id) if of.kind is Kind.contact and held.main_id != of.worker_id else None
    if main is None:
        return replace(_stay(of), worker_id=None, what=why, instead_of=of.worker_id)
    team_id = (_cover(main.id, of, house) or main).team_id
    return Placed(team_id, main.id, of.taker_id, why, of.worker_id)


def _cover(worker_id: UUID, of: Concern, house: House) -> Member | None:
    """Return whoever stands in for somebody who is away: one hop, and only who may read it."""
    away = house.member(worker_id)
    cover = house.here(away.covered_by_id) if away and away.covered_by_id else None
    return cover if cover and may_read(cover, replace(of, team_id=_team_of(cover, of))) else None


def _team_of(cover: Member, of: Concern) -> UUID:
    """Return the team of whoever stands in; what is asked of others than carers stays with their team."""
    return cover.team_id if of.kind is Kind.contact else of.team_id


def _seen_by(held: Held, house: House) -> UUID:
    """Return the nearest team in which somebody sees it."""
    last = house.last_resort(held.of)
    return next((team for team in _near(held, house) if house.sees(team, held.of)), last)


def _near(held: Held, house: House) -> Iterator[UUID]:
    of = held.of
    match of.kind:
        case Kind.contact:
            ids = [of.taker_id, of.worker_id, held.main_id]
            ids += [each.id for each in house.staff if each.team_id == of.team_id]
            for each in filter(None, map(house.member, ids)):
                yield (_cover(each.id, of, house) or each).team_id
        case Kind.help:  # the duty team is the last; whom the words are about, that one never hears of it
            yield from (house.duty_team_id, house.rights_team_id)
        case Kind.advocate | Kind.complaint | Kind.comment | Kind.compliment:
            return
        case _:
            assert_never(of.kind)


def next_main(leaver_team_id: UUID, staff: Sequence[Member]) -> Member | None:
    """Return who answers for the young people of somebody who leaves, until they have a new main worker.

    The manager of the team; where that is who leaves, another manager, else somebody of the team.
    """
    here = sorted(staff, key=lambda each: (each.team_id != leaver_team_id, each.covered_by_id is not None))
    managers = [each for each in here if each.role == MANAGER]
    team = [each for each in here if each.team_id == leaver_team_id and each.role == "worker"]
    return next(iter(managers + team), None)


def next_cover(away: Member, leaver_id: UUID, staff: Sequence[Member], duty_team_id: UUID) -> Member | None:
    """Return who stands in for somebody away when their cover leaves: their manager, a teammate, the duty team."""
    able = [each for each in staff if each.id not in (away.id, leaver_id) and each.covered_by_id is None]
    team = sorted((each for each in able if each.team_id == away.team_id), key=lambda each: each.role != MANAGER)
    duty = [each for each in able if each.team_id == duty_team_id]
    return next(iter(team + duty), None)
