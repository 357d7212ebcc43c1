"""Whether the process lives, and whether it can keep what it is asked to keep."""

from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.health import calendar_says
from api.settings import Settings
from tests.make.world import Speaker, World

NOWHERE = "postgresql://kept_api@127.0.0.1:1/kept?connect_timeout=1"


async def asked(app: FastAPI, path: str) -> httpx.Response:
    return await Speaker(app, None).get(path)


async def test_a_process_that_lives_says_so_and_no_more(app: FastAPI) -> None:
    reply = await asked(app, "/livez")

    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


async def test_a_service_that_can_keep_a_promise_is_ready(app: FastAPI) -> None:
    reply = await asked(app, "/readyz")

    assert reply.status_code == 200
    assert reply.json()["status"] == "ready"
    assert {"database", "migrations", "calendar"} <= set(reply.json()["checks"])
    assert set(reply.json()["checks"].values()) == {"ok"}
    assert reply.json()["warnings"] == []
    assert reply.json()["calendar_days_left"] > 365


async def test_without_its_database_it_lives_but_is_not_ready(settings: Settings) -> None:
    app = create_app(replace(settings, database_url=NOWHERE))

    alive, ready = await asked(app, "/livez"), await asked(app, "/readyz")

    assert alive.status_code == 200
    assert (ready.status_code, ready.json()["status"]) == (503, "not_ready")
    assert (ready.json()["checks"]["database"], ready.json()["checks"]["migrations"]) == ("unreachable", "unknown")


async def test_behind_its_migrations_it_is_not_ready(settings: Settings) -> None:
    app = create_app(settings)
    app.state.revision = "9999"

    async with app.router.lifespan_context(app):
        ready = await asked(app, "/readyz")

    assert (ready.status_code, ready.json()["checks"]["migrations"]) == (503, "behind")


@pytest.mark.parametrize(
    ("days_left", "says", "warnings"),
    [
        (400, "ok", []),
        (120, "ok", []),
        (119, "ok", ["calendar_ends_soon"]),
        (0, "ok", ["calendar_ends_soon"]),
        (-1, "ended", []),
    ],
)
def test_a_calendar_that_ends_soon_is_a_warning_and_one_that_has_ended_a_failure(
    days_left: int, says: str, warnings: list[str]
) -> None:
    assert calendar_says(days_left) == (says, warnings)


async def test_it_names_no_council(northshire: World, eastvale: World) -> None:
    page = (await northshire.nobody().get("/readyz")).text.lower()

    assert not [word for word in ("northshire", "eastvale", "council") if word in page]
    assert str(eastvale.id) not in page
