"""The command `kept council ladder`: show a council's ladder, and tighten a step of it from a day on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.database import Writes
from api.statements import Read
from models.ladders import RUNGS, LadderStep, RungFound, default_rows, ladder_on
from rules.kinds import Kind
from rules.ladder import UNITS, Rung, Step, Told, must_tighten, tightens

HELD = Read(RungFound, RUNGS)


@dataclass(frozen=True, slots=True)
class RungSaid:
    """What was typed of a step. What is left out stays as it stands; who is told is added to those who are."""

    step: Step
    amount: int | None
    tells: frozenset[Told]


async def adopt(council_id: UUID, db: Writes) -> None:
    """Give a council the ladder that stands everywhere, once: what it tightened since stays."""
    held = {(each.kind, each.step, each.effective_from) for each in await db.all(HELD())}
    for row in default_rows(council_id):
        if (row.kind, row.step, row.effective_from) not in held:
            await db.add(row)


async def show(day: date, db: Writes) -> str:
    """Say what the ladder is on a day, kind by kind."""
    rungs = await db.all(HELD())
    return "\n".join(line for kind in Kind for line in _lines(kind, ladder_on(day, kind, rungs)))


def _lines(kind: Kind, ladder: Sequence[Rung]) -> Iterator[str]:
    for rung in ladder:
        figure = f"{rung.amount} {UNITS[rung.step]}" if rung.step in UNITS else "at its time"
        yield f"{kind:<11} {rung.step:<11} {figure}: {', '.join(sorted(rung.tells))}"


async def tighten(council_id: UUID, kind: Kind, said: RungSaid, day: date, db: Writes) -> str:
    """Let a step of one kind come sooner, or tell more people, for what is asked from `day` on."""
    rungs = await db.all(HELD())
    stands = next(each for each in ladder_on(day, kind, rungs) if each.step is said.step)
    rung = Rung(said.step, stands.amount if said.amount is None else said.amount, stands.tells | said.tells)
    must_tighten(rung, stands)
    for each in rungs:
        if each.kind is kind and each.step is said.step and each.effective_from >= day:
            _must_stay_tight(rung, each, day)
    await db.add(LadderStep.of(council_id, kind, rung, day))
    return f"{kind} {rung.step}: {rung.amount}, tells {', '.join(sorted(rung.tells))}, from {day}."


def _must_stay_tight(rung: Rung, later: RungFound, day: date) -> None:
    """Refuse a step that what is set from a later day would loosen again, and one that is set already."""
    if later.effective_from == day:
        raise ValueError(f"That step is set from {day} already: choose a later day.")
    if not tightens(Rung(later.step, later.amount, later.tells), rung):
        raise ValueError(f"From {later.effective_from} that step would be looser again: choose a later day.")
