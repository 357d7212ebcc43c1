"""Killed: the service, and then its database, again and again while young people ask; nothing accepted is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from time import perf_counter

from scripts.prove_durable.asking import Ledger
from scripts.prove_durable.figures import Figure
from scripts.prove_durable.stage import Stage

BACK_WITHIN = 5  # seconds


@asynccontextmanager
async def _asking(stage: Stage) -> AsyncIterator[Ledger]:
    ledger = Ledger(await stage.council(), stage.service.port)
    asking = asyncio.create_task(ledger.keep_asking())
    try:
        yield ledger
    finally:
        await ledger.stop(asking)


async def service(stage: Stage, *, kills: int, requests: int, chance: Random) -> list[Figure]:
    """Kill the service so many times while so many requests are accepted."""
    ready = []
    async with _asking(stage) as ledger:
        for number in range(1, kills + 1):
            await ledger.at_least(requests * number // kills)
            await asyncio.sleep(chance.random() * 0.05)
            stage.service.kill()
            ready.append(await asyncio.to_thread(stage.service.start))
        await ledger.accepted_after(perf_counter())
    return [
        Figure("kill -9 of the service under load", kills, "times"),
        Figure("accepted requests", len(ledger.accepted), least=requests),
        *ledger.compared(stage.database.above),
        Figure("from a start of the service to ready, longest", max(ready), "s"),
    ]


async def database(stage: Stage, *, kills: int, requests: int, chance: Random) -> list[Figure]:
    """Kill PostgreSQL so many times; the service stays, and writes again soon after PostgreSQL is there."""
    writing, whole = [], []
    before = stage.service.process
    async with _asking(stage) as ledger:
        for number in range(1, kills + 1):
            await ledger.at_least(requests * number // kills)
            await asyncio.sleep(chance.random() * 0.05)
            began = perf_counter()
            stage.database.kill()
            await asyncio.to_thread(stage.database.start)
            accepting = perf_counter()
            writing.append(await ledger.accepted_after(accepting))
            whole.append(perf_counter() - began)
    same = stage.service.process is before and before is not None and before.poll() is None
    return [
        Figure("kill -9 of PostgreSQL under load", kills, "times"),
        Figure("accepted requests", len(ledger.accepted), least=requests),
        *ledger.compared(stage.database.above),
        Figure("from PostgreSQL accepting connections to writing again, longest", max(writing), "s", most=BACK_WITHIN),
        Figure("from the kill to writing again, recovery included, longest", max(whole), "s"),
        Figure("restarts of the service", 0 if same else 1, least=0, most=0),
    ]
