"""Four processes at the jobs, one of which is killed every half second; another takes its place at once.

Each is a process of its own that does what `kept work` does. They are forked from one that has read everything, since
a process that lives two seconds would spend them on starting.
"""

import argparse
import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from random import Random
from time import monotonic, sleep

from api import keys
from api.clock import Clock
from auth.who import Seals
from jobs.work import work_until_stopped

PROCESSES, EVERY, PATIENCE = 4, 0.5, 20.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--context-key", type=Path, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--kills", type=Path, required=True, help="where to write how many were killed")
    asked = parser.parse_args()
    seals = Seals(keys.read_or_make(asked.context_key, keys.new_context_key), Clock())
    told_to_stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: told_to_stop.append(1))
    working = [_begin(asked.url, seals) for _ in range(PROCESSES)]
    kills = _kill(working, asked.url, seals, asked.seconds, Random(asked.seed))  # noqa: S311  which one
    asked.kills.write_text(str(kills))
    while not told_to_stop:
        sleep(0.1)
    end(working)


def _kill(working: list[int], url: str, seals: Seals, seconds: float, chance: Random) -> int:
    """Kill one of them every half second, for so long; return how many that were."""
    kills, until = 0, monotonic() + seconds
    while monotonic() < until:
        sleep(EVERY)
        one = chance.randrange(len(working))
        os.kill(working[one], signal.SIGKILL)
        os.waitpid(working[one], 0)
        working[one] = _begin(url, seals)
        kills += 1
    return kills


def end(working: list[int]) -> None:
    """Tell them to stop; one that was told before it could hear, or cannot finish, is killed."""
    for process in working:
        os.kill(process, signal.SIGTERM)
    until = monotonic() + PATIENCE
    for process in working:
        while os.waitpid(process, os.WNOHANG) == (0, 0):
            if monotonic() > until:
                os.kill(process, signal.SIGKILL)
            sleep(0.05)


def _begin(url: str, seals: Seals) -> int:
    process = os.fork()
    if process:
        return process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(KeyboardInterrupt):
        asyncio.run(work_until_stopped(url, seals))
    os._exit(0)


if __name__ == "__main__":
    main()
