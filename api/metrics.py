"""The figures at /metrics, on a port of their own: for the operator's monitoring, never for the world."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import psycopg
import uvicorn
from fastapi import FastAPI, Request
from psycopg_pool import PoolTimeout
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from api.bank_holidays import days_left
from api.clock import machine_time
from api.connections import Pool, lent

CALLS = "select open, overdue, oldest, walls.sweep_age() as sweep_age from walls.calls_waiting()"
TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Beside(uvicorn.Server):
    """Serves in the loop of another server, which is the one that signals reach."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def begin(self) -> None:
        self._serving = asyncio.create_task(self.serve())

    async def end(self) -> None:
        self.should_exit = True
        with suppress(SystemExit):
            await self._serving


def beside(service: FastAPI, *, host: str, port: int) -> Beside:
    config = uvicorn.Config(
        metrics_of(service),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    return Beside(config)


def metrics_of(service: FastAPI) -> Starlette:
    """Return the application of one page."""

    async def read_metrics(_: Request) -> Response:
        pool: Pool = service.state.pool
        found = {**_pool(pool), **await _calls(pool), "kept_calendar_days_left": days_left(machine_time().date())}
        return Response(service.state.figures.now(**found), media_type=TEXT)

    return Starlette(routes=[Route("/metrics", read_metrics)])


def _pool(pool: Pool) -> dict[str, float]:
    found: Mapping[str, int] = pool.get_stats()
    return {
        "kept_pool_size": found["pool_size"],
        "kept_pool_available": found["pool_available"],
        "kept_pool_waiting": found["requests_waiting"],
    }


async def _calls(pool: Pool) -> dict[str, float]:
    """Ask for four figures; a database that does not answer leaves them out, and the rest is told all the same."""
    try:
        async with lent(pool) as connection:
            cursor = await connection.execute(CALLS)
            row = await cursor.fetchone()
    except (psycopg.Error, PoolTimeout):
        return {"kept_database_up": 0}
    assert row is not None  # noqa: S101  a function that always returns its row
    return {
        "kept_database_up": 1,
        "kept_calls_open": row["open"],
        "kept_calls_overdue": row["overdue"],
        "kept_calls_oldest_seconds": row["oldest"],
        "kept_sweep_age_seconds": row["sweep_age"],
    }
