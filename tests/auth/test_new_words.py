"""Somebody saw my phone: from then on the old words open nothing by themselves; and new words on any other day."""

from datetime import timedelta

import pytest

from auth.signing_in.doorstep import WrongSecret
from auth.signing_in.entering import Entered, NewWordsWanted, change_passphrase, sign_in, sign_in_anew
from rules.errors import NotNow, NotValid
from tests.auth.test_signing_in import GOOD, LAPTOP, OTHER, PHONE, comes_in, invite, speaker, step
from tests.conftest import WEDNESDAY
from tests.make.authenticator import Authenticator
from tests.make.passkeys import makes_passkey, signs_in
from tests.make.world import World

SEEN = "/v1/me/sightings"


async def in_with_words(world: World) -> tuple[str, Entered]:
    made = await invite(world)
    return made["name"], await comes_in(world, made)


async def test_the_others_or_all_are_signed_out_at_once(northshire: World) -> None:
    _, entered = await in_with_words(northshire)
    phone = speaker(northshire, entered)

    others = await phone.post(SEEN, {"here_too": False})
    still = (await phone.get("/v1/me")).status_code
    everywhere = await phone.post(SEEN, {"here_too": True})

    assert (others.json()["ended"], still, everywhere.json()["ended"]) == (2, 200, 1)
    assert "this one too" in everywhere.json()["says"]
    assert (await phone.get("/v1/me")).status_code == 401


async def test_the_old_words_open_nothing_without_new_ones(northshire: World) -> None:
    name, entered = await in_with_words(northshire)
    await speaker(northshire, entered).post(SEEN)
    here = step(northshire)

    with pytest.raises(NewWordsWanted) as refused:
        await sign_in(here, northshire.id, name, GOOD, LAPTOP)
    with pytest.raises(NotValid) as same:
        await sign_in_anew(here, northshire.id, (name, GOOD), GOOD, LAPTOP)
    with pytest.raises(WrongSecret):
        await sign_in_anew(here, northshire.id, (name, OTHER), "walrus pebble candle", LAPTOP)
    again = await sign_in_anew(here, northshire.id, (name, GOOD), OTHER, LAPTOP)

    assert (refused.value.code, same.value.code) == ("new_words_wanted", "old_words")
    assert (await speaker(northshire, again).get("/v1/me")).status_code == 200
    assert await sign_in(here, northshire.id, name, OTHER, LAPTOP)
    with pytest.raises(WrongSecret):
        await sign_in(here, northshire.id, name, GOOD, LAPTOP)


async def test_whoever_does_not_know_the_words_does_not_learn_that_somebody_saw_them(northshire: World) -> None:
    name, entered = await in_with_words(northshire)
    await speaker(northshire, entered).post(SEEN)

    with pytest.raises(WrongSecret):
        await sign_in(step(northshire), northshire.id, name, OTHER, LAPTOP)


async def test_a_passkey_still_opens_and_the_page_asks_for_new_words(northshire: World) -> None:
    phone = Authenticator()
    name, entered = await in_with_words(northshire)
    await makes_passkey(northshire, entered, phone)
    await speaker(northshire, entered).post(SEEN, {"here_too": True})

    again = await signs_in(northshire, phone)
    await change_passphrase(step(northshire), again.session_of, again.session.id, OTHER)

    assert again.new_words_wanted
    assert not (await signs_in(northshire, phone)).new_words_wanted
    assert await sign_in(step(northshire), northshire.id, name, OTHER, PHONE)


async def test_new_words_end_every_other_session_and_are_told(northshire: World) -> None:
    _, entered = await in_with_words(northshire)
    phone = speaker(northshire, entered)

    await change_passphrase(step(northshire), entered.session_of, entered.session.id, OTHER)

    assert (await northshire["maya"].get("/v1/me")).status_code == 401
    says = [each["says"] for each in (await phone.get("/v1/me/notices")).json()["items"]]
    assert "You have new secret words. If it was not you, tell someone you trust." in says


async def test_words_are_changed_only_with_a_fresh_sign_in_and_never_to_easy_ones(northshire: World) -> None:
    name, entered = await in_with_words(northshire)
    here, whose, session = step(northshire), entered.session_of, entered.session.id
    for words, code in (("password", "easy_to_guess"), (name, "easy_to_guess"), (GOOD, "old_words")):
        with pytest.raises(NotValid) as refused:
            await change_passphrase(here, whose, session, words)
        assert refused.value.code == code

    northshire.at(WEDNESDAY + timedelta(minutes=6))
    with pytest.raises(NotNow) as stale:
        await change_passphrase(here, whose, session, OTHER)
    assert stale.value.code == "fresh_sign_in_needed"
