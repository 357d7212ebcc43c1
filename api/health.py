"""Whether the process lives, and whether it can keep what it is asked to keep."""

import psycopg
from fastapi import APIRouter, Request
from psycopg_pool import PoolTimeout
from starlette.responses import JSONResponse

from api.bank_holidays import days_left
from api.clock import machine_time
from api.connections import lent
from api.database import ENTER

router = APIRouter(tags=["operations"])

WARN_BELOW = 120

CAN_NOTE = """
  select has_table_privilege('kept_context', 'kept.history', 'insert')
    and bool_and(has_table_privilege(hat, 'kept.looks', 'insert')) as can_note
  from unnest(array['kept_triage', 'kept_worker', 'kept_manager', 'kept_reviewing_officer', 'kept_rights_officer']) hat
"""


@router.get("/livez")
async def read_livez() -> dict[str, str]:
    """Say that the process answers. It asks nobody else."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "Something that keeping a promise needs is missing."}})
async def read_readyz(request: Request) -> JSONResponse:
    """Say whether the service can keep what it is asked: database, migrations, history, a calendar that reaches on.

    A calendar with fewer than 120 days left is a warning; one that has ended is a failure.
    """
    left = days_left(machine_time().date())
    calendar, warnings = calendar_says(left)
    checks = {**await _database(request), "calendar": calendar}
    ready = all(found == "ok" for found in checks.values())
    body = {
        "status": "ready" if ready else "not_ready",
        "checks": checks,
        "warnings": warnings,
        "calendar_days_left": left,
    }
    return JSONResponse(body, 200 if ready else 503)


def calendar_says(left: int) -> tuple[str, list[str]]:
    """Return the state of a calendar with so many days left after today, and what to warn of."""
    if left < 0:
        return "ended", []
    return "ok", ["calendar_ends_soon"] if left < WARN_BELOW else []


async def _database(request: Request) -> dict[str, str]:
    try:
        async with lent(request.app.state.pool) as connection:
            cursor = await connection.execute("select version_num from alembic_version")
            row = await cursor.fetchone()
        at_head = row is not None and row["version_num"] == request.app.state.revision
        if not at_head:
            return {"database": "ok", "migrations": "behind", "context_key": await _key(request)}
        key, history = await _key(request), await _history(request)
    except (psycopg.Error, PoolTimeout):
        return {"database": "unreachable", "migrations": "unknown", "context_key": "unknown", "history": "unknown"}
    return {"database": "ok", "migrations": "ok", "context_key": key, "history": history}


async def _history(request: Request) -> str:
    """Say whether it can be noted who looks and who writes: where it cannot, nobody looks or writes."""
    async with lent(request.app.state.pool) as connection:
        cursor = await connection.execute(CAN_NOTE)
        row = await cursor.fetchone()
    return "ok" if row and row["can_note"] else "cannot be written"


async def _key(request: Request) -> str:
    """Say whether the database knows the key with which we seal: with another one, nobody would be let in."""
    sealed = request.app.state.seals.nobody()
    try:
        async with lent(request.app.state.pool) as connection, connection.transaction():
            await connection.execute(ENTER, sealed.values)
    except psycopg.errors.InvalidAuthorizationSpecification:
        return "not the one of the last migration"
    return "ok"
