"""The people of the invented councils, signed in for as long as a proof takes."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from psycopg.conninfo import make_conninfo

from api import council_files
from api.connections import open_pool
from api.database import transaction
from auth.signing_in.starting import Whose
from models.passkeys import Made, Passkey
from tests.make.world import World

WITH_PASSKEYS = ("noor",)


@dataclass(frozen=True)
class SignedIn:
    """Everybody of the invented councils, with two sessions each."""

    worlds: tuple[World, ...]

    @classmethod
    async def into(cls, app: FastAPI, owner_url: str) -> "SignedIn":
        worlds = tuple(World(app, owner_url, council) for council in council_files.demos())
        for world in worlds:
            await world.save(*world.sessions())
        for who in WITH_PASSKEYS:
            await _with_passkeys(app, owner_url, who)
        return cls(worlds)

    def token(self, who: str, assurance: int = 2) -> str:
        return next(self._tokens(who, assurance))

    def _tokens(self, who: str, assurance: int) -> Iterator[str]:
        for world in self.worlds:
            if world.council.account(who):
                yield world.token(who, assurance, app="kept-demo")


async def _with_passkeys(app: FastAPI, owner_url: str, who: str) -> None:
    """Keep two devices of somebody, as they are at the door: no route makes one."""
    council, key = next((each, found[0]) for each in council_files.demos() if (found := each.account(who)))
    pool = open_pool(make_conninfo(owner_url, user="kept_api"), size=2)
    await pool.open()
    try:
        async with transaction(pool, app.state.seals.doorstep(council.council_id, key, "passkeys:add")) as db:
            for device in ("my phone", "the tablet"):
                known = Made(credential_id=f"{who} {device}".encode(), public_key=b"", used=0)
                await db.add(Passkey.of(Whose(council.council_id, key), known, device, now=db.now))
    finally:
        await pool.close()
