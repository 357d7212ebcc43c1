"""The command `kept council ladder`: show a council's ladder, and tighten a step of it from a day on."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from api.database import Writes
from api.statements import Read
from models.ladders import RUNGS, LadderStep, RungFound, default_ladder, default_rows, ladder_on
from rules.kinds import Kind
from rules.ladder import UNITS, Rung, Step, Told, must_tighten

HELD = Read(RungFound, RUNGS)


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


async def tighten(council_id: UUID, kind: Kind, rung: Rung, day: date, db: Writes) -> str:
    """Let a step of one kind come sooner, or tell more people, for what is asked from `day` on."""
    default = next(each for each in default_ladder()[kind] if each.step is rung.step)
    tightened = Rung(rung.step, rung.amount, rung.tells | default.tells)
    must_tighten(tightened, default)
    row = LadderStep.of(council_id, kind, tightened, day)
    if any((each.kind, each.step, each.effective_from) == (kind, rung.step, day) for each in await db.all(HELD())):
        raise ValueError(f"That step is set from {day} already: choose a later day.")
    await db.add(row)
    return f"{kind} {rung.step}: {tightened.amount}, tells {', '.join(sorted(tightened.tells))}, from {day}."


def rung_of(step: Step, amount: int | None, tells: Sequence[Told], kind: Kind) -> Rung:
    """Read what was typed; what is left out is as everywhere."""
    default = next(each for each in default_ladder()[kind] if each.step is step)
    return Rung(step, default.amount if amount is None else amount, frozenset(tells))
