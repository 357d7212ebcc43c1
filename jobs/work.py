"""Working the jobs off, in any number of processes: a tick every minute, and what it leads to.

The library keeps a list of jobs and hands each to one process. It may lose one, with the process that held it, and
nothing is lost by that: no deadline is in the list. The next tick finds in the council's own rows whatever is due.
"""

from asyncio import CancelledError, Task, create_task
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from copy import deepcopy
from typing import Any

import structlog
from procrastinate import App, Blueprint, JobContext, PsycopgConnector
from procrastinate.jobs import Status

from api.connections import open_pool
from auth.who import Seals
from jobs.clocks import move_clocks
from jobs.deliver import deliver
from jobs.desk import Desk
from jobs.hand_over import hand_over
from jobs.ladder import sweep
from jobs.post import Post
from jobs.retain import retain

EVERY_MINUTE, EVERY_HOUR = "* * * * *", "17 * * * *"
KEPT_HOURS = 24
SECONDS_TO_FINISH = 15.0

log = structlog.get_logger()
work = Blueprint()


def _each_minute(name: str, done: str, job: Callable[[JobContext], Awaitable[int]]) -> None:
    """Do this every minute, and log as `done` for how many requests it did something."""

    @work.periodic(cron=EVERY_MINUTE)
    @work.task(name=name, pass_context=True)
    async def tick(context: JobContext, timestamp: int) -> None:
        assert timestamp  # noqa: S101  which minute it is makes no difference: the rows say what is due
        requests = await job(context)
        if requests:
            log.info(done, requests=requests)


_each_minute("climb", "climbed", lambda context: sweep(_desk(context)))
_each_minute("hand_over", "handed_over", lambda context: hand_over(_desk(context)))
_each_minute("move_clocks", "clocks_moved", lambda context: move_clocks(_desk(context)))
_each_minute("deliver", "delivered", lambda context: deliver(_desk(context), context.additional_context["post"]))


@work.periodic(cron=EVERY_HOUR)
@work.task(name="retain", pass_context=True)
async def forget(context: JobContext, timestamp: int) -> None:
    """Let go of what is kept no longer, in the councils and in the list of jobs."""
    assert timestamp  # noqa: S101  as above
    await retain(_desk(context))
    jobs = context.app.job_manager
    for stalled in await jobs.get_stalled_jobs():
        await jobs.finish_job(stalled, status=Status.FAILED, delete_job=True)
    await jobs.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)


def tasks() -> Blueprint:
    """Return the tasks for one app of the library, which puts its own name before theirs."""
    return deepcopy(work)


def _desk(context: JobContext) -> Desk:
    desk: Desk = context.additional_context["desk"]
    return desk


@asynccontextmanager
async def working(url: str, seals: Seals, post: Post | None = None) -> AsyncIterator[None]:
    """Work beside whatever else this process does; on leaving, finish what was begun."""
    async with _opened(url, seals) as (app, desk):
        running = create_task(_run(app, desk, post or Post(), install_signal_handlers=False))
        running.add_done_callback(_tell_if_it_died)
        try:
            yield
        finally:
            running.cancel()
            with suppress(CancelledError):
                await running


def _tell_if_it_died(running: Task[None]) -> None:
    """Log at once that nothing works off the list any more: the process goes on serving, and nobody would notice."""
    if running.cancelled():
        return
    problem = running.exception()
    log.error("work_died", error=type(problem).__name__ if problem else "it ended by itself", exc_info=problem)


async def work_until_stopped(url: str, seals: Seals, post: Post | None = None) -> None:
    """Work until somebody tells the process to stop; what was begun is finished first."""
    async with _opened(url, seals) as (app, desk):
        await _run(app, desk, post or Post(), install_signal_handlers=True)


@asynccontextmanager
async def _opened(url: str, seals: Seals) -> AsyncIterator[tuple[App, Desk]]:
    pool = open_pool(url, size=4)
    app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=4))
    app.add_tasks_from(tasks(), namespace="kept")
    await pool.open()
    try:
        async with app.open_async():
            yield app, Desk(pool, seals)
    finally:
        await pool.close()


async def _run(app: App, desk: Desk, post: Post, **more: Any) -> None:  # noqa: ANN401  options of the library
    await app.run_worker_async(
        name="kept",
        concurrency=3,  # what leaves may hang for a while: two others climb meanwhile
        additional_context={"desk": desk, "post": post},
        shutdown_graceful_timeout=SECONDS_TO_FINISH,
        **more,
    )
