"""Help now: a second press soon after the first is the same cry, not another one."""

from datetime import timedelta

JOINS = timedelta(minutes=10)
