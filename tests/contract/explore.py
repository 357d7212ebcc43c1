"""Let schemathesis look for a request that the service answers otherwise than openapi.yaml says: `make contract`.

It speaks over HTTP with `kept run`, in whose councils the story of the contract was told, and stops with an error
when it finds anything, or when an operation never succeeded.
"""

import argparse
import asyncio
import signal
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from types import FrameType

import httpx
from fastapi import FastAPI
from schemathesis.cli import schemathesis

from api import contract, embedded, installing
from api.app import api_routes, create_app
from api.clock import machine_time
from api.settings import from_environment
from tests.contract.audiences import AUDIENCES, VISIT
from tests.contract.story import tell
from tests.contract.teller import NOBODY, Said, Speak, Teller
from tests.end_to_end.started import empty_home, started
from tests.make.demos import SignedIn

SETTINGS = Path(__file__).with_name("schemathesis.toml")
SEED = 20260610
EVERY_PHASE = "examples,coverage,fuzzing,stateful"


def main() -> None:
    """Explore, say what was reached, and exit as schemathesis does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2, help="cases of each operation and phase")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", help="one operationId")
    parser.add_argument("--phases", default=EVERY_PHASE)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    with empty_home() as home, started(home) as service:
        settings = from_environment(home=home, demo=True)
        app = create_app(settings)
        with embedded.running(home) as server:
            owner = embedded.dsn(server, "kept_owner", installing.DATABASE)
            asyncio.run(_remember(app, owner, service.url))
        found = _explore(service.url, asked)
    every = {route.name for route in api_routes(app)} if not asked.only else {asked.only}
    sys.exit(_report(every, everybody=asked.phases == EVERY_PHASE and not asked.only) or found)


def _stop(_: int, __: FrameType | None) -> None:
    """Leave by the way on which the service is stopped too."""
    raise KeyboardInterrupt


async def _remember(app: FastAPI, owner: str, url: str) -> None:
    """Tell the story, and keep who made which call about which row."""
    everybody = await SignedIn.into(app, owner)
    teller = Teller(api_routes(app), _over_http(everybody, url))
    await tell(teller, _whole_second(machine_time()))
    VISIT.signed_in, VISIT.callers = everybody, teller.who_called
    for operation, noted in teller.noted.items():
        VISIT.rows.tell(operation, noted.get("parameters", {}))


def _whole_second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)


def _over_http(everybody: SignedIn, url: str) -> Speak:
    async def speak(said: Said) -> httpx.Response:
        headers = {"Idempotency-Key": f"{said.who}-{machine_time().timestamp()}"} if said.method == "POST" else {}
        if said.who != NOBODY:
            headers["Authorization"] = f"Bearer {everybody.token(said.who)}"
        async with httpx.AsyncClient(base_url=url) as client:
            reply = await client.request(said.method, said.path, json=said.body, headers=headers | dict(said.headers))
        if reply.is_success and reply.headers["content-type"].startswith("application/json"):  # a stream has no rows
            VISIT.rows.remember("", said.path, reply.status_code, reply.json())
        return reply

    return speak


def _explore(url: str, asked: argparse.Namespace) -> int:
    """Run schemathesis in this process, whose hooks know the story."""
    command = ["--config-file", str(SETTINGS), "run", str(contract.FILE), "--url", url]
    command += ["--max-examples", str(asked.count), "--seed", str(asked.seed), "--checks", "all"]
    command += ["--phases", asked.phases]
    command += ["--include-operation-id", asked.only] if asked.only else []
    try:
        schemathesis.main(command, standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _report(every: set[str], *, everybody: bool) -> int:
    """Say how much was called by whom; 1 when an operation never succeeded, or an audience never called."""
    reached = {name for name, status in VISIT.statuses if 200 <= status < 300}
    by_status = Counter[int]()
    for (_, status), times in VISIT.statuses.items():
        by_status[status] += times
    silent = sorted(set(AUDIENCES) - VISIT.audiences.keys()) if everybody else []
    print(f"{by_status.total()} calls by {len(VISIT.audiences)} audiences; by status {dict(sorted(by_status.items()))}")
    print(f"{len(reached & every)} of {len(every)} operations succeeded; {len(VISIT.callers)} did in the story before.")
    for name in sorted(every - reached - VISIT.callers.keys()):
        print(f"{name} never succeeded: { ({s: n for (o, s), n in VISIT.statuses.items() if o == name}) }")
    for who in silent:
        print(f"{who} never called.")
    return int(bool(silent or every - reached - VISIT.callers.keys()))


if __name__ == "__main__":
    main()
