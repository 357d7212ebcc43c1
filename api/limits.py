"""Who sends how much. What counts stands in the database; a process takes a little ahead, for a second at most.

A person is counted in the transaction of their POST. Apps and addresses are many people's, so their rows are
never held: a process takes a few at a time beside the request, and what it does not use within the second is lost.
Whoever was refused is refused from memory until their `Retry-After`: a flood costs no database.
"""

import hmac
from asyncio import Lock
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from ipaddress import ip_address, ip_network
from time import monotonic
from uuid import UUID

from psycopg.rows import DictRow

from api.clock import machine_time
from api.connections import Pool, lent
from api.errors import Limited
from api.round_trips import Said, Sql
from rules.limits import SECOND, Quota, Quotas, chunk, policy, standing

RawHeaders = tuple[tuple[bytes, bytes], ...]
TAKE = Sql.of("select given, remaining, wait from walls.take(%(mark)s, %(most)s, %(step)s, %(wanted)s)")
_MOST_KNOWN = 10_000
_A_HOUSE = 64  # an IPv6 network that one household is given


class Marks:
    """Turns whoever is counted into a hash that nobody can turn back; an address's changes every day."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"kept limits", sha256)

    def of(self, kind: str, council_id: UUID, who: object) -> bytes:
        return _mark(self._key, f"{kind}|{council_id}|{who}")

    def of_address(self, kind: str, said: str) -> bytes:
        today = hmac.digest(self._key, machine_time().date().isoformat().encode(), sha256)
        return _mark(today, f"{kind}|{_house(said)}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One of a quota, for whoever the mark stands for."""

    quota: Quota
    mark: bytes

    @property
    def headers(self) -> RawHeaders:
        """Say what the quota is, and nothing of what is left of it."""
        return ((b"ratelimit-policy", policy(self.quota).encode()),)

    def said(self, wanted: int = 1) -> Said:
        quota = self.quota
        return TAKE, {"mark": self.mark, "most": quota.most, "step": quota.step, "wanted": wanted}

    def left(self, row: DictRow) -> "Left":
        """Go on only if there was one to give."""
        if not row["given"]:
            raise Limited(self.quota, row["wait"])
        return Left(self, row["remaining"], row["wait"])


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a quota after one was taken."""

    asked: Asked
    remaining: int
    wait: int

    def headers(self, *, sure: bool) -> RawHeaders:
        """Say what the quota is; what is left of it tells what was sent before, so only to whoever may see all that."""
        said = standing(self.asked.quota, self.remaining, self.wait)
        return (*self.asked.headers, *(((b"ratelimit", said.encode()),) if sure else ()))


@dataclass(slots=True)
class _Lease:
    """What this process holds of a quota: so many, until then. `size` is how many it was given last."""

    left: int = 0
    until: float = 0
    size: int = 0
    remaining: int = 0
    waiting: int = 0
    lock: Lock = field(default_factory=Lock)

    def has_one(self, now: float) -> bool:
        return self.left > 0 and now < self.until

    def wanted(self, quota: Quota, now: float) -> int:
        """Take what is waited for, and more only while all of the last was used up before its second was over."""
        used = self.size if self.left == 0 and now < self.until else 0
        return max(chunk(quota, used, self.remaining), self.waiting)

    def take(self, row: DictRow, now: float) -> None:
        self.left = self.size = row["given"]
        self.until, self.remaining = now + 1, row["remaining"]


@dataclass(frozen=True, slots=True)
class Count:
    """One POST of somebody, counted in the first breath of its transaction; `tell` hears what is left."""

    asked: Asked
    tell: Callable[[Left], None]

    @property
    def said(self) -> list[Said]:
        return [self.asked.said()]

    async def heard(self, _: object, found: Sequence[list[DictRow]]) -> None:
        ((row,),) = found
        self.tell(self.asked.left(row))


class Refusals:
    """Who was refused, and until when, in this process."""

    def __init__(self) -> None:
        self._until: dict[bytes, tuple[float, Quota]] = {}

    def add(self, key: bytes, error: Limited) -> None:
        if len(self._until) >= _MOST_KNOWN:
            now = monotonic()
            self._until = {key: each for key, each in self._until.items() if each[0] > now}
        if len(self._until) < _MOST_KNOWN:
            self._until[key] = (monotonic() + error.seconds, error.quota)

    def look(self, key: bytes, *, but: str = "") -> None:
        """Raise what was said before, while it holds."""
        until, quota = self._until.get(key, (0.0, None))
        left = until - monotonic()
        if quota and left > 0 and quota.name != but:
            raise Limited(quota, int(left * SECOND))


class Limits:
    """The quotas of one service, and what this process knows of them."""

    def __init__(self, pool: Pool, key: bytes, quotas: Quotas) -> None:
        self.quotas, self._pool, self._marks = quotas, pool, Marks(key)
        self._leases: dict[bytes, _Lease] = {}
        self._by_mark, self._by_token = Refusals(), Refusals()

    def person(self, council_id: UUID, account_id: UUID) -> Asked:
        return Asked(self.quotas.person, self._marks.of("person", council_id, account_id))

    def app(self, council_id: UUID, app: str) -> Asked:
        return Asked(self.quotas.app, self._marks.of("app", council_id, app))

    def address(self, said: str) -> Asked:
        return Asked(self.quotas.address, self._marks.of_address("address", said))

    def door(self, said: str) -> Asked:
        return Asked(self.quotas.door, self._marks.of_address("door", said))

    def tokens(self, said: str) -> Asked:
        return Asked(self.quotas.tokens, self._marks.of_address("tokens", said))

    def stranger(self, said: str) -> Asked:
        return Asked(self.quotas.stranger, self._marks.of_address("stranger", said))

    def device(self, token: str) -> Asked:
        return Asked(self.quotas.device, self._marks.of_address("device", token))

    def remembered(self, token: bytes | None, *, posts: bool) -> None:
        """Raise if whoever brings this token was refused a moment ago; what a person may not send, they may read."""
        if token:
            self._by_token.look(_hidden(token), but="" if posts else "person")

    def remember(self, token: bytes | None, error: Limited) -> None:
        if token and error.quota.name in {"app", "person"}:
            self._by_token.add(_hidden(token), error)

    async def take(self, *asked: Asked) -> None:
        """Take one of each, out of what this process holds, or with one round trip."""
        async with self._turn(self._lease(asked[0].mark)):
            for each in asked:
                self._by_mark.look(each.mark)
            now = monotonic()
            short = [each for each in asked if not self._lease(each.mark).has_one(now)]
            if short:
                await self._fetch(short, now)
            for each in asked:
                self._lease(each.mark).left -= 1

    @asynccontextmanager
    async def _turn(self, lease: _Lease) -> AsyncIterator[None]:
        lease.waiting += 1
        try:
            async with lease.lock:
                yield
        finally:
            lease.waiting -= 1

    async def _fetch(self, short: list[Asked], now: float) -> None:
        wanted = [each.said(self._lease(each.mark).wanted(each.quota, now)) for each in short]
        async with lent(self._pool) as connection:
            heard = await connection.say(*wanted)
        for each, (row,) in zip(short, heard, strict=True):
            self._lease(each.mark).take(row, now)
        for each, (row,) in zip(short, heard, strict=True):
            try:
                each.left(row)
            except Limited as error:
                self._by_mark.add(each.mark, error)
                raise

    def _lease(self, mark: bytes) -> _Lease:
        found = self._leases.get(mark)
        if found is None:
            if len(self._leases) >= _MOST_KNOWN:
                self._leases = _held(self._leases)
            found = self._leases[mark] = _Lease()
        return found


def _held(leases: Mapping[bytes, _Lease]) -> dict[bytes, _Lease]:
    now = monotonic()
    return {mark: lease for mark, lease in leases.items() if lease.lock.locked() or lease.until > now}


def _mark(key: bytes, said: str) -> bytes:
    return hmac.digest(key, said.encode(), sha256)[:16]


def _hidden(token: bytes) -> bytes:
    return blake2b(token, digest_size=16).digest()


def _house(said: str) -> str:
    """Return an address, or of an IPv6 one the network of the house."""
    try:
        found = ip_address(said.partition("%")[0])
    except ValueError:
        return said
    return said if found.version == 4 else str(ip_network((found, _A_HOUSE), strict=False))  # noqa: PLR2004  IPv4
