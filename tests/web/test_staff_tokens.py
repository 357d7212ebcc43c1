"""What a directory signs: for us, now, with a key of its own, or it lets nobody in."""

import asyncio
from uuid import uuid4

from tests.make.local_directory import CLIENT, LocalDirectory, SigningKey, of_council
from tests.make.staff_browsing import hears, known, signs_in
from tests.make.world import World

WRONG: dict[str, dict[str, object]] = {
    "another issuer": {"iss": "https://login.bad.example"},
    "another audience": {"aud": "another"},
    "two audiences": {"aud": [CLIENT, "another"]},
    "no audience": {"aud": None},
    "another tenant": {"tid": str(uuid4())},
    "no tenant": {"tid": None},
    "no object": {"oid": None},
    "another nonce": {"nonce": "of another browser"},
    "no nonce": {"nonce": None},
    "over": {"exp": 1},
    "never over": {"exp": None},
    "no moment": {"iat": None},
    "written long ago": {"iat": 1},
    "another party": {"azp": "another"},
    "a subject that is a list": {"sub": ["x"]},
    "an object too long": {"oid": "x" * 256},
    "roles that are no list": {"roles": "worker"},
}


async def test_a_token_that_is_not_for_us_and_now_lets_nobody_in(northshire: World, there: LocalDirectory) -> None:
    which = await of_council(northshire, there)
    answers = {}

    for how, changed in WRONG.items():
        there.changed = changed
        browser = await signs_in(northshire, there, which)
        kept = {"kept-session", "kept-unknown"} & set(browser.client.cookies)
        answers[how] = (browser.last.status_code if browser.last else 0, kept)

    assert answers == dict.fromkeys(WRONG, (400, set()))


async def test_an_unknown_key_is_asked_for_once_a_minute_at_most_and_a_new_one_is_found(
    northshire: World, there: LocalDirectory
) -> None:
    _, which = await known(northshire, there)
    before, good = there.keys_read, there.key
    there.key = SigningKey()
    northshire.app.state.asking.providers._asked_at.clear()  # noqa: SLF001  as a minute later

    fresh = await signs_in(northshire, there, which)
    published, there.key = there.key, SigningKey()
    read = there.keys_read
    for _ in range(5):
        there.more_keys = [published.jwk]
        await signs_in(northshire, there, which)

    assert fresh.path == "/my"
    assert read - before == 1
    assert there.keys_read == read
    assert good.kid != published.kid


async def test_of_twenty_strangers_keys_at_once_and_after_a_directory_is_down_one_is_asked_for(
    northshire: World, there: LocalDirectory
) -> None:
    which = await of_council(northshire, there)
    strangers = [SigningKey().sign({"iss": there.issuer}, typ="logout+jwt") for _ in range(20)]

    await asyncio.gather(*(hears(northshire, which, each) for each in strangers))
    at_once = there.keys_read
    northshire.app.state.asking.providers._asked_at.clear()  # noqa: SLF001  as a minute later
    there.silent = True
    for each in strangers:
        await hears(northshire, which, each)

    assert (at_once, there.keys_read) == (1, 2)


async def test_a_key_of_a_kind_that_we_do_not_know_locks_nobody_out(northshire: World, there: LocalDirectory) -> None:
    there.more_keys = [{"kty": "OKP", "crv": "Ed25519", "kid": "new", "x": "AA"}, {"kty": "oct", "k": "AA"}]

    browser, _ = await known(northshire, there)

    assert browser.path == "/my"
