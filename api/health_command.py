"""The command `kept health`: an image asks it every few seconds, so it reads the standard library and nothing else."""

import sys
from argparse import Namespace
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

PATIENCE = 3.0


def run(arguments: Namespace) -> int:
    """Return 0 where the service is ready. Whoever checks an image's health knows one other answer, 1."""
    try:
        status = _asked(arguments.port)
    except (HTTPException, OSError) as problem:
        return _unwell(f"nobody answers: {problem}")
    return 0 if status == HTTPStatus.OK else _unwell(f"not ready ({status})")


def _asked(port: int) -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/readyz")
        return connection.getresponse().status


def _unwell(said: str) -> int:
    print(f"kept: {said}", file=sys.stderr)
    return 1
