"""Every operation for an app of every single scope: it answers with that scope, and with no other."""

import pytest_asyncio
from fastapi import FastAPI

from api.app import api_routes, guarded
from auth.permissions import GRANTS, Permission
from auth.scopes import SCOPES
from models.accounts import Role
from tests.make.apps import Played, an_app
from tests.make.world import Speaker, World
from tests.walls import addresses, cast, table
from tests.walls.addresses import row_id
from tests.walls.clones import Connection
from tests.walls.test_matrix import call

EVERY = [each.value for each in SCOPES]
FORBIDDEN, REFUSED = 403, (401, 403)


@pytest_asyncio.fixture(scope="module")
async def here(app: FastAPI, owner_url: str) -> World:
    return await cast.gathered(app, owner_url)


async def apps_of_one_scope(world: World) -> dict[str, Speaker]:
    """Let Maya let in an app for each scope, and nothing but that scope."""
    made: dict[str, Speaker] = {}
    for scope in EVERY:
        one: Played = await an_app(world, allowed=EVERY, scopes=EVERY)
        made[scope] = await one.speaker("maya", scope=scope, ticked=(scope,))
    return made


async def test_an_app_may_do_what_its_scope_says_and_nothing_else(
    here: World, app: FastAPI, superuser: Connection
) -> None:
    permissions, apps, over, under = guarded(app), await apps_of_one_scope(here), [], []
    tried = 0
    for route in api_routes(app):
        wanted = permissions.get(route.name)
        if wanted is None:
            continue
        row = row_id(here, superuser, table.rows_of(route.name)[0])
        method, path, body = call(here, route.name, row, "maya")
        for scope, speaker in apps.items():
            headers = await addresses.condition(here, here["maya"], route.name, path) if scope == wanted else {}
            reply = await speaker.call(method, path, body, headers=headers)
            tried += 1
            if scope != wanted and reply.status_code != FORBIDDEN:
                over.append(f"{scope} on {route.name}: {reply.status_code}")
            if scope == wanted and reply.status_code in REFUSED and route.name not in ALONE:
                under.append(f"{scope} on {route.name}: {reply.status_code} {reply.text}")

    assert over == []
    assert under == []
    assert tried > len(EVERY) * 60


# Her shares tell of her advocate, and are read with a scope that is no secret: no app is shown them.
ALONE = {"read_what_i_share"}


def test_no_scope_is_anybody_s_but_a_young_person_s() -> None:
    assert set(SCOPES) < GRANTS[Role.young_person]
    held_by_staff = set().union(*(grants for role, grants in GRANTS.items() if role is not Role.young_person))
    assert not set(SCOPES) & held_by_staff
    assert {each for each in Permission if each.startswith(("apps:", "sessions:"))}.isdisjoint(SCOPES)
