"""Every route, for everyone, about every kind of row: allowed or refused as the page on behaviour says."""

from collections import Counter
from datetime import timedelta

import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.app import api_routes
from tests.conftest import WEDNESDAY
from tests.make.world import Speaker, World
from tests.walls import addresses, app_rows, cast, people
from tests.walls.addresses import kept_id, row_id
from tests.walls.clones import Connection
from tests.walls.people import NOBODY, ROLES
from tests.walls.table import MAY, OPEN_TO_ALL, cells, expected

Ask = tuple[str, str, object]
ENDS_SESSIONS = ("end_sessions", "say_that_somebody_saw")
LATER = (WEDNESDAY + timedelta(days=30)).isoformat()
ran: Counter[tuple[str, str]] = Counter()


@pytest_asyncio.fixture(scope="module")
async def here(app: FastAPI, owner_url: str) -> World:
    world = await cast.gathered(app, owner_url)
    await world["maya"].put("/v1/me/plans/care/shares", {"whole": True})
    return world


@pytest_asyncio.fixture(scope="module")
async def there(app: FastAPI, owner_url: str) -> World:
    return await cast.gathered(app, owner_url)


def speaker(here: World, there: World, who: str) -> Speaker:
    if who == NOBODY:
        return here.nobody()
    if who == "m1":
        return here.phone_of("maya")
    return there[who.removeprefix("other ")] if who.startswith("other ") else here[who]


def away(world: World) -> dict[str, str]:
    return {"away_from": WEDNESDAY.isoformat(), "away_until": LATER, "covered_by": str(world.id_of("cy"))}


def call(world: World, route: str, row: object, who: str = "") -> Ask:
    """Return the call of a route: method, path and a body that is right, from `who` where that makes a difference."""
    mine, work, attempt = f"/v1/me/contact-requests/{row}", f"/v1/requests/{row}", {"outcome": "no_answer"}
    calls: dict[str, Ask] = {
        "read_me": ("GET", "/v1/me", None),
        "edit_me": ("PATCH", "/v1/me", {}),
        "list_my_people": ("GET", "/v1/me/people", None),
        "read_access_log": ("GET", "/v1/me/access-log", None),
        "ask_to_be_called": ("POST", "/v1/me/contact-requests", {}),
        "list_contact_requests": ("GET", "/v1/me/contact-requests", None),
        "read_contact_request": ("GET", mine, None),
        "read_contact_request_clock": ("GET", f"{mine}/clock", None),
        "withdraw_contact_request": ("POST", f"{mine}/withdrawal", None),
        "confirm_contact_request": ("POST", f"{mine}/confirmation", {"reached": True}),
        "add_to_contact_request": ("POST", f"{mine}/additions", {"message": "And one thing more."}),
        "read_triage": ("GET", "/v1/triage", None),
        "read_request": ("GET", work, None),
        "acknowledge_request": ("PUT", f"{work}/acknowledgement", None),
        "take_request": ("PUT", f"{work}/taker", None),
        "put_request_back": ("DELETE", f"{work}/taker", None),
        "record_attempt": ("POST", f"{work}/attempts", attempt),
        "list_young_people": ("GET", "/v1/young-people", None),
        "log_contact_request": (
            "POST",
            f"/v1/young-people/{row}/contact-requests",
            {"asked_at": (WEDNESDAY - cast.HOUR).isoformat(), "asked_through": "phone"},
        ),
        "read_my_cover": ("GET", "/v1/workers/me/cover", None),
        "edit_my_cover": ("PUT", "/v1/workers/me/cover", {"away_from": None, "away_until": None, "covered_by": None}),
        "edit_cover": ("PUT", f"/v1/workers/{row}/cover", away(world)),
        "invite_young_person": ("POST", f"/v1/young-people/{row}/invites", None),
        "list_invites": ("GET", f"/v1/young-people/{row}/invites", None),
        "cancel_invite": ("DELETE", f"/v1/young-people/{world.id_of('maya')}/invites/{row}", None),
        "invite_worker": ("POST", f"/v1/workers/{row}/invites", None),
        "confirm_recovery": ("PUT", f"/v1/young-people/{row}/recovery-confirmation", None),
        "list_sessions": ("GET", "/v1/me/sessions", None),
        "say_that_somebody_saw": ("POST", "/v1/me/sightings", None),
        "end_session": ("DELETE", f"/v1/me/sessions/{row}", None),
        "end_sessions": ("DELETE", "/v1/me/sessions", None),
        "list_passkeys": ("GET", "/v1/me/passkeys", None),
        "name_passkey": ("PATCH", f"/v1/me/passkeys/{row}", {"name": "the tablet"}),
        "remove_passkey": ("DELETE", f"/v1/me/passkeys/{row}", None),
        "edit_departure": ("PUT", f"/v1/workers/{row}/departure", {"leaves_at": LATER}),
    }
    named = addresses.plans(world, row) | addresses.people(world, row, who) | addresses.rota(world, row)
    return (calls | say(row) | named | app_rows.calls(row))[route]


def say(row: object) -> dict[str, Ask]:
    """Return the calls of having a say."""
    asked, said, work = f"/v1/me/advocate-requests/{row}", f"/v1/me/feedback/{row}", f"/v1/requests/{row}"
    return {
        "ask_for_an_advocate": ("POST", "/v1/me/advocate-requests", {"purpose": "advocate"}),
        "list_advocate_requests": ("GET", "/v1/me/advocate-requests", None),
        "read_advocate_request": ("GET", asked, None),
        "read_advocate_request_clock": ("GET", f"{asked}/clock", None),
        "withdraw_advocate_request": ("POST", f"{asked}/withdrawal", None),
        "confirm_advocate_request": ("POST", f"{asked}/confirmation", {"answered": True}),
        "give_feedback": ("POST", "/v1/me/feedback", {"kind": "complaint", "message": "Nobody listens."}),
        "list_feedback": ("GET", "/v1/me/feedback", None),
        "read_feedback": ("GET", said, None),
        "read_feedback_clock": ("GET", f"{said}/clock", None),
        "withdraw_feedback": ("POST", f"{said}/withdrawal", None),
        "confirm_feedback": ("POST", f"{said}/confirmation", {"answered": False}),
        "ask_for_help_now": ("POST", "/v1/me/help-now", None),
        "list_help_requests": ("GET", "/v1/me/help-now", None),
        "read_help_request": ("GET", f"/v1/me/help-now/{row}", None),
        "confirm_help_request": ("POST", f"/v1/me/help-now/{row}/confirmation", {"reached": True}),
        "say_who_helps": ("PUT", f"{said}/helpers", {"rights_team": True}),
        "list_my_requests": ("GET", "/v1/me/requests", None),
        "read_privacy": ("GET", "/v1/me/privacy", None),
        "answer_request": ("POST", f"{work}/answers", {"message": "We looked.", "decision": "no", "reason": "Money."}),
        "pass_request_on": ("PUT", f"{work}/passed-on", None),
    }


@pytest.mark.parametrize("route", MAY)
async def test_a_route_answers_everyone_as_the_page_says(
    here: World, there: World, superuser: Connection, route: str
) -> None:
    wrong: list[str] = []
    for row, who in cells(route):
        changes_nothing = route.startswith("read_") or expected(route, row, who) >= 400
        found = (kept_id if changes_nothing else row_id)(here, superuser, row)
        method, path, body = call(here, route, found, who)
        if route == "edit_my_cover" and who == "sam":
            body = away(here)  # he stays away, so that Cy stands in for him to the end
        caller = speaker(here, there, who)
        headers = await addresses.condition(here, caller, route, path)
        reply = await caller.call(method, path, body, headers=headers)
        if route in ENDS_SESSIONS:
            await (there if who.startswith("other ") else here).sign_in_again()
        ran[route, "allowed" if reply.is_success else "refused"] += 1
        if reply.status_code != expected(route, row, who):
            wrong.append(f"{who} on {row or route}: {reply.status_code}, not {expected(route, row, who)}")

    assert wrong == []


def test_every_cell_was_tried() -> None:
    assert ran.total() == sum(len(cells(route)) for route in MAY)
    assert ran.total() > 2000


def test_every_route_is_in_the_matrix(app: FastAPI) -> None:
    assert sorted(route.name for route in api_routes(app)) == sorted([*MAY, *OPEN_TO_ALL])


@pytest.mark.parametrize("route", MAY)
def test_every_route_was_allowed_to_somebody_and_refused_to_three(route: str) -> None:
    assert ran[route, "allowed"] >= 1
    everybody = set(MAY[route][0].split()) == set(ROLES.values())
    assert ran[route, "refused"] >= (1 if everybody else 3)


@pytest.mark.parametrize("who", [NOBODY, "sam", "maya", "other sam", "kim"])
async def test_what_is_open_to_all_is_open_to_each(here: World, there: World, app: FastAPI, who: str) -> None:
    pages = {
        each.name: each.path for each in api_routes(app) if each.name in OPEN_TO_ALL and "GET" in (each.methods or ())
    }

    for path in pages.values():
        reply = await speaker(here, there, who).get(path.format(slug=here.council.council.slug))
        assert reply.status_code == 200, reply.text
    assert sorted([*pages, "register_app"]) == sorted(OPEN_TO_ALL)  # which tests/routers/test_apps.py calls


def test_everyone_who_is_named_has_a_relation_to_maya() -> None:
    known = {who for seen in people.SEES.values() for who in seen.split()}

    assert known <= set(ROLES)
    assert set(people.ASKED) == set(cast.REQUESTS)
    assert set(people.SEES) - set(people.ASKED) - {"maya", "sam"} == set(addresses.ROWS)


async def test_a_permission_that_an_app_was_not_given_is_refused_to_whoever_uses_it(here: World) -> None:
    sam = Speaker(here.app, here.token("sam", scope=frozenset({"triage:read"})))

    assert (await sam.get("/v1/triage")).status_code == 200
    assert (await sam.get("/v1/young-people")).status_code == 403
