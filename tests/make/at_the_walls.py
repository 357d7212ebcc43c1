"""Statements past every handler: what the database itself lets somebody do who wears their hat."""

import psycopg
from psycopg.abc import Query

from api.clock import machine_time
from api.connections import lent
from api.database import ENTER
from auth.permissions import Permission
from models.accounts import Role
from tests.make.world import World


async def rows_for(world: World, who: str, permission: Permission, statement: Query) -> int:
    """Run a statement as somebody and roll it back: return how many rows it met, none where it is refused."""
    claims = world.app.state.keys.verify(world.token(who), now=machine_time())
    sealed = world.app.state.seals.caller(claims, Role(claims.role), permission).sealed
    async with lent(world.app.state.pool) as connection, connection.transaction(force_rollback=True):
        await connection.execute(ENTER, sealed.values)
        try:
            async with connection.transaction():
                met: int = (await connection.execute(statement)).rowcount
        except psycopg.errors.InsufficientPrivilege:
            return 0
    return met
