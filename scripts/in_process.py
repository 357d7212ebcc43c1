"""What proofs on this process have in common: how often, which seed, and the real service on a database of its own."""

import argparse
import asyncio
import logging
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from secrets import randbits
from time import perf_counter
from typing import TypeVar

from fastapi import FastAPI

from api import embedded, logs
from tests.make.service import owner_of, prepared, serving

Key = TypeVar("Key")
Proof = Callable[[FastAPI, str, int, int], Awaitable[Counter[Key]]]


def proved(description: str, said: str, proof: Proof[Key]) -> tuple[Counter[Key], float]:
    """Run a proof as often as the command line says; return what was counted, and how many seconds it took.

    It is given the service, the login of the owner of its tables, the count and the seed. `said` names what is sent.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--count", type=int, default=100_000, help="how many of them")
    parser.add_argument("--seed", type=int, default=randbits(32), help="the same seed, the same changes")
    asked = parser.parse_args()
    logs.configure(level=logging.CRITICAL)
    print(f"{asked.count} {said}, seed {asked.seed}", flush=True)
    return asyncio.run(_proved(proof, asked.count, asked.seed))


async def _proved(proof: Proof[Key], count: int, seed: int) -> tuple[Counter[Key], float]:
    with embedded.passing() as server, tempfile.TemporaryDirectory() as home:
        async with serving(prepared(server, Path(home))) as app:
            began = perf_counter()
            found = await proof(app, owner_of(server), count, seed)
            return found, perf_counter() - began
