"""Run every story, print every figure, and end with 1 where one misses."""

import argparse
import asyncio
import gc
import os
import platform
import sys
from collections.abc import Awaitable, Callable
from random import Random
from secrets import randbits
from time import perf_counter

from scripts.prove_durable import at_once, crowded, killed
from scripts.prove_durable.figures import Figure, table
from scripts.prove_durable.stage import Stage, set_up

REQUESTS, KILLS, DATABASE_KILLS = 50_000, 50, 20
KEYS, TAPS, CLAIMED, WORKERS = 200, 20, 300, 30
SOCKETS, CLIENTS, CROWDED = 500, 100, 10
LONGEST = 20 * 60  # seconds, for one story on a slow machine

Story = Callable[[Stage], Awaitable[list[Figure]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="1 is the whole proof; 0.02 takes a minute")
    parser.add_argument("--seed", type=int, default=randbits(32), help="when exactly to kill")
    parser.add_argument("--only", default="", help="the stories whose name has this in it")
    asked = parser.parse_args()
    print(f"{_machine()}; size {asked.size:g}, seed {asked.seed}", flush=True)
    began = perf_counter()
    with set_up() as stage:
        gc.freeze()
        stories = _stories(asked.size, Random(asked.seed))  # noqa: S311  which moment
        chosen = {name: story for name, story in stories.items() if asked.only in name}
        figures = asyncio.run(_all(stage, chosen))
    missed = [figure for figure in figures if not figure.kept]
    print(f"\n{table(figures)}\n\n{len(missed)} missed; {perf_counter() - began:.0f} s")
    sys.exit(1 if missed else 0)


async def _all(stage: Stage, stories: dict[str, Story]) -> list[Figure]:
    figures = []
    for name, story in stories.items():
        began = perf_counter()
        async with asyncio.timeout(LONGEST):
            figures += await story(stage)
        print(f"{name}: {perf_counter() - began:.0f} s", flush=True)
    return figures


def _stories(size: float, chance: Random) -> dict[str, Story]:
    def some(number: int, least: int = 1) -> int:
        return max(least, round(number * size))

    kills, database_kills = some(KILLS, 2), some(DATABASE_KILLS, 2)
    return {
        "the service is killed": lambda stage: killed.service(
            stage, kills=kills, requests=some(REQUESTS), chance=chance
        ),
        "PostgreSQL is killed": lambda stage: killed.database(
            stage, kills=database_kills, requests=some(REQUESTS // 5), chance=chance
        ),
        "many taps": lambda stage: at_once.taps(stage, keys=some(KEYS), each=TAPS),
        "many takers": lambda stage: at_once.claims(stage, requests=some(CLAIMED), workers=WORKERS),
        "slow sockets": lambda stage: crowded.slow(stage, sockets=some(SOCKETS, 30)),
        "a full pool": lambda stage: crowded.full(stage, clients=CLIENTS, seconds=some(CROWDED, 3)),
    }


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
