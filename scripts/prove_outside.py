"""Let every way out of the service hang, and measure how long a young person waits: `make prove-outside`.

The service runs as `kept run`, its jobs in the same process; Notify, which is to send texts and e-mails, takes every
call and answers none. Before that, the same is measured where no way out is set up. An accepted request has reached the
disk, so beside each stands what the disk alone needs for a page (TMPDIR=/dev/shm leaves it out).
"""

import argparse
import os
import socket
import sys
import threading
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from uuid import uuid4

import httpx
import yaml

from tests.end_to_end.started import Started, empty_home, started
from tests.make.outside import API_KEY, HERE

BOUND = 200.0  # milliseconds
BETWEEN = 0.25
SAFE = {"safe_contact": {"number": "07700 900013", "never_leave_message": False}}
CHOICE = {
    "by_text": True,
    "by_email": True,
    "by_push": False,
    "email": "maya@example.org",
    "quiet_from": "00:00",
    "quiet_until": "00:00",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=90, help="how long she goes on asking")
    asked = parser.parse_args()
    flushes: list[float] = []
    with empty_home() as home, started(home) as service:
        quiet = _waits(service, asked.seconds / 2, flushes)
    with empty_home() as home, socket.create_server((HERE, 0)) as silent:
        calls = _hang(silent)
        channels = _channels(home, silent.getsockname()[1])
        with started(home, KEPT_CHANNELS_FILE=str(channels)) as service:
            waits = _waits(service, asked.seconds, flushes)
    print(f"the disk alone, {len(flushes)} pages: {_told(flushes)}")
    print(f"{len(quiet)} requests without a way out: {_told(quiet)}")
    print(f"{len(waits)} requests while {len(calls)} calls outside hung: {_told(waits)}; promised: {BOUND:.0f} ms")
    sys.exit(0 if calls and _late(waits) <= BOUND else 1)


def _late(waits: list[float]) -> float:
    return quantiles(waits, n=100)[-1]


def _told(waits: list[float]) -> str:
    return f"half within {median(waits):.0f} ms, 99 of 100 within {_late(waits):.0f} ms"


def _hang(silent: socket.socket) -> list[socket.socket]:
    """Take every call, and never answer."""
    calls: list[socket.socket] = []

    def take() -> None:
        while True:
            try:
                calls.append(silent.accept()[0])
            except OSError:
                return

    threading.Thread(target=take, daemon=True).start()
    return calls


def _channels(home: Path, port: int) -> Path:
    (home / "notify").write_text(API_KEY)
    notify = {"by": "notify", "key_file": str(home / "notify"), "template": "t", "address": f"http://{HERE}:{port}"}
    file = home / "channels.yaml"
    file.write_text(yaml.safe_dump({"councils": {"northshire": {"text": notify, "email": notify}}}))
    return file


def _waits(service: Started, seconds: float, flushes: list[float]) -> list[float]:
    """Let Maya ask again and again, and let Sam take each, so that there is something to tell both."""
    assert service.call("maya", "PATCH", "/v1/me", SAFE).is_success  # noqa: S101  or there is nothing to prove
    assert service.call("maya", "PUT", "/v1/me/notice-settings", CHOICE).is_success  # noqa: S101  as above
    waits, until = [], perf_counter() + seconds
    with httpx.Client(base_url=service.url, headers={"Authorization": f"Bearer {service.tokens['maya']}"}) as maya:
        while perf_counter() < until:
            began = perf_counter()
            key = {"Idempotency-Key": str(uuid4())}
            reply = maya.post("/v1/me/contact-requests", json={"about": "my bus pass"}, headers=key)
            waits.append((perf_counter() - began) * 1000)
            service.call("sam", "PUT", f"/v1/requests/{reply.json()['id']}/taker")
            flushes.append(_flush(service.home))
            sleep(BETWEEN)
    return waits


def _flush(home: Path) -> float:
    """Write one page to the disk that the database is on, and return how long that took."""
    with (home / "page").open("wb") as page:
        page.write(bytes(8192))
        page.flush()
        began = perf_counter()
        os.fsync(page.fileno())
        return (perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
