"""Whether the process lives, and whether it can keep what it is asked to keep."""

import psycopg
from fastapi import APIRouter, Request
from psycopg_pool import PoolTimeout
from starlette.responses import JSONResponse

from api.calendars import days_left
from api.clock import machine_time

router = APIRouter(tags=["operations"])

WARN_BELOW = 120


@router.get("/livez")
async def read_livez() -> dict[str, str]:
    """Say that the process answers. It asks nobody else."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "Something that keeping a promise needs is missing."}})
async def read_readyz(request: Request) -> JSONResponse:
    """Say whether the service can keep what it is asked: database, migrations, and a calendar that reaches on.

    A calendar with fewer than 120 days left is a warning; one that has ended is a failure.
    """
    left = days_left(machine_time().date())
    checks = {**await _database(request), "calendar": "ok" if left > 0 else "ended"}
    ready = all(found == "ok" for found in checks.values())
    warnings = ["calendar_ends_soon"] if 0 < left < WARN_BELOW else []
    body = {
        "status": "ready" if ready else "not_ready",
        "checks": checks,
        "warnings": warnings,
        "calendar_days_left": left,
    }
    return JSONResponse(body, 200 if ready else 503)


async def _database(request: Request) -> dict[str, str]:
    try:
        async with request.app.state.pool.connection() as connection:
            cursor = await connection.execute("select version_num from alembic_version")
            row = await cursor.fetchone()
    except (psycopg.Error, PoolTimeout):
        return {"database": "unreachable", "migrations": "unknown"}
    at_head = row is not None and row["version_num"] == request.app.state.revision
    return {"database": "ok", "migrations": "ok" if at_head else "behind"}
