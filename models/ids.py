"""Ids are random, and so is what opens a door: they tell neither an order nor a time, and nobody can guess one."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random, SystemRandom
from uuid import UUID

_source: list[Random] = [SystemRandom()]


def new_id() -> UUID:
    """Return a new id (a UUID of version 4)."""
    return UUID(int=_source[-1].getrandbits(128), version=4)


def chance(below: int) -> int:
    """Return a number that nobody can guess, from 0 up to this one."""
    return _source[-1].randrange(below)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Make the same ids again, for proofs that run the same story twice; never used to serve."""
    _source.append(Random(seed))  # noqa: S311  a proof wants them to be the same
    try:
        yield
    finally:
        _source.pop()
