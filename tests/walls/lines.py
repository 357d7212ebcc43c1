"""Lines that say who is asking: let in as the service does, set by hand as a thief would, and what they then show."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

import psycopg
from psycopg import sql

from api.clock import machine_time
from api.database import ENTER
from api.sealed import Sealed
from auth.permissions import Hat
from tests.walls.cast import sealed
from tests.walls.clones import Connection, everything, relations, run
from tests.walls.rows import TWIN
from tests.walls.stage import Stage

JOBS = (Hat.ladder, Hat.retention, Hat.handover, Hat.delivery)
HATS = [hat for hat in Hat if hat not in (Hat.loader, *JOBS)]  # kept_api cannot put on those of the loader and the jobs
WORN = ["kept_api", *HATS]
SEES_NOTHING = 0
FORGED = ["no line", "no seal", "a seal of something else", "a seal by another key", "another council in a sealed line",
          "another person in a sealed line", "another hat in a sealed line", "a seal in capitals",
          "sealed five minutes ago", "sealed in five minutes"]  # fmt: skip
FIVE_MINUTES = timedelta(minutes=5)


def put_on(connection: Connection, hat: str) -> None:
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(hat)))


def let_in(connection: Connection, line: Sealed) -> None:
    connection.execute(ENTER, line.values)


def say(connection: Connection, line: str, *, for_good: bool = False) -> None:
    """Set the line by hand, as an injected statement could."""
    connection.execute("select set_config('kept.context', %s, %s)", [line, not for_good])


def said(connection: Connection) -> str:
    """Return the line as the walls set it, with its two last parts."""
    (line,) = run(connection, "select current_setting('kept.context', true)").fetchone() or ("",)
    return str(line)


def all_shown(connection: Connection, hat: str) -> int:
    """Count all rows there are for a hat; a session in which nobody was ever let in cannot ask at all."""
    try:
        with connection.transaction():
            return sum(len(everything(connection, hat, relation)) for relation in relations(connection))
    except psycopg.errors.ObjectNotInPrerequisiteState:
        return SEES_NOTHING


def forged(stage: Stage) -> Mapping[str, Sealed]:
    """Return lines that a thief could bring, each of Sam's or about Sam."""
    true = sealed(stage.world, "sam", Hat.worker)
    seals = stage.world.app.state.seals
    parts, priya = true.context.split("|"), str(stage.world.id_of("priya"))
    long_ago = int((machine_time() - FIVE_MINUTES - timedelta(seconds=5)).timestamp())
    to_come = int((machine_time() + FIVE_MINUTES + timedelta(seconds=5)).timestamp())
    stale = "|".join([*parts[:-2], str(long_ago), parts[-1]])
    early = "|".join([*parts[:-2], str(to_come), parts[-1]])
    return {
        "no line": Sealed("", ""),
        "no seal": Sealed(true.context, ""),
        "a seal of something else": Sealed(true.context, seals.nobody().seal),
        "a seal by another key": Sealed(true.context, sha256(true.context.encode()).hexdigest()),
        "another council in a sealed line": Sealed(true.context.replace(parts[0], str(TWIN)), true.seal),
        "another person in a sealed line": Sealed(true.context.replace(parts[1], priya), true.seal),
        "another hat in a sealed line": Sealed(true.context.replace("kept_worker", "kept_manager"), true.seal),
        "a seal in capitals": Sealed(true.context, true.seal.upper()),
        "sealed five minutes ago": Sealed(stale, sealed_by_us(stage, stale)),
        "sealed in five minutes": Sealed(early, sealed_by_us(stage, early)),
    }


def sealed_by_us(stage: Stage, line: str) -> str:
    """Seal a line as the service did then: with its key, at another time."""
    (seal,) = run(
        stage.connection,
        "select encode(sha256(outer_pad || sha256(inner_pad || convert_to(%s, 'UTF8'))), 'hex')"
        " from walls.context_keys",
        [line],
    ).fetchone() or ("",)
    return str(seal)
