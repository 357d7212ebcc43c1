"""The rota in rows with names: one shift of the duty worker, and one that was taken off."""

from datetime import timedelta
from uuid import UUID

from models.duty_shifts import DutyShift
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.clones import Connection, plant

DAY = timedelta(days=1)


def shift(world: World, connection: Connection, *, off: bool = False) -> UUID:
    """Write a shift, and return its id."""
    row = DutyShift(
        council_id=world.id,
        worker_id=world.id_of("eve"),
        level=1,
        starts_at=WEDNESDAY + 4 * DAY,
        ends_at=WEDNESDAY + 11 * DAY,
        taken_off_at=WEDNESDAY if off else None,
    )
    plant(connection, row)
    return row.id


def rota(world: World, connection: Connection) -> dict[tuple[str, object], str]:
    return {
        ("duty_shifts", world.id_of("eve")): "eve is there",
        ("duty_shifts", shift(world, connection)): "eve's",
        ("duty_shifts", shift(world, connection, off=True)): "taken off",
    }
