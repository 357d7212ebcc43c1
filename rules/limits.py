"""How much at once: a quota that refills evenly, what is left of it, and how long to wait for one more.

Kept is a single number, the moment at which the quota will be whole again (GCRA). `walls.take` reckons the same in the
database, and a test holds the two together.
"""

from dataclasses import dataclass, fields

SECOND = 1_000_000  # all is reckoned in whole microseconds: nothing is lost to rounding
MOST_OF_A_LEASE = 20
LEFT_TO_OTHERS = 4


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` at once, and as many in every `seconds` that follow."""

    name: str
    most: int
    seconds: int

    @property
    def step(self) -> int:
        """The time after which one comes back, rounded up: never more than the quota."""
        return -(-self.seconds * SECOND // self.most)


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody was given, and how it stands after that."""

    given: int
    remaining: int
    wait: int
    full_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """What a person, an app, an address and a device may send. An app's is for each council.

    Behind one address may be a whole council (`door`), or the server of an app with all its young people (`tokens`);
    a `stranger` says nothing of who they are.
    """

    person: Quota = Quota("person", 60, 60)
    app: Quota = Quota("app", 50, 1)
    address: Quota = Quota("address", 600, 60)
    door: Quota = Quota("door", 600, 60)
    device: Quota = Quota("device", 20, 60)
    tokens: Quota = Quota("tokens", 1200, 60)
    stranger: Quota = Quota("stranger", 20, 60)

    @classmethod
    def wide(cls) -> "Quotas":
        """Return quotas that nobody comes near: for a measurement, or where something in front of us counts."""
        return cls(**{each.name: Quota(each.name, SECOND, 1) for each in fields(cls)})


def take(quota: Quota, full_at: int, now: int, wanted: int = 1) -> Taken:
    """Give as much of `wanted` as there is."""
    used = max(full_at - now, 0)
    given = max(0, min(wanted, quota.most - _steps(used, quota)))
    then = max(full_at, now) + given * quota.step
    left = then - now
    wait = max(0, left + quota.step - quota.most * quota.step)
    return Taken(given, max(0, quota.most - _steps(left, quota)), wait, then)


def _steps(time: int, quota: Quota) -> int:
    return -(-time // quota.step)


def chunk(quota: Quota, last: int, remaining: int) -> int:
    """Return how much a process may take ahead: twice what it used up last time, little where little is left."""
    return max(1, min(2 * last, quota.most // MOST_OF_A_LEASE, remaining // LEFT_TO_OTHERS))


def seconds(wait: int) -> int:
    """Return a wait in whole seconds, as `Retry-After` says it: at least one."""
    return max(1, -(-wait // SECOND))


def policy(quota: Quota) -> str:
    """Say a quota as the draft on RateLimit headers wants it."""
    return f'"{quota.name}";q={quota.most};w={quota.seconds}'


def standing(quota: Quota, remaining: int, wait: int) -> str:
    """Say what is left of a quota, and in how many seconds there is more."""
    return f'"{quota.name}";r={remaining};t={seconds(wait)}'
