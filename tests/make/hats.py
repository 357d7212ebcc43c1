"""Any statement, run under the hat that a caller wears: what the walls let through when no query of ours is there."""

from typing import Any

from psycopg.rows import tuple_row

from api.database import transaction
from auth.permissions import Hat
from tests.make.world import World


async def under_hat(
    world: World, who: str, statement: str, *, hat: Hat | None = None, sure: bool = True, **values: object
) -> list[tuple[Any, ...]]:
    """Run `statement`, one that returns rows, as `who` would if they could run any."""
    found = world.council.account(who)
    assert found, f"{who} is not in this council"
    account_id, role = found
    worn = hat or Hat[role.value]
    said = (role, worn, "tests:any", "kept-tests", 1 + sure, world.session_of(who, 1 + sure))
    sealed = world.app.state.seals.seal(world.id, account_id, *said)
    async with transaction(world.app.state.pool, sealed) as db:
        cursor = db._connection.cursor(row_factory=tuple_row)  # noqa: SLF001  no statement of ours is in the way
        await cursor.execute(statement, values)
        return await cursor.fetchall()
