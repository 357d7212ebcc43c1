"""Passphrases: three easy words are offered, anything hard to guess is taken, and only a hash is kept."""

import asyncio
import secrets
from functools import cache
from pathlib import Path
from random import SystemRandom

import yaml
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from models.ids import chance
from rules.errors import NotValid

EASY = Path(__file__).parent.parent.parent / "catalogues" / "easy_words" / "en.yaml"
LONGEST = 128
GUESSES = 10**8  # how many a stranger would need who knows how people choose
AT_ONCE = 4  # each takes 19 MiB while it is reckoned

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's second choice of argon2id
_room = asyncio.Semaphore(AT_ONCE)


@cache
def easy_words() -> tuple[str, ...]:
    return tuple(yaml.safe_load(EASY.read_text(encoding="utf-8"))["words"].split())


def offered() -> str:
    """Offer three words that nobody could know, and that would be taken: some are easy to guess together."""
    while True:
        words = " ".join(SystemRandom().sample(easy_words(), 3))
        if _guesses_of(words, ()) >= GUESSES:
            return words


def new_name() -> str:
    """Make a name to sign in with that says nothing of whose it is: an easy word and three digits."""
    words = easy_words()
    return f"{words[chance(len(words))]}{chance(900) + 100}"


def plain(typed: str) -> str:
    """Read words however they were spaced and whether or not the phone made the first letter a capital."""
    return " ".join(typed.casefold().split())


def must_be_hard_to_guess(passphrase: str, *known: str) -> None:
    """Refuse what others could guess, also from what is known of the person; there is no rule about its letters."""
    said = plain(passphrase)
    if len(said) > LONGEST:
        raise NotValid("That is too long. Take three or four words.", code="easy_to_guess")
    if _guesses_of(said, known) < GUESSES:
        raise NotValid("That is easy to guess. Take three words that do not go together.", code="easy_to_guess")


def _guesses_of(said: str, known: tuple[str, ...]) -> int:
    from zxcvbn import zxcvbn  # noqa: PLC0415  twelve megabytes, needed only where somebody chooses their words

    return int(zxcvbn(said, user_inputs=list(known))["guesses"])


async def hashed(passphrase: str) -> str:
    async with _room:
        return await asyncio.to_thread(_hasher.hash, plain(passphrase))


async def fits(kept: str | None, typed: str) -> bool:
    """Say whether it is the one that was kept; who has none costs the same time."""
    async with _room:
        right = await asyncio.to_thread(_verified, kept or _nobodys(), plain(typed[: 4 * LONGEST]))
    return right and kept is not None


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex())


def _verified(kept: str, typed: str) -> bool:
    try:
        return _hasher.verify(kept, typed)
    except (Argon2Error, InvalidHashError):
        return False
