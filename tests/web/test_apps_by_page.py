"""Letting an app in by our own page, with less than it asks for; and looking after it later."""

from datetime import timedelta
from urllib.parse import urlencode

from auth.permissions import Permission
from tests.conftest import WEDNESDAY
from tests.make.apps import ALLOWED, Played, an_app, said_by
from tests.make.browsing import FORM, Browsing, comes_in
from tests.make.world import World

GOOD = "otter window biscuit"
SECRET = Permission.advocate_requests_read.value


async def asks(browser: Browsing, played: Played, **more: str) -> str:
    """Let an app send the browser to us; return the query."""
    query = urlencode(played.asking(**more))
    await browser.open(f"/oauth/authorize?{query}")
    return query


async def says(browser: Browsing, answer: str, *scopes: str) -> dict[str, str]:
    """Answer, and return what the app is told."""
    browser.client.follow_redirects = False
    reply = await browser.fill(answer=answer, more=[("scope", each) for each in scopes])
    browser.client.follow_redirects = True
    assert reply.status_code == 303, reply.text
    return said_by(reply.headers["location"])


async def test_she_lets_an_app_in_with_less_than_it_asks_for(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire)
    await asks(browser, played)
    shown = browser.text

    told = await says(browser, "yes", "me:read", "plans:read")

    tokens = (await played.change(told["code"])).json()
    assert "Plan Pal" in shown
    assert shown.count('type="checkbox"') == len(ALLOWED)
    assert sorted(tokens["scope"].split()) == ["me:read", "plans:read"]
    assert told["state"] == "a state"


async def test_no_is_as_easy_as_yes_and_so_is_ticking_nothing(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire)

    await asks(browser, played)
    no = await says(browser, "no", "me:read")
    await asks(browser, played)
    nothing = await says(browser, "yes")

    assert no["error"] == nothing["error"] == "access_denied"
    await browser.open("/my/apps")
    assert "You have let no app in." in browser.text


async def test_a_scope_that_the_app_did_not_ask_for_cannot_be_slipped_in(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire)
    await asks(browser, played, scope="me:read")

    told = await says(browser, "yes", "me:read", "plans:read", "sessions:end")

    assert (await played.change(told["code"])).json()["scope"] == "me:read"


async def test_whoever_is_not_signed_in_signs_in_first_and_comes_back_to_the_question(
    northshire: World, eastvale: World
) -> None:
    _, told = await comes_in(northshire, GOOD)
    browser, played = Browsing(northshire.app), await an_app(northshire)
    await asks(browser, played)
    assert eastvale.council.council.slug in browser.text
    await browser.open(next(each for each in browser.links if northshire.council.council.slug in each))

    await browser.fill(name=told["name"])
    await browser.fill(words=GOOD)

    assert browser.path == "/apps/consent"
    assert (await says(browser, "yes", "me:read"))["code"]


async def test_a_secret_is_not_ticked_and_asks_for_a_fresh_sign_in(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire, scopes=[*ALLOWED, SECRET], allowed=[*ALLOWED, SECRET])
    northshire.at(WEDNESDAY + timedelta(minutes=6))

    await asks(browser, played, scope=f"me:read {SECRET}")
    first = browser.path
    await browser.fill(words=GOOD)

    assert first == "/my/prove"
    assert browser.path == "/apps/consent"
    (box,) = [each for each in browser.text.split("<input") if f'value="{SECRET}"' in each]
    assert "checked" not in box


async def test_an_app_that_is_unknown_or_of_another_address_gets_a_page_and_no_answer(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire)

    for changed in ({"client_id": "app_unknown"}, {"redirect_uri": "https://bad.example/back"}):
        reply = await browser.open(f"/apps/consent?{urlencode(played.asking(**changed))}")

        assert reply.status_code == 400
        assert "bad.example" not in browser.text


async def test_an_app_of_another_council_and_a_worker_get_nowhere(northshire: World, eastvale: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    worker, _ = await comes_in(northshire, "pebble lantern walrus", who="ade", by="kim")
    theirs, ours = await an_app(eastvale), await an_app(northshire)

    answers = [
        await browser.open(f"/apps/consent?{urlencode(theirs.asking())}"),
        await worker.open(f"/apps/consent?{urlencode(ours.asking())}"),
    ]

    assert [each.status_code for each in answers] == [403, 403]


async def test_the_page_lets_its_form_end_at_the_app_and_nowhere_else(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire)

    await asks(browser, played)

    assert browser.last is not None
    policy = browser.last.headers["content-security-policy"]
    assert policy.endswith("form-action 'self' https://planpal.example")


async def test_she_lets_an_app_do_less_and_then_sends_it_away(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire)
    await asks(browser, played)
    told = await says(browser, "yes", "me:read", "plans:read")
    tokens = (await played.change(told["code"])).json()
    await browser.open("/my/apps")
    path = next(each for each in browser.links if each.startswith("/my/apps/"))
    await browser.open(path)

    await browser.fill(form=path, more=[("scope", "me:read"), ("scope", "sessions:end")])
    narrowed = browser.text
    await browser.fill(form=f"{path}/away")

    assert narrowed.count('type="checkbox"') == 1
    assert "can see and do nothing" in browser.text
    assert (await played.refresh(tokens["refresh_token"])).status_code == 400


async def test_a_yes_of_another_site_lets_nobody_in(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire)
    query = await asks(browser, played)

    reply = await browser.client.post(
        "/apps/consent", content=urlencode({"asked": query, "answer": "yes", "scope": "me:read"}), headers=FORM
    )

    assert reply.status_code == 403


async def one_of_hers(browser: Browsing, played: Played) -> str:
    """Let an app in, and open its page."""
    await asks(browser, played)
    await played.change((await says(browser, "yes", "me:read", "plans:read"))["code"])
    await browser.open("/my/apps")
    path = next(each for each in browser.links if each.startswith("/my/apps/"))
    await browser.open(path)
    return path


async def test_her_page_says_who_made_an_app_since_when_and_till_when(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire)

    await one_of_hers(browser, played)

    for said in (played.app.developer, played.app.contact, "You let it in:", "till Tuesday 1 June 2027"):
        assert said in browser.text
    assert played.app.privacy_notice in browser.links


async def test_an_app_that_the_council_stopped_is_said_to_do_nothing(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    played = await an_app(northshire)
    path = await one_of_hers(browser, played)

    await northshire["kim"].delete(f"/v1/apps/{played.app.id}/approval")
    await browser.open(path)

    assert "It may not come in here now" in browser.text


async def test_with_nothing_ticked_any_more_the_app_is_sent_away(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    path = await one_of_hers(browser, await an_app(northshire))

    await browser.fill(form=path)

    assert "can see and do nothing" in browser.text
    await browser.open("/my/apps")
    assert "You have let no app in." in browser.text


async def test_an_app_stands_among_her_devices_and_is_signed_out_there_alone(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD)
    await one_of_hers(browser, await an_app(northshire))
    await browser.open("/my/devices")
    (card,) = [each for each in browser.text.split("<li>") if "Plan Pal" in each]

    await browser.fill(form=card.split('action="')[1].split('"')[0])

    assert browser.path == "/my/devices"
    assert "Plan Pal" not in browser.text
