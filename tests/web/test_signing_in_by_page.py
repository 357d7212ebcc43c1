"""Signing in by our own pages, which need no script: invite, words, devices, and whoever holds the phone."""

from datetime import timedelta

import pytest

from tests.conftest import WEDNESDAY
from tests.make.browsing import FORM, Browsing, comes_in, invite
from tests.make.world import World

GOOD, OTHER = "otter window biscuit", "pebble lantern walrus"


def slug(world: World) -> str:
    return world.council.council.slug


async def signs_in(world: World, name: str, words: str, agent: str = "Mozilla/5.0 (Windows NT 10.0)") -> Browsing:
    browser = Browsing(world.app, agent)
    await browser.open(f"/sign-in/{slug(world)}")
    await browser.fill(name=name)
    await browser.fill(words=words)
    return browser


async def test_an_invite_is_a_code_a_number_and_words_and_then_she_is_in(northshire: World) -> None:
    browser, told = await comes_in(northshire, GOOD)

    assert told["name"] in browser.text
    await browser.open("/my/devices")
    assert "an iPhone" in browser.text
    assert "This is the one you use now." in browser.text


async def test_she_signs_in_with_her_name_and_her_words(northshire: World) -> None:
    _, told = await comes_in(northshire, GOOD)

    browser = await signs_in(northshire, told["name"], GOOD)

    assert browser.path == "/my"
    await browser.open("/my/devices")
    assert "a Windows PC" in browser.text


async def test_wrong_words_are_told_kindly_and_typed_nowhere_again(northshire: World) -> None:
    _, told = await comes_in(northshire, GOOD)

    browser = await signs_in(northshire, told["name"], OTHER)

    assert browser.last is not None
    assert browser.last.status_code == 422
    assert "That did not fit" in browser.text
    assert OTHER not in browser.text


async def test_neither_code_nor_number_nor_words_stand_in_an_address(northshire: World) -> None:
    browser, told = Browsing(northshire.app), await invite(northshire)
    await browser.open(f"/invite/{slug(northshire)}")
    seen = []

    for reply in (
        await browser.fill(code=told["code"]),
        await browser.fill(number=told["number"]),
        await browser.fill(words=GOOD),
    ):
        seen += [str(each.url) for each in (*reply.history, reply)]

    assert not [each for each in seen if told["code"] in each or told["number"] in each or "otter" in each]


async def test_other_words_are_offered_as_often_as_she_likes(northshire: World) -> None:
    browser, told = Browsing(northshire.app), await invite(northshire)
    await browser.open(f"/invite/{slug(northshire)}")
    await browser.fill(code=told["code"])
    await browser.fill(number=told["number"])
    first = browser.text

    await browser.fill(step="other", words="")

    assert browser.text != first
    await browser.fill(words="password")
    assert "easy to guess" in browser.text
    await browser.fill(words=GOOD)
    assert browser.path == "/my/name"


async def test_a_form_of_another_site_does_nothing(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    await browser.open("/my/seen")
    stranger = Browsing(northshire.app)
    await stranger.open(f"/invite/{slug(northshire)}")
    another = dict(stranger.forms[0].fields)["token"]

    answers = [(await browser.client.post("/my/seen", content=f"token={each}", headers=FORM)) for each in ("", another)]
    await browser.open("/my/seen")
    fields = dict(browser.forms[0].fields)
    crossed = await browser.client.post(
        "/my/seen",
        content=f"token={fields['token']}",
        headers=FORM | {"Sec-Fetch-Site": "cross-site"},
    )

    assert [each.status_code for each in (*answers, crossed)] == [403, 403, 403]
    assert (await browser.open("/my/devices")).url.path == "/my/devices"


async def test_a_cookie_that_somebody_changed_is_nobody_s(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    value = browser.client.cookies["kept-session"]
    jay = value.replace(str(northshire.id_of("maya")), str(northshire.id_of("jay")))

    browser.client.cookies.clear()
    browser.client.cookies.set("kept-session", jay)
    await browser.open("/my/devices")

    assert jay != value
    assert browser.path.startswith("/sign-in")


async def test_signing_out_holds_at_once_and_leaves_nothing_on_a_shared_tablet(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    kept = browser.client.cookies["kept-session"]
    await browser.open("/my")

    reply = await browser.fill(form="/sign-out")

    assert browser.path == "/signed-out"
    assert reply.history[0].headers["clear-site-data"] == '"cache", "storage"'
    assert "kept-session" not in browser.client.cookies
    thief = Browsing(northshire.app)
    thief.client.cookies.set("kept-session", kept)
    await thief.open("/my/devices")
    assert thief.path.startswith("/sign-in")


async def test_she_signs_one_device_out_and_then_all(northshire: World) -> None:
    phone, told = await comes_in(northshire, GOOD)
    laptop = await signs_in(northshire, told["name"], GOOD)
    await phone.open("/my/devices")
    others = [each.action for each in phone.forms if each.action.startswith("/my/devices/") and "end" in each.action]

    for action in [each for each in others if each != "/my/devices/end"]:
        await phone.open("/my/devices")
        await phone.fill(form=action)

    await laptop.open("/my")
    assert laptop.path.startswith("/sign-in")
    await phone.fill(form="/my/devices/end")
    assert phone.path == "/signed-out"
    await phone.open("/my/devices")
    assert phone.path.startswith("/sign-in")


async def test_somebody_saw_my_phone_signs_out_every_other_device_at_once(northshire: World) -> None:
    phone, told = await comes_in(northshire, GOOD)
    laptop = await signs_in(northshire, told["name"], GOOD)
    await phone.open("/my/seen")

    await phone.fill(form="/my/seen")

    assert "You have done nothing wrong" in phone.text
    assert "999" in phone.text
    await laptop.open("/my")
    assert laptop.path.startswith("/sign-in")
    await phone.open("/my")
    assert phone.path == "/my"


async def test_she_proves_once_more_who_she_is(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    northshire.at(WEDNESDAY + timedelta(minutes=6))
    await browser.open("/my/prove?then=/my/devices")

    await browser.fill(words=OTHER)
    wrong = browser.text
    await browser.fill(words=GOOD)

    assert "That did not fit" in wrong
    assert browser.path == "/my/devices"


@pytest.mark.parametrize("then", ["https://bad.example", "//bad.example", "/my//bad.example", "/my/../v1/me", "/v1/me"])
async def test_nobody_is_sent_elsewhere_after_signing_in(northshire: World, then: str) -> None:
    _, told = await comes_in(northshire, GOOD)
    browser = Browsing(northshire.app)
    await browser.client.get("/sign-in")
    await browser.open(f"/sign-in/{slug(northshire)}")
    await browser.fill(name=told["name"], then=then)

    await browser.fill(words=GOOD, then=then)

    assert browser.path == "/my"


async def test_whoever_is_not_signed_in_comes_back_to_where_they_wanted(northshire: World, eastvale: World) -> None:
    _, told = await comes_in(northshire, GOOD)
    browser = Browsing(northshire.app)
    await browser.open("/my/devices")
    assert eastvale.council.council.slug in browser.text
    assert "then=/my/devices" in str(browser.last.url) if browser.last else False
    await browser.open(next(each for each in browser.links if slug(northshire) in each))

    await browser.fill(name=told["name"])
    await browser.fill(words=GOOD)

    assert browser.path == "/my/devices"


@pytest.mark.parametrize("path", ["/sign-in", "/invite", "/sign-in/{slug}", "/invite/{slug}", "/sign-in/{slug}/lost"])
async def test_a_page_asks_no_other_host_and_is_kept_by_nobody(northshire: World, path: str) -> None:
    browser = Browsing(northshire.app)

    reply = await browser.open(path.format(slug=slug(northshire)))

    assert reply.status_code == 200
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["cache-control"] == "no-store"
    assert "://" not in browser.text
    assert "<script" not in browser.text or 'src="/web/' in browser.text


async def test_a_council_that_is_not_there_is_a_page_that_says_so(northshire: World) -> None:
    reply = await Browsing(northshire.app).open("/sign-in/nowhere")

    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")


async def test_when_the_words_are_lost_it_says_who_can_help(northshire: World) -> None:
    browser = Browsing(northshire.app)

    await browser.open(f"/sign-in/{slug(northshire)}/lost")

    assert "Children&#39;s Rights" in browser.text or "Children's Rights" in browser.text
    assert "Childline" in browser.text


async def test_with_a_name_of_its_own_the_cookies_belong_to_one_address_only(northshire: World) -> None:
    northshire.app.state.public = "https://kept.northshire.example"
    try:
        reply = await Browsing(northshire.app, base="https://kept.northshire.example").open("/sign-in")
    finally:
        northshire.app.state.public = "http://localhost:8000"

    kept = reply.headers["set-cookie"]
    assert kept.startswith("__Host-kept-device=")
    assert all(each in kept for each in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    assert "Domain" not in kept
