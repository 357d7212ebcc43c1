"""Where councils are set up: the database, and the seal that lets a command in."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from api.connections import Pool
from api.council_checks import COUNCIL, CouncilChecked
from api.council_files import council_id_of
from api.database import Writes, transaction
from auth.hiding import Hidden
from auth.who import Seals


@dataclass(frozen=True, slots=True)
class Report:
    """What a command has to say; `code` is 1 where something is lacking."""

    text: str
    code: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """Where councils are set up: the database, and the seal that lets a command in."""

    pool: Pool
    seals: Seals
    hidden: Hidden

    def at(self, slug: str, doing: str) -> AbstractAsyncContextManager[Writes]:
        return transaction(self.pool, self.seals.system(council_id_of(slug), f"council:{doing}"))


async def must_exist(db: Writes, slug: str) -> CouncilChecked:
    found = await db.all(COUNCIL())
    if not found:
        raise RuntimeError(f"There is no council {slug}: make it with `kept council new {slug}`.")
    return found[0]
