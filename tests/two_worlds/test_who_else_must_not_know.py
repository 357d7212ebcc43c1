"""Those who hear secrets of one kind learn of no other; and whoever came in anew in her place, of none at all."""

from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio

from api import embedded
from api.settings import Settings
from models.ids import seeded
from tests.auth.test_signing_in import LAPTOP, OTHER, comes_in, invite, speaker
from tests.make.world import Speaker
from tests.two_worlds.crawler import Answer, Call, answers, calls
from tests.two_worlds.secrets import secrets
from tests.two_worlds.test_two_worlds import Pair, known_in
from tests.two_worlds.worlds import Worlds, told

ANEW = "maya anew"
WHO_ELSE: Mapping[str, tuple[str, ...]] = {
    "an advocate request": ("cleo", ANEW),
    "an advocate's involvement": ("cleo", ANEW),
    "asking for an advocate": ("cleo", ANEW),
    "a complaint": ("ruth", "ade", ANEW),
    "a cry for help": ("ruth", "cleo", "ade", ANEW),
    "words of harm in a complaint": ("ruth", "ade", ANEW),
    "asking for help with a complaint": (ANEW,),
    "sharing a plan": ("cleo", ANEW),
    "a change of advocate": ("cleo", ANEW),
}
# Secrets that are told together, and who may notice none of them.
TOGETHER: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("a cry for help",): ("cleo",),
    ("a cry for help", "words of harm in a complaint", "a complaint"): ("ruth", "ade", ANEW),
    (
        *("an advocate's involvement", "an advocate request"),
        *("asking for an advocate", "sharing a plan"),
    ): ("cleo", ANEW),
    ("a change of advocate",): ("cleo", ANEW),
    ("asking for help with a complaint",): (ANEW,),
}
ALONE = [pytest.param(((secret,), who), marks=pytest.mark.alone) for secret, who in WHO_ELSE.items()]


@pytest_asyncio.fixture(scope="module", params=[*TOGETHER.items(), *ALONE], ids=lambda told: " and ".join(told[0]))
async def pair(
    request: pytest.FixtureRequest, server: embedded.Server, settings: Settings
) -> AsyncIterator[tuple[tuple[str, ...], Pair]]:
    names, who_else = request.param
    async with (
        told(server, settings, "else_without", secrets()) as without,
        told(server, settings, "else_with", secrets(*names)) as with_it,
    ):
        yield who_else, (without, with_it, known_in(embedded.superuser_dsn(server, "else_with")))


def test_nobody_is_left_out_where_secrets_are_told_together() -> None:
    every = {(secret, who) for secret, whoever in WHO_ELSE.items() for who in whoever}
    together = {(secret, who) for several, whoever in TOGETHER.items() for secret in several for who in whoever}

    assert every == together


async def test_the_bytes_are_the_same_for_whoever_hears_other_secrets_or_came_in_anew(
    pair: tuple[tuple[str, ...], Pair],
) -> None:
    who_else, (without, with_it, known) = pair
    every = calls(with_it.app, known)

    seen = {who: (await _crawl(without, who, every), await _crawl(with_it, who, every)) for who in who_else}

    different = [
        f"{who}: {call}"
        for who, (first, second) in seen.items()
        for call in every
        if first[call] != second[call]
    ]  # fmt: skip
    assert different == []


async def _crawl(worlds: Worlds, who: str, every: list[Call]) -> dict[Call, Answer]:
    """Crawl with ids of one's own, or a write would be refused because of somebody else's."""
    with seeded(int.from_bytes(who.encode())):
        await worlds.sign_in_again(who)
        whoever = await _came_in_anew(worlds) if who == ANEW else worlds.speaker(who)
        return {call: answer async for call, answer in answers(whoever, every)}


async def _came_in_anew(worlds: Worlds) -> Speaker:
    """Let somebody use the invite that was meant for her, after she had come in with one herself."""
    world = worlds.northshire
    await comes_in(world, await invite(world, "ruth"))
    return speaker(world, await comes_in(world, await invite(world, "ruth"), OTHER, LAPTOP))
