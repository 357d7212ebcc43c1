"""Waits that grow: twice as long each time, and never longer than a bound."""

from datetime import timedelta

OFTEN = 20  # doublings after which every bound of ours is reached


def doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    """Return the first wait, doubled so many times."""
    return min(first * (1 << min(max(times, 0), OFTEN)), longest)
