"""Where a service listens, as it is typed after `kept run`, `kept serve` and `kept health`."""

from argparse import ArgumentParser


def port(verb: ArgumentParser) -> None:
    verb.add_argument("--port", type=int, default=8000)


def host(verb: ArgumentParser) -> None:
    verb.add_argument("--host", default="127.0.0.1")
