"""Offer a flood by one app while a young person asks for calls through the same app; print how long each waited."""

import argparse
import asyncio
import os
import platform
import sys
from time import perf_counter

from scripts.prove_durable.asking import ASKS
from scripts.prove_durable.figures import Figure, exactly, high, table
from scripts.prove_durable.stage import Council, Stage, set_up
from scripts.prove_durable.wire import Line, Sent
from scripts.prove_limits.flood import Flood
from tests.make.service import WIDE

RATE, SECONDS = 2000, 10.0
PAUSE = 0.02
WARM = 1.0
SLOWEST = 300.0  # milliseconds
CREATED = 201
# Whoever is timed asks more often than a person may: that they are not refused for it, their own quota is wide.
QUOTAS = {name: value for name, value in WIDE.items() if name == "KEPT_PERSON_A_MINUTE"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=RATE, help="how many requests a second the app offers")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for how long")
    parser.add_argument("--unlimited", action="store_true", help="without quotas: what they spare")
    asked = parser.parse_args()
    print(f"{platform.system()}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}", flush=True)
    with set_up(WIDE if asked.unlimited else QUOTAS) as stage:
        figures = asyncio.run(prove(stage, asked.rate, asked.seconds))
    print(f"\n{table(figures)}")
    sys.exit(0 if all(figure.kept for figure in figures) else 1)


async def prove(stage: Stage, rate: int, seconds: float) -> list[Figure]:
    council = await stage.council()
    await _ask(stage, council, WARM)
    calm, _ = await _ask(stage, council, seconds / 2)
    flood = Flood(stage.service.port, council.token("jay"), rate, seconds + 2 * WARM)
    flood.start()
    await asyncio.sleep(2 * WARM)
    times, refused = await _ask(stage, council, seconds)
    sent, took, answers = await asyncio.to_thread(flood.end)
    return [
        Figure("requests that one app offered in a second", round(sent / took)),
        Figure("answered 200 or 201", answers.get("200", 0) + answers.get("201", 0)),
        Figure("refused with 429", answers.get("429", 0)),
        exactly("answered anything else", sum(answers.values()) - _known(answers), 0),
        Figure("calls that a young person asked for meanwhile", len(times)),
        exactly("of them not accepted", refused, 0),
        Figure("half of them within, when all is calm", high(calm, 0.5) * 1000, "ms"),
        Figure("99 of 100 within, when all is calm", high(calm, 0.99) * 1000, "ms"),
        Figure("half of them within, in the flood", high(times, 0.5) * 1000, "ms"),
        Figure("99 of 100 within, in the flood", high(times, 0.99) * 1000, "ms", most=SLOWEST),
    ]


def _known(answers: dict[str, int]) -> int:
    return sum(answers.get(status, 0) for status in ("200", "201", "429"))


async def _ask(stage: Stage, council: Council, seconds: float) -> tuple[list[float], int]:
    """Ask for one call after the other, and time each."""
    line, times, refused = Line(stage.service.port), list[float](), 0
    ends = perf_counter() + seconds
    while perf_counter() < ends:
        began = perf_counter()
        key = f"flood-{began}"
        reply = await line.ask(Sent("POST", ASKS, council.token("maya"), key, {"about": "seeing my brother"}))
        times.append(perf_counter() - began)
        refused += reply.status != CREATED
        await asyncio.sleep(PAUSE)
    line.close()
    return times, refused


if __name__ == "__main__":
    main()
