"""The people of the invented councils, signed in for as long as a proof takes."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI

from api import council_files
from tests.make.world import World


@dataclass(frozen=True)
class SignedIn:
    """Everybody of the invented councils, with two sessions each."""

    worlds: tuple[World, ...]

    @classmethod
    async def into(cls, app: FastAPI, owner_url: str) -> "SignedIn":
        worlds = tuple(World(app, owner_url, council) for council in council_files.demos())
        for world in worlds:
            await world.save(*world.sessions())
        return cls(worlds)

    def token(self, who: str, assurance: int = 2) -> str:
        return next(self._tokens(who, assurance))

    def _tokens(self, who: str, assurance: int) -> Iterator[str]:
        for world in self.worlds:
            if world.council.account(who):
                yield world.token(who, assurance, app="kept-demo")
