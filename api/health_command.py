"""The command `kept health`: an image asks it every few seconds, so it reads the standard library and nothing else."""

import sys
from argparse import Namespace
from http.client import HTTPException
from urllib.request import ProxyHandler, build_opener

PATIENCE = 3.0


def run(arguments: Namespace) -> int:
    """Return 0 where the service is ready. Whoever checks an image's health knows one other answer, 1."""
    straight = build_opener(ProxyHandler({}))
    try:
        straight.open(f"http://127.0.0.1:{arguments.port}/readyz", timeout=PATIENCE).close()
    except (HTTPException, OSError) as problem:
        print(f"kept: not ready: {problem}", file=sys.stderr)
        return 1
    return 0
