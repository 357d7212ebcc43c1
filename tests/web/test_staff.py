"""Staff sign in with their council's own directory, and are out when it says so."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.conftest import WEDNESDAY
from tests.make.browsing import comes_in, invite
from tests.make.local_directory import SECRET, LocalDirectory, of_council
from tests.make.staff_browsing import browser_of, front, hears, known, signs_in
from tests.make.world import World

TEN_MINUTES = timedelta(minutes=10)


async def test_a_worker_is_known_by_an_invite_once_and_then_signs_in_at_the_council(
    northshire: World, there: LocalDirectory
) -> None:
    browser, which = await known(northshire, there)
    first = browser.path

    again = await signs_in(northshire, there, which)

    assert (first, again.path) == ("/my", "/my")
    await again.open("/my/devices")
    assert "This is the one you use now." in again.text
    assert {each["code_challenge_method"] for each in there.asked} == {"S256"}
    assert len({each["nonce"] for each in there.asked}) == len(there.asked)


async def test_the_page_names_every_directory_of_the_council(northshire: World, there: LocalDirectory) -> None:
    await of_council(northshire, there, name="Northshire")
    await of_council(northshire, there, name="Northshire Voice", client_id="another")
    browser = browser_of(northshire, there)

    await browser.open(front(northshire))

    assert "Sign in with Northshire" in browser.text
    assert "Sign in with Northshire Voice" in browser.text


async def test_whoever_is_not_of_the_council_any_more_is_out_within_ten_minutes(
    northshire: World, there: LocalDirectory
) -> None:
    browser, _ = await known(northshire, there)
    there.disabled = True
    northshire.at(WEDNESDAY + TEN_MINUTES - timedelta(seconds=1))
    before = (await browser.open("/my")).url.path
    northshire.at(WEDNESDAY + TEN_MINUTES)

    await browser.open("/my")

    assert before == "/my"
    assert browser.path.startswith("/sign-in")
    there.disabled = False
    await browser.open("/my/devices")
    assert browser.path.startswith("/sign-in")


async def test_whoever_lost_the_role_there_is_out_within_ten_minutes(northshire: World, there: LocalDirectory) -> None:
    browser, _ = await known(northshire, there)
    there.who["roles"] = ["manager"]
    northshire.at(WEDNESDAY + TEN_MINUTES)

    await browser.open("/my")

    assert browser.path.startswith("/sign-in")


async def test_whoever_still_is_stays_in_and_notices_nothing(northshire: World, there: LocalDirectory) -> None:
    browser, _ = await known(northshire, there)

    for minutes in (10, 19, 21, 35):
        northshire.at(WEDNESDAY + timedelta(minutes=minutes))
        await browser.open("/my/devices")
        assert browser.path == "/my/devices", minutes


async def test_a_directory_that_does_not_answer_lets_nobody_in_and_signs_nobody_out(
    northshire: World, there: LocalDirectory
) -> None:
    browser, _ = await known(northshire, there)
    northshire.at(WEDNESDAY + TEN_MINUTES)
    kept = browser.client.cookies["kept-session"]
    there.silent = True
    await browser.open("/my")
    outside = browser.path
    there.silent = False
    browser.client.cookies.set("kept-session", kept)

    await browser.open("/my")

    assert outside.startswith("/sign-in")
    assert browser.path == "/my"


async def test_signed_out_there_is_signed_out_here_at_once(northshire: World, there: LocalDirectory) -> None:
    browser, which = await known(northshire, there)

    reply = await hears(northshire, which, there.logout_token())

    assert reply.status_code == 200
    await browser.open("/my")
    assert browser.path.startswith("/sign-in")


async def test_a_sign_out_that_the_directory_did_not_write_so_ends_nothing(
    northshire: World, there: LocalDirectory
) -> None:
    browser, which = await known(northshire, there)
    wrong: list[dict[str, object]] = [
        {"events": {}},
        {"iss": "https://bad.example"},
        {"aud": "another"},
        {"nonce": "n"},
    ]
    wrong += [{"sub": None}, {"iat": 1}, {"jti": None}]

    answers = [await hears(northshire, which, there.logout_token(**each)) for each in wrong]

    assert {each.status_code for each in answers} == {400}
    assert (await browser.open("/my")).url.path == "/my"


async def test_a_departure_said_here_is_over_at_once(northshire: World, there: LocalDirectory) -> None:
    browser, _ = await known(northshire, there)

    left = await northshire["kim"].put(
        f"/v1/workers/{northshire.id_of('sam')}/departure", {"leaves_at": (WEDNESDAY).isoformat()}
    )

    assert left.status_code == 200, left.text
    await browser.open("/my")
    assert browser.path.startswith("/sign-in")


async def test_whoever_has_not_the_role_in_the_directory_does_not_come_in(
    northshire: World, there: LocalDirectory
) -> None:
    _, which = await known(northshire, there)

    for roles in ([], ["manager"], ["council_admin"]):
        there.who["roles"] = roles
        browser = await signs_in(northshire, there, which)

        assert "has not given you the role" in browser.text
        assert "kept-session" not in browser.client.cookies


async def test_an_answer_to_another_browser_lets_nobody_in(northshire: World, there: LocalDirectory) -> None:
    which = await of_council(northshire, there)
    thief, victim = browser_of(northshire, there), browser_of(northshire, there)
    thief.client.follow_redirects = False
    sent = await thief.open(f"{front(northshire)}/{which}")
    answered = await thief.client.get(sent.headers["location"])
    back = answered.headers["location"]

    stranger = await victim.open(back)
    await victim.client.get(sent.headers["location"].replace("state=", "state=x"))

    assert stranger.status_code == 400
    assert "kept-session" not in victim.client.cookies


async def test_an_invite_of_a_young_person_makes_nobody_of_a_directory_known(
    northshire: World, there: LocalDirectory
) -> None:
    which = await of_council(northshire, there)
    told, browser = await invite(northshire, "maya", "sam"), await signs_in(northshire, there, which)

    await browser.fill(code=told["code"], number=told["number"])

    assert "did not fit" in browser.text
    assert "kept-session" not in browser.client.cookies


async def test_proving_once_more_is_done_at_the_directory(northshire: World, there: LocalDirectory) -> None:
    browser, _ = await known(northshire, there)
    northshire.at(WEDNESDAY + timedelta(minutes=6))

    await browser.open("/staff/again?then=/my/devices")

    assert browser.path == "/my/devices"
    assert there.asked[-1]["prompt"] == "login"
    assert browser.text.count("This is the one you use now.") == 1


async def test_neither_the_client_secret_nor_a_refresh_token_is_kept_in_words(
    northshire: World, there: LocalDirectory
) -> None:
    _, which = await known(northshire, there)
    hidden = northshire.app.state.asking.hidden

    kept = hidden.hide(SECRET, str(which))

    assert SECRET not in kept
    assert hidden.reveal(kept, str(which)) == SECRET
    assert hidden.reveal(kept, str(uuid4())) == ""


async def test_what_is_typed_on_a_page_or_told_by_a_directory_is_in_no_log(
    northshire: World, there: LocalDirectory, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    young, told = await comes_in(northshire, "zzotter zzwindow zzbiscuit")
    staff, _ = await known(northshire, there)
    northshire.at(WEDNESDAY + TEN_MINUTES)
    await staff.open("/my")

    printed = capfd.readouterr()
    of_the_test = f"{northshire.app.state.public}/"  # its own client names the addresses that it opens
    kept = "".join(
        f"{each.name} {each.getMessage()}\n" for each in caplog.records if of_the_test not in each.getMessage()
    )
    secrets = [told["code"], told["code"].replace("-", ""), "zzotter", SECRET, *there.given]
    secrets += [*young.client.cookies.values(), *staff.client.cookies.values()]
    assert len(there.given) >= 4
    assert [each for each in secrets if each in kept + printed.out + printed.err] == []
