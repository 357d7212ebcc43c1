"""A reply is in the language that was asked for, where we have it, and says which it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from api.languages import chosen
from models import words
from tests.make.world import World


@pytest.mark.parametrize(
    ("asked", "there", "answered"),
    [
        ("", ["cy", "en"], "en"),
        ("cy", ["cy", "en"], "cy"),
        ("CY-gb, en;q=0.5", ["cy", "en"], "cy"),
        ("en, cy", ["cy", "en"], "en"),
        ("cy;q=0.5, pl;q=0.9", ["cy", "en", "pl"], "pl"),
        ("cy;q=0, fr", ["cy", "en"], "en"),
        ("*", ["cy", "en"], "en"),
        ("../../etc, cy;q=", ["cy", "en"], "en"),
        ("zh-Hant-TW", ["en", "zh", "zh-hant"], "zh-hant"),
    ],
)
def test_the_first_language_that_is_there_is_spoken(asked: str, there: list[str], answered: str) -> None:
    assert chosen(asked, there) == answered


@pytest.fixture
def _shouting(tmp_path: Path) -> Iterator[None]:
    """Add a language in which everything is said louder."""
    english = words.WORDS / "en.yaml"
    (tmp_path / "en.yaml").write_bytes(english.read_bytes())
    (tmp_path / "loud.yaml").write_text(yaml.safe_dump(_loud(words.catalogue()), sort_keys=False), encoding="utf-8")
    words.languages.cache_clear()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "WORDS", tmp_path)
        yield
    words.languages.cache_clear()


def _loud(said: object) -> object:
    if isinstance(said, dict):
        return {key: _loud(value) for key, value in said.items()}
    return f"{said}!" if isinstance(said, str) else said


@pytest.mark.usefixtures("_shouting")
async def test_every_sentence_is_in_the_language_that_was_asked_for(northshire: World) -> None:
    loud = {"Accept-Language": "loud, en;q=0.5"}
    asked = await northshire.asks_to_be_called("maya", about="my brother")
    clock = await northshire["maya"].get(f"/v1/me/contact-requests/{asked['id']}/clock", headers=loud)
    privacy = await northshire["maya"].get("/v1/me/privacy", headers=loud)
    missing = await northshire["maya"].get("/v1/me/contact-requests/00000000-0000-4000-8000-000000000000", headers=loud)
    plain = await northshire["maya"].get("/v1/me/privacy")

    assert clock.json()["says"].endswith("!")
    assert privacy.json()["things"][0]["title"] == "When you ask to be called!"
    assert privacy.json()["help_now"][0]["when"].endswith("!")
    assert (missing.json()["title"], missing.json()["detail"]) == ("We could not find that.!",) * 2
    assert {each.headers["Content-Language"] for each in (clock, privacy, missing)} == {"loud"}
    assert plain.json()["things"][0]["title"] == "When you ask to be called"
    assert (plain.headers["Content-Language"], plain.headers["ETag"] != privacy.headers["ETag"]) == ("en", True)


async def test_whoever_keeps_a_reply_is_told_that_it_differs_by_language(northshire: World) -> None:
    slug = northshire.council.council.slug

    replies = [await northshire["maya"].get(path) for path in ("/v1/me", f"/v1/councils/{slug}/help", "/v1/nowhere")]

    assert all("Accept-Language" in each.headers["Vary"] for each in replies)


async def test_one_working_day_is_not_said_to_be_many() -> None:
    assert "1 working day after" in words.say("clock.promise", days=1)
    assert "2 working days after" in words.say("clock.promise", days=2)
