"""An app that tries to have more of her than she agreed to, and one that is held to what it proved."""

import pytest

from tests.auth.oauth.test_proving_a_key import asks, bound
from tests.make.apps import Played, an_app
from tests.make.proving import Key
from tests.make.world import World

PEOPLE, SECRET = "people:read", "advocate-requests:read"


async def with_a_secret_elsewhere(world: World) -> tuple[Played, str]:
    """Tell of an app that has a secret on her laptop, and on a phone the rest alone; return the token of the phone."""
    app = await an_app(world, allowed=[PEOPLE, SECRET])
    await app.tokens(scope=f"{PEOPLE} {SECRET}", ticked=(PEOPLE, SECRET))
    told = await app.tokens(scope=PEOPLE)
    assert told["scope"] == PEOPLE
    return app, told["refresh_token"]


async def test_a_session_never_gets_what_she_agreed_to_in_another(northshire: World) -> None:
    app, token = await with_a_secret_elsewhere(northshire)

    for _ in range(2):
        told = (await app.refresh(token)).json()
        token = told["refresh_token"]

        assert told["scope"] == PEOPLE


async def test_nor_does_it_by_asking_for_it(northshire: World) -> None:
    app, token = await with_a_secret_elsewhere(northshire)

    asked = await app.refresh(token, scope=f"{PEOPLE} {SECRET}")

    assert asked.json()["error"] == "invalid_scope"
    assert (await app.refresh(token)).json()["scope"] == PEOPLE


async def test_nor_by_losing_the_reply(northshire: World) -> None:
    app, token = await with_a_secret_elsewhere(northshire)
    app.headers["Idempotency-Key"] = "one-tap"

    told = [(await app.refresh(token)).json()["scope"] for _ in range(2)]

    assert told == [PEOPLE, PEOPLE]


TWICE = {"/v1/me/plans/care/changes": 200, "/v1/me/plans/pathway": 404}


@pytest.mark.parametrize(("path", "status"), TWICE.items())
async def test_one_proof_is_enough_for_a_request_that_has_to_look_twice(
    northshire: World, path: str, status: int
) -> None:
    key = Key()
    _, told = await bound(northshire, key)
    proof = key.proof("GET", path, told["access_token"])

    first, second = [await asks(northshire, told["access_token"], proof, path=path) for _ in range(2)]

    assert (first.status_code, second.status_code) == (status, 401)
