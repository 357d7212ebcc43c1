"""What a directory says of itself: where to send people, and its keys. Kept for an hour, its issuer pinned."""

from asyncio import Lock
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.clock import machine_time
from auth.directory.calling import NoAnswer, get, may_be_called
from auth.id_tokens import BadIdToken, Jwk

KEPT = timedelta(hours=1)
AT_MOST_EVERY = timedelta(minutes=1)
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a directory asks people who they are, where it changes codes for tokens, and where its keys are."""

    authorize: str
    token: str
    keys: str
    asked_at: datetime


class Providers:
    """What was heard of each directory, in this process."""

    def __init__(self) -> None:
        self._known: dict[str, Provider] = {}
        self._keys: dict[str, tuple[datetime, Mapping[str, Jwk]]] = {}
        self._asked_at: dict[str, datetime] = {}
        self._turns: defaultdict[str, Lock] = defaultdict(Lock)

    async def of(self, issuer: str) -> Provider:
        known = self._known.get(issuer)
        if known is None or machine_time() - known.asked_at > KEPT:
            known = self._known[issuer] = await _heard(issuer)
        return known

    async def key(self, issuer: str, kid: str) -> Jwk:
        """Return a key by its name; one that is unknown is asked for once more, at most once a minute.

        Of many at once one asks, and to ask in vain counts as well: whoever invents names has us ask no more than that.
        Until we may ask again it is not known whose key that is: nobody is let in, and nobody is signed out.
        """
        async with self._turns[issuer]:
            heard_at, keys = self._keys.get(issuer, (None, {}))
            if heard_at is None or kid not in keys or machine_time() - heard_at > KEPT:
                keys = await self._asked(issuer)
        if kid not in keys:
            raise BadIdToken
        return keys[kid]

    async def _asked(self, issuer: str) -> Mapping[str, Jwk]:
        now, before = machine_time(), self._asked_at.get(issuer)
        if before and now - before <= AT_MOST_EVERY:
            raise NoAnswer
        self._asked_at[issuer] = now
        keys = await _keys_of((await self.of(issuer)).keys)
        self._keys[issuer] = (now, keys)
        return keys


async def _heard(issuer: str) -> Provider:
    said = await get(issuer.rstrip("/") + WELL_KNOWN)
    ends = [str(said.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if said.get("issuer") != issuer or not all(may_be_called(each) for each in ends):
        raise NoAnswer
    return Provider(ends[0], ends[1], ends[2], machine_time())


async def _keys_of(url: str) -> dict[str, Jwk]:
    """Read the keys one by one: one of a kind that we do not know must not lock everybody out."""
    said = (await get(url)).get("keys")
    found = said if isinstance(said, list) else []
    return {str(each["kid"]): each for each in found if isinstance(each, dict) and isinstance(each.get("kid"), str)}
