"""Passkeys on our own pages: what the script sends and is sent. How it is used, tests/browser looks at."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest

from tests.conftest import WEDNESDAY
from tests.make.authenticator import Authenticator
from tests.make.browsing import FORM, Browsing, comes_in, invite
from tests.make.world import World

GOOD, NEW = "otter pebble kite moon", "lantern meadow spoon cloud"
SIX_MINUTES = timedelta(minutes=6)


async def asks(browser: Browsing, action: str, **typed: str) -> httpx.Response:
    """Send the form as the script does, first without an answer."""
    (found,) = [each for each in browser.forms if each.action == action]
    said = dict(found.fields) | typed
    return await browser.client.post(action, content=urlencode(said), headers=FORM)


async def makes(browser: Browsing, phone: Authenticator, action: str = "/my/keys/new") -> None:
    asked = await asks(browser, action)
    assert asked.headers["content-type"] == "application/json", asked.text
    await browser.fill(form=action, answer=phone.makes(asked.text))


async def signs(browser: Browsing, phone: Authenticator, action: str) -> None:
    asked = await asks(browser, action)
    await browser.fill(form=action, answer=phone.signs(asked.text))


async def signs_in(world: World, phone: Authenticator, then: str = "") -> Browsing:
    browser, slug = Browsing(world.app), world.council.council.slug
    await browser.open(f"/sign-in/{slug}{then}")
    await signs(browser, phone, f"/sign-in/{slug}/passkey")
    return browser


async def with_a_passkey(world: World) -> tuple[Browsing, Authenticator]:
    (browser, _), phone = await comes_in(world, GOOD), Authenticator()
    await browser.open("/my/keys/new")
    await makes(browser, phone)
    assert browser.path == "/my/keys", browser.text
    return browser, phone


async def by_invite(world: World) -> tuple[Browsing, Mapping[str, str], Authenticator]:
    """Open an invite with a passkey, and choose no words."""
    browser, told, phone = Browsing(world.app), await invite(world), Authenticator()
    slug = world.council.council.slug
    await browser.open(f"/invite/{slug}")
    await browser.fill(code=told["code"])
    await browser.fill(number=told["number"])
    await makes(browser, phone, f"/invite/{slug}/passkey")
    return browser, told, phone


async def test_she_makes_one_on_her_page_and_signs_in_with_it_without_typing_anything(northshire: World) -> None:
    hers, phone = await with_a_passkey(northshire)

    browser = await signs_in(northshire, phone, "?then=/my/devices")

    assert "an iPhone" in hers.text
    assert browser.path == "/my/devices"
    assert browser.text.count("This is the one you use now.") == 1


async def test_an_invite_is_opened_with_a_passkey_and_no_words(northshire: World) -> None:
    browser, told, phone = await by_invite(northshire)

    assert browser.path == "/my/name"
    assert told["name"] in browser.text
    assert "You only need it when you use secret words" in browser.text
    assert (await signs_in(northshire, phone)).path == "/my"


async def test_a_wrong_number_is_asked_for_no_device(northshire: World) -> None:
    browser, told = Browsing(northshire.app), await invite(northshire)
    slug = northshire.council.council.slug
    await browser.open(f"/invite/{slug}")
    await browser.fill(code=told["code"])
    await browser.fill(number="000000" if told["number"] != "000000" else "111111")

    asked = await asks(browser, f"/invite/{slug}/passkey")

    assert asked.status_code == 422
    assert "did not fit" in asked.text


async def test_whoever_has_no_passkey_here_is_told_kindly_and_can_type(northshire: World) -> None:
    browser = await signs_in(northshire, Authenticator())

    assert browser.last is not None
    assert browser.last.status_code == 422
    assert "did not fit" in browser.text
    assert "My sign-in name" in browser.text
    assert "kept-session" not in browser.client.cookies


async def test_making_one_asks_for_a_fresh_sign_in_first(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    await browser.open("/my/keys/new")
    northshire.at(WEDNESDAY + SIX_MINUTES)

    asked = await asks(browser, "/my/keys/new")

    assert asked.url.path == "/my/prove"
    await browser.open("/my/keys/new")
    assert browser.path == "/my/prove"
    await browser.fill(words=GOOD)
    assert browser.path == "/my/keys/new"


async def test_she_proves_once_more_with_her_device_and_is_asked_only_where_she_has_one(northshire: World) -> None:
    browser, phone = await with_a_passkey(northshire)
    without, _ = await comes_in(northshire, GOOD, who="jay")
    northshire.at(WEDNESDAY + SIX_MINUTES)
    await browser.open("/my/prove?then=/my/words")
    await without.open("/my/prove")

    await signs(browser, phone, "/my/prove/passkey")

    assert browser.path == "/my/words"
    assert "finger" not in without.text


async def test_a_device_of_somebody_else_proves_nothing(northshire: World) -> None:
    browser, _ = await with_a_passkey(northshire)
    northshire.at(WEDNESDAY + SIX_MINUTES)
    await browser.open("/my/prove?then=/my/words")

    await signs(browser, Authenticator(), "/my/prove/passkey")

    assert browser.path == "/my/prove/passkey"
    assert "did not fit" in browser.text
    await browser.open("/my/words")
    assert browser.path == "/my/prove"


async def test_she_takes_one_away_and_it_opens_nothing(northshire: World) -> None:
    browser, phone = await with_a_passkey(northshire)
    away = next(each.action for each in browser.forms if each.action.endswith("/away"))

    await browser.fill(form=away)

    assert browser.path == "/my/keys"
    assert "You have no such device yet" in browser.text
    assert "did not fit" in (await signs_in(northshire, phone)).text


async def test_a_borrowed_phone_takes_none_away_and_her_only_way_in_stays(northshire: World) -> None:
    browser, _, phone = await by_invite(northshire)
    await browser.open("/my/keys")
    away = next(each.action for each in browser.forms if each.action.endswith("/away"))

    await browser.fill(form=away)
    only = browser.text
    northshire.at(WEDNESDAY + SIX_MINUTES)
    await browser.fill(form=away)

    assert "only way in" in only
    assert browser.path == "/my/prove"
    assert (await signs_in(northshire, phone)).path == "/my"


async def test_after_somebody_saw_her_phone_a_passkey_opens_and_the_page_asks_for_new_words(northshire: World) -> None:
    hers, phone = await with_a_passkey(northshire)
    await hers.open("/my/seen")
    await hers.fill(form="/my/seen", more=[("here_too", "yes")])

    browser = await signs_in(northshire, phone, "?then=/my/devices")
    asked = browser.text
    await browser.fill(new=GOOD)
    same = browser.text
    await browser.fill(new=NEW)

    assert "Someone may have seen your words" in asked
    assert "These are your old words" in same
    assert browser.path == "/my/devices"
    assert (await signs_in(northshire, phone)).path == "/my"


async def test_whoever_has_no_words_is_not_asked_for_new_ones(northshire: World) -> None:
    browser, _, phone = await by_invite(northshire)
    await browser.open("/my/seen")
    await browser.fill(form="/my/seen", more=[("here_too", "yes")])

    assert (await signs_in(northshire, phone)).path == "/my"


async def test_new_words_on_any_day_sign_the_others_out(northshire: World) -> None:
    first, phone = await with_a_passkey(northshire)
    second = await signs_in(northshire, phone)
    await second.open("/my/words")
    offered = second.text

    await second.fill(form="/my/words", step="other", new="")
    other = second.text
    await second.fill(form="/my/words", new=NEW)
    await first.open("/my")

    assert "Someone may have seen your words" not in offered
    assert re.findall(r'class="offered">(.*)</p>', offered) != re.findall(r'class="offered">(.*)</p>', other)
    assert second.path == "/my"
    assert first.path.startswith("/sign-in")


@pytest.mark.parametrize("action", ["/my/keys/new", "/my/prove/passkey", "/my/words"])
async def test_a_form_of_another_site_asks_no_device(northshire: World, action: str) -> None:
    browser, _ = await comes_in(northshire, GOOD)

    reply = await browser.client.post(action, content="token=x&answer=&new=", headers=FORM)

    assert reply.status_code == 403
    assert "challenge" not in reply.text


async def test_the_one_script_is_our_own_and_the_policy_lets_no_other_in(northshire: World) -> None:
    browser = Browsing(northshire.app)

    reply = await browser.open(f"/sign-in/{northshire.council.council.slug}")
    script = await browser.client.get("/web/passkey.js")

    assert re.findall(r"<script([^>]*)>", reply.text) == [' src="/web/passkey.js" defer']
    assert "script-src 'self';" in reply.headers["content-security-policy"]
    assert "unsafe" not in reply.headers["content-security-policy"]
    assert script.headers["content-type"].startswith("text/javascript")
    assert "://" not in script.text
    asked = await asks(browser, f"/sign-in/{northshire.council.council.slug}/passkey")
    assert json.loads(asked.text)["userVerification"] == "required"
    assert asked.headers["cache-control"] == "no-store"
