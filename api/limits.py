"""Who sends how much. What counts stands in the database; a process takes a little ahead, for a second at most.

A person is counted in the transaction of their POST. Apps and addresses are many people's, so their rows are
never held: they are counted in the same breath, before the transaction begins, or out of what the process took ahead.
Whoever was refused is refused from memory until their `Retry-After`: a flood costs no database.
"""

import hmac
from asyncio import timeout
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from ipaddress import ip_address, ip_network
from time import monotonic, perf_counter
from uuid import UUID

from psycopg.rows import DictRow
from psycopg_pool import PoolTimeout

from api.clock import machine_time
from api.connections import PATIENCE, Pool, lent, waited_since
from api.errors import Limited
from api.leases import Leases, Refusals
from api.round_trips import Said, Sql
from rules.limits import Quota, Quotas, policy, standing

RawHeaders = tuple[tuple[bytes, bytes], ...]
TAKE = Sql.of("select given, remaining, wait from walls.take(%(mark)s, %(most)s, %(step)s, %(wanted)s)")
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
    remaining: int | None = None
    wait: int = 0

    def headers(self, *, sure: bool) -> RawHeaders:
        """Say what the quota is; what is left of it tells what was sent before, so only to whoever may see all that."""
        if self.remaining is None or not sure:
            return self.asked.headers
        return (*self.asked.headers, (b"ratelimit", standing(self.asked.quota, self.remaining, self.wait).encode()))


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

    def again(self) -> None:
        """Say for a second tap, which costs nothing, what the first was counted for."""
        self.tell(Left(self.asked))


class Due:
    """What a request has yet to be counted for: said in the first breath of its work, kept whatever becomes of it."""

    def __init__(self, limits: "Limits", asked: list[Asked]) -> None:
        self._limits, self._asked = limits, asked
        self.paid = False

    def still(self) -> bool:
        """Say whether any of it has still to be counted; raise if it is known to be too much by now."""
        self._asked = self._limits.short_of(self._asked)
        return bool(self._asked)

    def said(self) -> list[Said]:
        """Return what to say, once."""
        if self.paid or not self.still():
            return []
        self.paid = True
        return [each.said(self._limits.wanted(each)) for each in self._asked]

    def heard(self, found: Sequence[list[DictRow]]) -> None:
        """Keep what was taken ahead; raise if it was too much."""
        self._limits.took(self._asked, [row for (row,) in found])


class Limits:
    """The quotas of one service, and what this process knows of them."""

    def __init__(self, pool: Pool, key: bytes, quotas: Quotas) -> None:
        self.quotas, self._pool, self._marks = quotas, pool, Marks(key)
        self._leases = Leases()
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

    @property
    def remembers(self) -> bool:
        """Say whether anybody at all was refused lately."""
        return bool(self._by_token)

    def remembered(self, token: bytes | None, *, posts: bool) -> None:
        """Raise if whoever brings this token was refused a moment ago; what a person may not send, they may read."""
        if token:
            self._by_token.look(_hidden(token), but="" if posts else "person")

    def remember(self, token: bytes | None, error: Limited) -> None:
        if token and error.quota.name in {"app", "person"}:
            self._by_token.add(_hidden(token), error)

    async def count(self, *asked: Asked) -> Due | None:
        """Take one of each out of what this process holds, or return what the request has to say first.

        One at a time says so in its own breath. A crowd would all begin their work to hear that it is too much.
        """
        short = self.short_of(asked)
        if not short or self._leases[short[0].mark].may_ask(monotonic()):
            return Due(self, short) if short else None
        await self._in_turn(short)
        return None

    async def take(self, *asked: Asked) -> None:
        """Take one of each, if need be with a round trip."""
        short = self.short_of(asked)
        if short:
            await self._in_turn(short)

    async def _in_turn(self, asked: list[Asked]) -> None:
        """Take with one round trip what all who wait here need. With the wait for a connection it is one wait."""
        lease, began = self._leases[asked[0].mark], perf_counter()
        lease.waiting += 1
        try:
            async with timeout(PATIENCE), lease.lock:
                await self.pay(Due(self, asked))
            waited_since(began)
        except TimeoutError:
            raise PoolTimeout("Nobody could count it.") from None
        finally:
            lease.waiting -= 1

    async def pay(self, due: Due) -> None:
        """Count by itself, unless others have taken enough meanwhile."""
        if not due.still():
            return
        async with lent(self._pool) as connection:
            said = due.said()
            if said:
                due.heard(await connection.say(*said))

    def short_of(self, asked: Sequence[Asked]) -> list[Asked]:
        """Return those of which this process holds none; raise if one of them was refused a moment ago."""
        now = monotonic()
        short = [each for each in asked if not self._leases[each.mark].give(now)]
        for each in short:
            self._by_mark.look(each.mark)
        return short

    def wanted(self, asked: Asked) -> int:
        return self._leases[asked.mark].wanted(asked.quota, monotonic())

    def took(self, asked: Sequence[Asked], rows: Sequence[DictRow]) -> None:
        now = monotonic()
        for each, row in zip(asked, rows, strict=True):
            self._leases[each.mark].take(row, now)
        for each, row in zip(asked, rows, strict=True):
            try:
                each.left(row)
            except Limited as error:
                self._by_mark.add(each.mark, error)
                raise


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
