"""Run every proof, print every figure, and end with 1 where one misses."""

import argparse
import asyncio
import logging
import os
import platform
import sys
from collections.abc import Awaitable, Callable
from secrets import randbits
from time import perf_counter

from api import logs
from api.clock import machine_time
from scripts.prove import clocks, help_now, killed_jobs, outage, two_worlds
from scripts.prove.stage import Stage, set_up
from scripts.prove_durable.figures import Figure, table

INSTANTS, REQUESTS, SECONDS, PRESSES = 1_000_000, 10_000, 60, 200

Proof = Callable[[Stage], Awaitable[list[Figure]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="1 is the whole proof; 0.01 takes a minute")
    parser.add_argument("--seed", type=int, default=randbits(32), help="which instants, calendars and moments")
    parser.add_argument("--only", default="", help="the proofs whose name has this in it")
    asked = parser.parse_args()
    logs.configure(level=logging.CRITICAL)
    print(f"{_machine()}; size {asked.size:g}, seed {asked.seed}", flush=True)
    chosen = {name: proof for name, proof in _proofs(asked.size, asked.seed).items() if asked.only in name}
    figures = [figure for name, proof in chosen.items() for figure in asyncio.run(_one(name, proof))]
    missed = [figure for figure in figures if not figure.kept]
    print(f"\n{table(figures)}\n\n{len(missed)} missed")
    sys.exit(1 if missed else 0)


async def _one(name: str, proof: Proof) -> list[Figure]:
    began = perf_counter()
    async with set_up() as stage:
        figures = await proof(stage)
    print(f"{name}: {perf_counter() - began:.0f} s", flush=True)
    return figures


def _proofs(size: float, seed: int) -> dict[str, Proof]:
    def some(number: int, least: int) -> int:
        return max(least, round(number * size))

    return {
        "the clock": lambda stage: clocks.oracle(stage, instants=some(INSTANTS, clocks.EACH), seed=seed),
        "killed jobs": lambda stage: killed_jobs.killed(stage, seconds=some(SECONDS, 3), seed=seed),
        "a weekend outage": lambda stage: outage.weekend(stage, requests=some(REQUESTS, 100)),
        "help now": lambda stage: help_now.pressed(stage, presses=some(PRESSES, 10)),
        "two worlds": two_worlds.equal,
    }


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    today = machine_time().date()
    return f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, {today}, load {load:.1f}"


if __name__ == "__main__":
    main()
