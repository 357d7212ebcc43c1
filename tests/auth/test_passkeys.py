"""Passkeys: made with a fresh sign-in or an invite, good only with their owner there, and never for a copy."""

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import pytest

from auth.signing_in.doorstep import WrongSecret
from auth.signing_in.entering import Entered, redeem, sign_in
from auth.signing_in.passkeys import (
    begin_proof,
    begin_redeeming,
    begin_registration,
    begin_sign_in,
    finish_proof,
    finish_redeeming,
    finish_sign_in,
)
from rules.errors import NotNow
from tests.auth.test_signing_in import GOOD, LAPTOP, PHONE, comes_in, invite, speaker, step
from tests.conftest import WEDNESDAY
from tests.make.authenticator import Authenticator
from tests.make.passkeys import makes_passkey, proves, signs_in, site, with_a_passkey
from tests.make.world import World

MINUTES = timedelta(minutes=1)


async def test_she_signs_in_with_her_phone_and_types_nothing(northshire: World) -> None:
    phone = Authenticator()
    await with_a_passkey(northshire, phone)

    entered = await signs_in(northshire, phone)

    assert entered.session.account_id == northshire.id_of("maya")
    assert (await speaker(northshire, entered).get("/v1/me/access-log")).status_code == 200


async def test_she_has_several_and_calls_them_what_she_likes(northshire: World) -> None:
    phone, tablet = Authenticator(), Authenticator()
    entered = await with_a_passkey(northshire, phone)
    await makes_passkey(northshire, entered, tablet, "the tablet")
    maya = speaker(northshire, entered)

    (newest, oldest) = (await maya.get("/v1/me/passkeys")).json()["items"]
    renamed = await maya.patch(f"/v1/me/passkeys/{oldest['id']}", {"name": "the pink one"})

    assert {newest["name"], oldest["name"]} == {"the tablet", "my phone"}
    assert renamed.json()["name"] == "the pink one"
    assert await signs_in(northshire, tablet)
    assert await signs_in(northshire, phone)
    assert all(each["last_used_at"] for each in (await maya.get("/v1/me/passkeys")).json()["items"])


async def test_one_that_was_taken_away_opens_nothing(northshire: World) -> None:
    phone = Authenticator()
    entered = await with_a_passkey(northshire, phone)
    maya = speaker(northshire, entered)
    (only,) = (await maya.get("/v1/me/passkeys")).json()["items"]

    gone = await maya.delete(f"/v1/me/passkeys/{only['id']}")

    assert gone.status_code == 200
    assert (await maya.get("/v1/me/passkeys")).json()["items"] == []
    assert (await maya.delete(f"/v1/me/passkeys/{only['id']}")).status_code == 404
    with pytest.raises(WrongSecret):
        await signs_in(northshire, phone)


async def test_a_borrowed_phone_takes_none_away_and_nobody_takes_somebody_elses(northshire: World) -> None:
    await with_a_passkey(northshire, Authenticator())
    (only,) = (await northshire["maya"].get("/v1/me/passkeys")).json()["items"]

    borrowed = await northshire.phone_of("maya").delete(f"/v1/me/passkeys/{only['id']}")
    jay = await northshire["jay"].delete(f"/v1/me/passkeys/{only['id']}")

    assert (borrowed.status_code, borrowed.json()["code"]) == (401, "fresh_sign_in_needed")
    assert jay.status_code == 404
    assert (await northshire["jay"].patch(f"/v1/me/passkeys/{only['id']}", {"name": "mine"})).status_code == 404
    assert (await northshire["jay"].get("/v1/me/passkeys")).json()["items"] == []


async def test_an_invite_is_opened_with_a_passkey_instead_of_words_and_that_last_way_in_stays(
    northshire: World,
) -> None:
    phone, made_for = Authenticator(), await invite(northshire)
    typed = (made_for["code"], made_for["number"])

    options = await begin_redeeming(step(northshire), site(northshire), northshire.id, typed)
    answer = (phone.makes(options), "my phone")
    entered = await finish_redeeming(step(northshire), site(northshire), (northshire.id, *typed), answer, PHONE)

    assert entered.session.account_id == northshire.id_of("maya")
    assert await signs_in(northshire, phone)
    maya = speaker(northshire, entered)
    (only,) = (await maya.get("/v1/me/passkeys")).json()["items"]
    refused = await maya.delete(f"/v1/me/passkeys/{only['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_way_in")
    with pytest.raises(WrongSecret):
        await finish_redeeming(step(northshire), site(northshire), (northshire.id, *typed), answer, PHONE)


async def test_a_recovery_takes_every_earlier_way_in_away(northshire: World) -> None:
    phone, first = Authenticator(), await invite(northshire)
    await makes_passkey(northshire, await comes_in(northshire, first), phone)
    second = await invite(northshire, "ruth")
    typed = (second["code"], second["number"])

    options = await begin_redeeming(step(northshire), site(northshire), northshire.id, typed)
    answer = (Authenticator().makes(options), "a new phone")
    await finish_redeeming(step(northshire), site(northshire), (northshire.id, *typed), answer, LAPTOP)

    with pytest.raises(WrongSecret):
        await signs_in(northshire, phone)
    with pytest.raises(WrongSecret):
        await sign_in(step(northshire), northshire.id, first["name"], GOOD, PHONE)
    confirmed = await northshire["ruth"].put(f"/v1/young-people/{northshire.id_of('maya')}/recovery-confirmation")
    assert confirmed.json() == {"confirmed": 1}


async def test_a_passkey_made_first_makes_words_set_later_a_recovery_too(northshire: World) -> None:
    made_for = await invite(northshire)
    typed = (made_for["code"], made_for["number"])
    options = await begin_redeeming(step(northshire), site(northshire), northshire.id, typed)
    phone = Authenticator()
    await finish_redeeming(
        step(northshire), site(northshire), (northshire.id, *typed), (phone.makes(options), "a phone"), PHONE
    )

    await comes_in(northshire, await invite(northshire))

    with pytest.raises(WrongSecret):
        await signs_in(northshire, phone)


async def test_proving_it_once_more_is_good_for_five_minutes(northshire: World) -> None:
    phone = Authenticator()
    entered = await with_a_passkey(northshire, phone)
    northshire.at(WEDNESDAY + 9 * MINUTES)
    maya = speaker(northshire, entered)
    before = (await maya.get("/v1/me/access-log")).status_code

    await proves(northshire, entered, phone)

    assert before == 401
    assert (await maya.get("/v1/me/access-log")).status_code == 200
    northshire.at(WEDNESDAY + 14 * MINUTES + timedelta(seconds=1))
    assert (await maya.get("/v1/me/access-log")).status_code == 401


async def test_nobody_proves_it_with_somebody_elses_passkey(northshire: World) -> None:
    hers, his = Authenticator(), Authenticator()
    entered = await with_a_passkey(northshire, hers)
    jay = await redeem(
        step(northshire), northshire.id, await _typed(northshire, "jay"), "pebble lantern walrus", LAPTOP
    )
    await makes_passkey(northshire, jay, his)

    with pytest.raises(WrongSecret):
        await proves(northshire, entered, his)


async def test_a_passkey_is_made_only_with_a_fresh_sign_in(northshire: World) -> None:
    entered = await comes_in(northshire, await invite(northshire))
    northshire.at(WEDNESDAY + 6 * MINUTES)

    with pytest.raises(NotNow) as refused:
        await makes_passkey(northshire, entered, Authenticator())

    assert refused.value.code == "fresh_sign_in_needed"


async def test_an_answer_is_good_once_even_of_twenty_at_once(northshire: World) -> None:
    phone = Authenticator(step=0)
    await with_a_passkey(northshire, phone)
    answer = phone.signs(await begin_sign_in(step(northshire), site(northshire), northshire.id))

    ways = await asyncio.gather(
        *(finish_sign_in(step(northshire), site(northshire), northshire.id, answer, LAPTOP) for _ in range(20)),
        return_exceptions=True,
    )

    assert sum(isinstance(each, Entered) for each in ways) == 1
    assert sum(isinstance(each, WrongSecret) for each in ways) == 19


async def test_an_answer_is_good_for_five_minutes_and_only_for_what_was_asked(northshire: World) -> None:
    phone = Authenticator()
    entered = await with_a_passkey(northshire, phone)
    here, there = step(northshire), site(northshire)
    whose, session = entered.session_of, entered.session.id
    late = phone.signs(await begin_sign_in(here, there, northshire.id))
    for_a_proof = phone.signs(await begin_proof(here, there, whose, session))

    with pytest.raises(WrongSecret):
        await finish_sign_in(here, there, northshire.id, for_a_proof, LAPTOP)
    with pytest.raises(WrongSecret):
        await finish_proof(here, there, whose, uuid4(), for_a_proof)
    northshire.at(WEDNESDAY + 5 * MINUTES)
    with pytest.raises(WrongSecret):
        await finish_sign_in(here, there, northshire.id, late, LAPTOP)


async def test_one_that_is_on_several_devices_does_not_count_and_goes_on(northshire: World) -> None:
    phone = Authenticator(step=0)
    await with_a_passkey(northshire, phone)

    assert await signs_in(northshire, phone)
    assert await signs_in(northshire, phone)


async def test_the_page_asks_for_the_owner_and_says_nothing_of_who_they_are(northshire: World) -> None:
    entered = await with_a_passkey(northshire, Authenticator())
    here, there = step(northshire), site(northshire)

    to_make = json.loads(await begin_registration(here, there, entered.session_of, entered.session.id))
    to_sign = json.loads(await begin_sign_in(here, there, northshire.id))

    assert to_make["authenticatorSelection"]["userVerification"] == "required"
    assert to_make["authenticatorSelection"]["residentKey"] == "required"
    assert to_make["rp"]["id"] == "localhost"
    assert len(to_make["excludeCredentials"]) == 1
    assert "Maya" not in json.dumps(to_make)
    assert to_sign["userVerification"] == "required"
    assert to_sign.get("allowCredentials", []) == []


async def _typed(world: World, who: str) -> tuple[str, str]:
    told = await invite(world, who=who)
    return told["code"], told["number"]
