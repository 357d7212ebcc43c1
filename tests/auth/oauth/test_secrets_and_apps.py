"""What is secret is in no app's hands unless its council and she said so, and then only for a few minutes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.sql import ClauseElement
from sqlmodel import col

from auth.oauth.authorizing import NotSure
from auth.scopes import SCOPES, SECRETS, in_words
from models.involvements import InvolvementRole
from models.sessions import Session
from tests.conftest import WEDNESDAY
from tests.make.apps import an_app
from tests.make.scenes import involve
from tests.make.world import World

EVERYTHING = [each.value for each in SCOPES]


async def test_what_is_secret_is_not_ticked_for_her(northshire: World) -> None:
    app = await an_app(northshire, allowed=EVERYTHING)

    pending = await app.pending(scope=" ".join(EVERYTHING))

    assert {each.scope for each in pending.scopes if not each.ticked} == SECRETS
    assert [each.scope for each in pending.scopes] == EVERYTHING


async def test_an_app_that_names_no_scope_asks_for_no_secret(northshire: World) -> None:
    app = await an_app(northshire, allowed=EVERYTHING)

    pending = await app.pending()

    assert not {each.scope for each in pending.scopes} & SECRETS


async def test_an_app_sees_her_people_as_a_mere_phone_does_whatever_it_was_given(northshire: World) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate, started=WEDNESDAY - timedelta(days=9))
    app = await an_app(northshire, allowed=EVERYTHING)
    maya = await app.speaker("maya", scope=" ".join(EVERYTHING), ticked=tuple(EVERYTHING))

    hers, theirs, phone = [
        (await each.get("/v1/me/people")).json() for each in (northshire["maya"], maya, northshire.phone_of("maya"))
    ]

    assert "Ade" in str(hers)
    assert theirs == phone
    assert "Ade" not in str(theirs)


async def test_a_secret_that_she_ticked_is_shown_for_five_minutes_and_then_asks_for_a_fresh_sign_in(
    northshire: World,
) -> None:
    app = await an_app(northshire, allowed=EVERYTHING)
    await northshire.change(*_proved(northshire))
    maya = await app.speaker("maya", scope="feedback:read", ticked=("feedback:read",))

    first = await maya.get("/v1/me/feedback")
    northshire.at(WEDNESDAY + timedelta(minutes=5, seconds=1))
    later = await maya.get("/v1/me/feedback")

    assert (first.status_code, later.status_code) == (200, 401)
    assert "insufficient_user_authentication" in later.headers["www-authenticate"]


@pytest.mark.parametrize("wanted", [{"acr_values": "aal2"}, {"max_age": "300"}], ids=str)
async def test_an_app_that_wants_a_fresh_sign_in_gets_a_yes_only_after_one(
    northshire: World, wanted: dict[str, Any]
) -> None:
    app = await an_app(northshire)

    with pytest.raises(NotSure):
        await app.code("maya", sure=1, **wanted)

    assert (await app.pending(**wanted)).fresh
    assert await app.code("maya", **wanted)


async def test_only_a_young_person_says_yes_in_a_session_of_her_own_that_stands(northshire: World) -> None:
    app = await an_app(northshire)
    with pytest.raises(NotSure):
        await app.code("sam")

    await northshire["maya"].delete("/v1/me/sessions")

    with pytest.raises(NotSure):
        await app.code("maya")


async def test_who_ticks_nothing_has_said_no(northshire: World) -> None:
    app = await an_app(northshire)

    with pytest.raises(KeyError):
        await app.code("maya", ticked=())

    assert (await northshire["maya"].get("/v1/me/apps")).json()["items"] == []


def test_every_scope_has_words() -> None:
    assert len(in_words(EVERYTHING)) == len(EVERYTHING)


def _proved(world: World) -> list[ClauseElement]:
    """Let her have proved who she is at this very moment, and not for ever as tests mostly have it."""
    mine = col(Session.id) == world.session_of("maya", 2)
    return [update(Session).where(mine).values(proved_at=WEDNESDAY)]
