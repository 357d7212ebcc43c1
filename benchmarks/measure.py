"""`make bench`: ours, the limit in two forms and a typical peer, on the same data, in turns, in one run.

It starts a PostgreSQL of its own in a temporary folder, speaks to 127.0.0.1 only and leaves nothing behind but the
table that it prints and `docs/benchmarks.md`.
"""

import argparse
import asyncio
import gc
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from time import perf_counter

import httpx
import uvloop

from api import embedded
from api.settings import Settings
from benchmarks import report
from benchmarks.calls import CALLS, PLAN, TRIAGE, Call, insist_on_the_same
from benchmarks.data import OF_ONE, OF_ONE_OPEN, OPEN, SIZES, WALLED, People, Size, build, of_one, settings_of
from benchmarks.load import CONNECTIONS, Heard, ask_for
from benchmarks.results import NO_WALLS, ONE, ONE_OPEN, Results
from benchmarks.serve import OURS, PLAIN, READY, STATIC, TUNED, TYPICAL

# A turn is long beside the slowest reply: at its end the last ones are waited for, with nobody else asking.
ROUNDS, TURNS = 5, 3
WARM = 0.4
GENTLY = (1, 8)
ALL, ALONE = (OURS, PLAIN, TUNED, NO_WALLS, TYPICAL), (ONE, ONE_OPEN)
# Which server stands behind a name, and on which database.
BEHIND = {NO_WALLS: (TUNED, OPEN), ONE: (OURS, OF_ONE), ONE_OPEN: (OURS, OF_ONE_OPEN)}
# By its third call the longest queue has been planned, cached and settled in every connection.
SETTLING = 1.5


Callers = Mapping[str, People]


class Running:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.port, self._process = port, process
        self.address = f"http://127.0.0.1:{port}"

    def wait(self) -> None:
        """Wait until it serves."""
        if not self._process.stdout or self._process.stdout.readline().strip() != READY:
            raise RuntimeError(f"A server of the benchmark does not start: {self.address}")

    def memory(self) -> float:
        """Return the most that the process ever held, in MB; 0 where the system does not tell."""
        status = Path(f"/proc/{self._process.pid}/status")
        lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=tuple(SIZES), default="default")
    parser.add_argument("--seconds", type=float, default=7.5, help="how long each server is asked each call in a round")
    parser.add_argument("--only", help="measure the calls whose path has this in it; write no page")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as keys, tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o711)  # PostgreSQL, which is not root, passes through; its own folder inside is closed
        with embedded.running(Path(home)) as server:
            results = _measured(server, Path(keys), SIZES[asked.size], asked)
    print(report.table(results))
    if not asked.only:
        report.write(results, asked.size)


def _measured(server: embedded.Server, keys: Path, size: Size, asked: argparse.Namespace) -> Results:
    began = perf_counter()
    settings = build(server, keys, size)
    print(f"The data is there after {perf_counter() - began:.0f} s.", flush=True)
    calls = [call for call in CALLS if not asked.only or asked.only in call.path]
    with ExitStack() as stack:
        started = {STATIC: stack.enter_context(_started(STATIC, settings, keys))}
        for name in (*ALL, *ALONE):
            which, database = BEHIND.get(name, (name, WALLED))
            started[name] = stack.enter_context(_started(which, settings_of(server, keys, database), keys))
        everybody, alone = People(settings, size), People(settings, of_one(size))
        people = dict.fromkeys(ALL, everybody) | dict.fromkeys(ALONE, alone)
        return uvloop.run(_asked(started, people, calls, asked.seconds))


@contextmanager
def _started(which: str, settings: Settings, keys: Path) -> Iterator[Running]:
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.serve", which, settings.database_url, str(keys), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603  ourselves
        try:
            yield Running(process, port)
        finally:
            process.terminate()
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def _asked(started: dict[str, Running], people: Callers, calls: list[Call], seconds: float) -> Results:
    for running in started.values():
        running.wait()
    await _woken(started, people, calls)
    results = Results()
    for names in (ALL, ALONE):
        await _compared(started, names, people, calls)
    tokens = PLAN.tokens(people[OURS])
    results.ceiling = (await ask_for(seconds, started[STATIC].port, PLAN.say(tokens))).rate
    gc.collect()
    gc.freeze()
    for number in range(ROUNDS):
        for call in calls:
            await _in_turns(started, call, people, seconds, results, number)
    results.memory = {name: started[name].memory() for name in people}
    return results


async def _compared(started: dict[str, Running], names: Sequence[str], people: Callers, calls: list[Call]) -> None:
    async with AsyncExitStack() as stack:
        addresses = [started[name].address for name in names]
        clients = [await stack.enter_async_context(httpx.AsyncClient(base_url=each)) for each in addresses]
        for call in [call for call in calls if set(names) <= set(_in_question(call))]:
            await insist_on_the_same(call, clients, people[names[0]])


def _in_question(call: Call) -> Sequence[str]:
    """Name who is asked: without walls our queue would be of all teams, and the same as nobody's."""
    return ALL if call is TRIAGE else (*ALL, *ALONE)


async def _woken(started: dict[str, Running], people: Callers, calls: list[Call]) -> None:
    """Ask gently first, by as many as each pool has connections: a cold full house would refuse, and end the run."""
    for connections in GENTLY:
        for call in calls:
            for name in _in_question(call):
                await ask_for(WARM, started[name].port, call.say(call.tokens(people[name])), connections)


async def _in_turns(
    started: dict[str, Running], call: Call, people: Callers, seconds: float, results: Results, number: int
) -> None:
    """Ask all servers in turns, each time another one first: what slows the machine down slows all alike.

    Tokens are new in each round, since they end after ten minutes.
    """
    names = _in_question(call)
    says = {name: call.say(call.tokens(people[name])) for name in names}
    heard = {name: Heard() for name in names}
    for name in names:
        await ask_for(WARM if number else SETTLING, started[name].port, says[name])
    for turn in range(number, number + TURNS):
        for name in (*names[turn % len(names) :], *names[: turn % len(names)]):
            heard[name].add(await ask_for(seconds / TURNS, started[name].port, says[name], CONNECTIONS))
            await asyncio.sleep(0.1)
    for name in names:
        results.note(name, call, heard[name])
        print(f"{call.method} {call.path}, {name}: {heard[name].rate:.0f} a second", flush=True)


if __name__ == "__main__":
    main()
