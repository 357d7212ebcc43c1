"""Coming in: with an invite, with a passphrase, by proving it once more; and what it costs to guess."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from api.clock import machine_time
from api.statements import Write
from auth.permissions import GRANTS
from auth.signing_in import passphrases
from auth.signing_in.doorstep import Device, Doorstep, TooSoon, WrongSecret
from auth.signing_in.entering import Entered, prove, redeem, sign_in
from auth.tokens import Bearer
from models.invites import Invite
from rules.errors import NotValid
from tests.conftest import WEDNESDAY
from tests.make.world import Speaker, World

GOOD, OTHER = "otter window biscuit", "pebble lantern walrus"
PHONE, LAPTOP = Device("zzphone", "a phone"), Device("zzlaptop", "a laptop")
SECOND = timedelta(seconds=1)


def step(world: World) -> Doorstep:
    return Doorstep(world.app.state.pool, world.app.state.seals)


def speaker(world: World, entered: Entered) -> Speaker:
    """Give somebody who came in the token that their session is worth."""
    bearer = Bearer(
        account_id=entered.session.account_id,
        council_id=world.id,
        role=entered.role,
        session_id=entered.session.id,
        assurance=2,
        scope=frozenset(GRANTS[entered.role]),
        app="kept-tests",
    )
    return Speaker(world.app, world.app.state.keys.sign(bearer, now=machine_time()))


async def invite(world: World, by: str = "sam", who: str = "maya") -> dict[str, Any]:
    place = "workers" if by == "kim" else "young-people"
    reply = await world[by].post(f"/v1/{place}/{world.id_of(who)}/invites")
    assert reply.status_code == 201, reply.text
    said: dict[str, Any] = reply.json()
    return said


async def comes_in(world: World, made: dict[str, Any], words: str = GOOD, device: Device = PHONE) -> Entered:
    return await redeem(step(world), world.id, (made["code"], made["number"]), words, device)


async def test_an_invite_opens_the_door_once(northshire: World) -> None:
    made = await invite(northshire)

    entered = await comes_in(northshire, made)

    assert (await speaker(northshire, entered).get("/v1/me/access-log")).status_code == 200
    with pytest.raises(WrongSecret):
        await comes_in(northshire, made)


async def test_a_code_is_taken_as_a_person_types_it(northshire: World) -> None:
    made = await invite(northshire)

    assert await comes_in(northshire, made | {"code": f" {made['code'].lower().replace('-', ' ')} "})


async def test_an_invite_is_over_after_seven_days(northshire: World) -> None:
    made = await invite(northshire)
    northshire.at(WEDNESDAY + timedelta(days=7))

    with pytest.raises(WrongSecret):
        await comes_in(northshire, made)


async def test_five_wrong_numbers_and_the_right_one_is_refused_too(northshire: World) -> None:
    made = await invite(northshire)
    wrong = f"{(int(made['number']) + 1) % 10**6:06}"
    for _ in range(5):
        with pytest.raises(WrongSecret):
            await comes_in(northshire, made | {"number": wrong})

    with pytest.raises(WrongSecret):
        await comes_in(northshire, made)


async def test_of_twenty_numbers_at_once_five_are_looked_at(northshire: World) -> None:
    made = await invite(northshire)
    wrong = [f"{(int(made['number']) + step) % 10**6:06}" for step in range(1, 21)]

    await asyncio.gather(*(comes_in(northshire, made | {"number": each}) for each in wrong), return_exceptions=True)

    async with step(northshire).at(northshire.id, None, "invites:use") as db:
        (looked_at,) = await db.rows(Write(select(col(Invite.wrong)).where(col(Invite.id) == UUID(made["id"]))))
    assert looked_at["wrong"] == 5


async def test_of_twenty_who_use_an_invite_at_once_one_comes_in(northshire: World) -> None:
    made = await invite(northshire)

    ways = await asyncio.gather(*(comes_in(northshire, made) for _ in range(20)), return_exceptions=True)

    assert sum(isinstance(each, Entered) for each in ways) == 1


async def test_an_invite_that_was_called_back_opens_nothing(northshire: World) -> None:
    made = await invite(northshire)
    path = f"/v1/young-people/{northshire.id_of('maya')}/invites"

    gone = await northshire["sam"].delete(f"{path}/{made['id']}")

    assert gone.status_code == 200
    assert (await northshire["sam"].get(path)).json()["items"][0]["cancelled_at"]
    with pytest.raises(WrongSecret):
        await comes_in(northshire, made)


async def test_an_invite_of_another_council_opens_nothing_here(northshire: World, eastvale: World) -> None:
    made = await invite(northshire)

    with pytest.raises(WrongSecret):
        await redeem(step(eastvale), eastvale.id, (made["code"], made["number"]), GOOD, PHONE)


async def test_who_invites_a_young_person_is_a_worker_of_theirs_or_the_rights_team(northshire: World) -> None:
    path = f"/v1/young-people/{northshire.id_of('maya')}/invites"

    answers = {who: (await northshire[who].post(path)).status_code for who in ("sam", "ruth", "bo", "priya", "kim")}

    assert answers == {"sam": 201, "ruth": 201, "bo": 404, "priya": 403, "kim": 403}


async def test_an_advocate_is_invited_by_the_council_s_admin(northshire: World) -> None:
    made = await invite(northshire, "kim", "ade")

    entered = await comes_in(northshire, made)

    assert (await speaker(northshire, entered).get("/v1/triage")).status_code == 200
    refused = await northshire["kim"].post(f"/v1/workers/{northshire.id_of('maya')}/invites")
    assert refused.status_code == 404


async def test_she_signs_in_with_her_name_and_her_words(northshire: World) -> None:
    made = await invite(northshire)
    await comes_in(northshire, made)

    entered = await sign_in(step(northshire), northshire.id, made["name"].upper(), "Otter  window biscuit ", LAPTOP)

    items = (await speaker(northshire, entered).get("/v1/me/sessions")).json()["items"]
    assert {"a phone", "a laptop"} <= {each["device"] for each in items}


async def test_a_wrong_word_and_a_wrong_name_get_the_same_answer(northshire: World) -> None:
    made = await invite(northshire)
    await comes_in(northshire, made)
    said = []

    for name, words in ((made["name"], OTHER), ("nobody123", GOOD)):
        with pytest.raises(WrongSecret) as refused:
            await sign_in(step(northshire), northshire.id, name, words, LAPTOP)
        said.append((refused.value.sentence, refused.value.code))

    assert said[0] == said[1]


async def test_guessing_from_elsewhere_never_makes_her_own_phone_wait(northshire: World) -> None:
    made = await invite(northshire)
    await comes_in(northshire, made)
    await sign_in(step(northshire), northshire.id, made["name"], GOOD, PHONE)
    for _ in range(3):
        with pytest.raises(WrongSecret):
            await sign_in(step(northshire), northshire.id, made["name"], OTHER, Device("", "a stranger"))
    with pytest.raises(WrongSecret):
        await sign_in(step(northshire), northshire.id, made["name"], OTHER, Device(str(uuid4()), "a stranger"))

    with pytest.raises(TooSoon):
        await sign_in(step(northshire), northshire.id, made["name"], GOOD, Device("", "a stranger"))
    assert await sign_in(step(northshire), northshire.id, made["name"], GOOD, PHONE)


async def test_a_stranger_waits_a_minute_at_most_and_then_comes_in_with_the_right_words(northshire: World) -> None:
    made = await invite(northshire)
    await comes_in(northshire, made)
    for hour in range(12):
        northshire.at(WEDNESDAY + timedelta(hours=hour))
        with pytest.raises(WrongSecret):
            await sign_in(step(northshire), northshire.id, made["name"], OTHER, LAPTOP)

    northshire.at(WEDNESDAY + timedelta(hours=11) + 59 * SECOND)
    with pytest.raises(TooSoon):
        await sign_in(step(northshire), northshire.id, made["name"], GOOD, LAPTOP)
    northshire.at(WEDNESDAY + timedelta(hours=11) + 60 * SECOND)
    assert await sign_in(step(northshire), northshire.id, made["name"], GOOD, LAPTOP)


async def test_of_fifty_guesses_at_once_four_are_looked_at(northshire: World) -> None:
    made = await invite(northshire)
    await comes_in(northshire, made)

    ways = await asyncio.gather(
        *(sign_in(step(northshire), northshire.id, made["name"], OTHER, LAPTOP) for _ in range(50)),
        return_exceptions=True,
    )

    assert sum(isinstance(each, WrongSecret) for each in ways) == 4


async def test_proving_it_once_more_is_good_for_five_minutes(northshire: World) -> None:
    entered = await comes_in(northshire, await invite(northshire))
    later = WEDNESDAY + timedelta(minutes=9)
    northshire.at(later)
    phone = speaker(northshire, entered)
    before = (await phone.get("/v1/me/access-log")).status_code
    with pytest.raises(WrongSecret):
        await prove(step(northshire), entered.session_of, entered.session.id, OTHER)

    await prove(step(northshire), entered.session_of, entered.session.id, GOOD)

    assert before == 401
    assert (await phone.get("/v1/me/access-log")).status_code == 200
    northshire.at(later + timedelta(minutes=5) + SECOND)
    assert (await phone.get("/v1/me/access-log")).status_code == 401


@pytest.mark.parametrize("words", ["password", "maya", "12345678", "qwertyuiop", "a", "x" * 129, "letmein1"])
async def test_what_others_could_guess_is_not_taken(northshire: World, words: str) -> None:
    made = await invite(northshire)

    with pytest.raises(NotValid) as refused:
        await comes_in(northshire, made, words)

    assert refused.value.code == "easy_to_guess"
    assert await comes_in(northshire, made)


def test_three_easy_words_are_offered_and_would_be_taken() -> None:
    words = passphrases.easy_words()

    assert len(words) == len(set(words)) >= 2000
    assert all(each.isalpha() and each.islower() and 3 <= len(each) <= 9 for each in words)
    for _ in range(200):
        passphrases.must_be_hard_to_guess(passphrases.offered())
