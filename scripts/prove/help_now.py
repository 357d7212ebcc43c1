"""Help now: whatever hangs outside, whoever is on duty has it in the queue within seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import perf_counter

from jobs.deliver import deliver
from jobs.ladder import sweep
from jobs.post import Post
from scripts.prove.stage import Stage
from scripts.prove_durable.figures import Figure, exactly, high
from tests.make.leaving_the_house import chooses, with_ways
from tests.make.world import World

ROUTE = "/v1/me/help-now"
IN_THE_QUEUE_WITHIN, PATIENCE = 5, 30  # seconds
AT_ONCE = 4
WAYS = ("text", "email", "push")
CREATED = 201


class Hangs:
    """A way out of the service on which nothing ever arrives."""

    def __init__(self) -> None:
        self.tried, self.some = 0, asyncio.Event()

    async def send(self, _one: object) -> None:
        self.tried += 1
        self.some.set()
        await asyncio.sleep(3600)


async def pressed(stage: Stage, *, presses: int) -> list[Figure]:
    """Let so many young people press, while every message to the outside hangs."""
    world = await stage.council(presses)
    stage.app.state.clock.set(None)
    hangs = Hangs()
    async with _hanging(stage, world, hangs):
        room = asyncio.Semaphore(AT_ONCE)
        took = await asyncio.gather(*(_press(world, f"young-{n}", room) for n in range(presses)))
    seen = [each for each in took if each is not None]
    return [
        Figure("presses of help now", presses),
        Figure("ways out of the service, each of which hangs", len(WAYS)),
        Figure("messages that hung", hangs.tried, least=1),
        exactly("presses that were never in the queue of the duty team", presses - len(seen), 0),
        Figure("from the press to the queue, half within", high(seen, 0.5), "s"),
        Figure("from the press to the queue, 99 of 100 within", high(seen, 0.99), "s", most=IN_THE_QUEUE_WITHIN),
    ]


async def _press(world: World, who: str, room: asyncio.Semaphore) -> float | None:
    """Press, and look into the queue until it is there; return after how many seconds it was."""
    async with room:
        began = perf_counter()
        reply = await world[who].post(ROUTE)
        assert reply.status_code == CREATED, reply.text  # noqa: S101  a proof asserts
        while perf_counter() - began < PATIENCE:
            queue = await world["eve"].get(f"/v1/triage?young_person_id={world.id_of(who)}")
            if queue.json()["items"]:
                return perf_counter() - began
            await asyncio.sleep(0.02)
    return None


@asynccontextmanager
async def _hanging(stage: Stage, world: World, hangs: Hangs) -> AsyncIterator[None]:
    """Let the jobs go on meanwhile, with a way for every channel that there is, once a message hangs on one."""
    await chooses(world, "young-0", by_text=True)
    asked = await world.asks_to_be_called("young-0")
    await world["sam"].put(f"/v1/requests/{asked['id']}/taker")  # so that she is told of something
    post = with_ways(world, **dict.fromkeys(WAYS, hangs))
    jobs = [asyncio.create_task(each) for each in (_keep_climbing(stage), _keep_delivering(stage, post))]
    with suppress(TimeoutError):
        await asyncio.wait_for(hangs.some.wait(), PATIENCE)
    try:
        yield
    finally:
        for job in jobs:
            job.cancel()
            with suppress(asyncio.CancelledError):
                await job


async def _keep_climbing(stage: Stage) -> None:
    while True:
        await sweep(stage.desk)
        await asyncio.sleep(1)


async def _keep_delivering(stage: Stage, post: Post) -> None:
    while True:
        await deliver(stage.desk, post)
        await asyncio.sleep(1)
