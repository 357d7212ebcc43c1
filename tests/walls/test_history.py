"""Every write is signed and every look by staff is noted; she can read both; nobody can change either."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from auth.permissions import Hat
from models.accounts import Role
from rules.kinds import AdvocatePurpose, Kind
from tests.conftest import WEDNESDAY
from tests.make.scenes import takes, tries
from tests.make.world import World
from tests.walls import cast
from tests.walls.cast import sealed
from tests.walls.clones import Connection, entered, plant, relations, run
from tests.walls.stage import Stage

TEN_MINUTES = timedelta(minutes=10)
CHALLENGE = 'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="300"'
WORDS = "zzbrother"


def history(superuser: Connection, world: World, since: int = 0) -> Sequence[Mapping[str, Any]]:
    """Return what was written in a council by people, in the order of the writing, but for the first `since` lines."""
    found = run(
        superuser,
        "select relation, move, permission, actor_name, actor_role, app, actor_id, young_person_id, columns"
        " from kept.history where council_id = %s and app <> 'kept' order by xmin::text::bigint, relation",
        [world.id],
    )
    names = [column.name for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found][since:]


def told(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{line['move']} {line['relation']} {line['permission']} by {line['actor_name']}" for line in lines]


def looks(superuser: Connection, world: World) -> list[tuple[Any, ...]]:
    return run(
        superuser,
        "select actor_name, purpose, young_person_id, ten_minutes from kept.looks"
        " where council_id = %s order by 4, 1, 2",
        [world.id],
    ).fetchall()


async def test_every_kind_of_write_leaves_a_line_for_each_row(northshire: World, superuser: Connection) -> None:
    world = northshire
    asked = await world.asks_to_be_called("maya", message=WORDS)
    address = f"/v1/me/contact-requests/{asked['id']}"
    away = {"away_from": WEDNESDAY.isoformat(), "away_until": "2026-07-01T00:00:00Z"} | {
        "covered_by": str(world.id_of("bo"))
    }
    log = {"asked_at": WEDNESDAY.isoformat(), "asked_through": "phone", "message": WORDS}
    told_so_far = told(history(superuser, world))
    assert told_so_far == [
        "insert requests contact-requests:ask by None",
        "insert timeline contact-requests:ask by None",
    ]
    by_sam, moved = "by Sam", ("update requests", "insert timeline", "insert notices")
    calls = (
        (world["maya"].patch("/v1/me", {"pronouns": WORDS}), ["update young_people me:edit by None"]),
        (
            takes(world, "sam", asked),
            [f"{each} requests:take {by_sam}" for each in moved],
        ),
        (
            tries(world, "sam", asked, "no_answer", note=WORDS),
            [f"{each} requests:attempt {by_sam}" for each in ("insert attempts", *moved)],
        ),
        (
            world["sam"].delete(f"/v1/requests/{asked['id']}/taker"),
            [f"{each} requests:take {by_sam}" for each in moved],
        ),
        (
            world["maya"].post(f"{address}/additions", {"message": WORDS}),
            [f"{each} contact-requests:change by None" for each in ("update requests", "insert timeline")],
        ),
        (
            world["maya"].post(f"{address}/confirmation", {"reached": True}),
            [f"{each} contact-requests:change by None" for each in ("update requests", "insert timeline")],
        ),
        (
            world["sam"].post(f"/v1/young-people/{world.id_of('jay')}/contact-requests", log),
            [f"insert {each} contact-requests:log {by_sam}" for each in ("requests", "timeline")],
        ),
        (world["sam"].put("/v1/workers/me/cover", away), [f"insert covers cover:edit {by_sam}"]),
        (
            world["priya"].put(f"/v1/workers/{world.id_of('sam')}/cover", away),
            ["update covers cover:edit-team by Priya"],
        ),
    )
    for number, (call, wanted) in enumerate(calls, start=1):
        world.at(WEDNESDAY + number * TEN_MINUTES)
        known = len(history(superuser, world))
        reply = await call
        assert reply.is_success, reply.text
        assert sorted(told(history(superuser, world, known))) == sorted(wanted)


async def test_a_line_names_who_what_for_and_which_columns_and_never_the_words(
    northshire: World, superuser: Connection
) -> None:
    asked = await northshire.asks_to_be_called("maya", message=WORDS, about=WORDS)
    await tries(northshire, "sam", asked, "spoke", note=WORDS)
    lines = history(superuser, northshire)
    changed = next(line for line in lines if line["move"] == "update")

    assert (changed["actor_id"], changed["actor_role"]) == (northshire.id_of("sam"), "social_worker")
    assert (changed["app"], changed["permission"]) == ("kept-tests", "requests:attempt")
    assert changed["young_person_id"] == northshire.id_of("maya")
    assert changed["columns"] == ["changed_by_id", "ended_at", "next_look_at", "state", "talked_at"]
    kept = run(superuser, "select h::text from kept.history h where council_id = %s", [northshire.id]).fetchall()
    assert kept
    assert WORDS not in str(kept)


async def test_a_refused_write_leaves_no_line(northshire: World, superuser: Connection) -> None:
    asked = await northshire.asks_to_be_called("maya")
    before = history(superuser, northshire)

    assert (await tries(northshire, "bo", asked)).status_code == 404
    assert (await tries(northshire, "sam", asked, "spoke", at="2030-01-01T00:00:00Z")).status_code == 422

    assert history(superuser, northshire) == before


async def test_a_look_by_staff_is_noted_once_in_ten_minutes(northshire: World, superuser: Connection) -> None:
    world = northshire
    asked = await world.asks_to_be_called("maya")
    pages = {
        "requests:read": f"/v1/requests/{asked['id']}",
        "triage:read": "/v1/triage",
        "young-people:read": "/v1/young-people",
    }
    maya, jay = world.id_of("maya"), world.id_of("jay")

    for minutes in (0, 3, 9):
        world.at(WEDNESDAY + timedelta(minutes=minutes))
        for page in pages.values():
            assert (await world["sam"].get(page)).status_code == 200
    first = looks(superuser, world)
    world.at(WEDNESDAY + TEN_MINUTES)
    await world["sam"].get(pages["requests:read"])
    await world["alex"].get(pages["requests:read"])

    assert {row[:3] for row in first} == {("Sam", purpose, maya) for purpose in pages} | {
        ("Sam", "young-people:read", jay)
    }
    assert len(first) == 4
    added = [row for row in looks(superuser, world) if row not in first]
    assert [row[:3] for row in added] == [("Alex", "requests:read", maya), ("Sam", "requests:read", maya)]


async def test_only_whoever_was_shown_is_said_to_have_been_looked_at(northshire: World, superuser: Connection) -> None:
    asked = await northshire.asks_to_be_called("maya")

    for page in (f"/v1/requests/{asked['id']}", "/v1/triage", "/v1/young-people"):
        await northshire["bo"].get(page)
    await northshire["sam"].get(f"/v1/triage?young_person_id={northshire.id_of('jay')}")

    assert looks(superuser, northshire) == []


async def test_who_reads_what_is_over_is_said_to_have_looked_and_who_is_refused_is_not(
    northshire: World, superuser: Connection
) -> None:
    """Whoever hears a young person sees who it was, also when it is over."""
    ended = cast.request(
        northshire, "ended", kind=Kind.advocate, purpose=AdvocatePurpose.advocate, team_id="voice", worker_id=None
    )
    plant(superuser, ended)

    refused = [await northshire[who].get(f"/v1/requests/{ended.id}") for who in ("sam", "dana", "cleo", "eve")]
    nobody_yet = looks(superuser, northshire)
    reply = await northshire["ruth"].get(f"/v1/requests/{ended.id}")

    assert {each.status_code for each in refused} == {404}
    assert nobody_yet == []
    assert reply.status_code == 200
    assert [look[:3] for look in looks(superuser, northshire)] == [("Ruth", "requests:read", northshire.id_of("maya"))]


async def test_she_reads_who_looked_and_who_wrote(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await northshire["dana"].get(f"/v1/requests/{asked['id']}")
    await tries(northshire, "sam", asked)

    reply = await northshire["maya"].get("/v1/me/access-log")

    assert {(line["who"], line["what_for"]) for line in reply.json()["items"]} == {
        ("Dana", "looked at something you asked for"),
        ("Sam", "tried to call you, or wrote down a call"),
    }
    assert (await northshire["jay"].get("/v1/me/access-log")).json()["items"] == []


async def test_without_a_fresh_sign_in_the_answer_is_the_same_whether_or_not_anybody_looked(northshire: World) -> None:
    nothing_yet = await northshire.phone_of("maya").get("/v1/me/access-log")
    asked = await northshire.asks_to_be_called("maya")
    await northshire["sam"].get(f"/v1/requests/{asked['id']}")
    something = await northshire.phone_of("maya").get("/v1/me/access-log")

    for reply in (nothing_yet, something):
        assert (reply.status_code, reply.headers["www-authenticate"]) == (401, CHALLENGE)
        assert reply.json()["code"] == "fresh_sign_in_needed"
    assert nothing_yet.headers["content-length"] == something.headers["content-length"]


@pytest.mark.parametrize("relation", ["history", "looks"])
def test_nobody_can_change_or_delete_what_is_noted(stage: Stage, relation: str) -> None:
    attempts = [
        f"update kept.{relation} set app = 'another'",  # noqa: S608
        f"delete from kept.{relation}",  # noqa: S608
        f"truncate kept.{relation}",
    ]
    if relation == "history":
        attempts.append("insert into kept.history (council_id) values (default)")
    refused = 0
    for role in Role:
        who = (
            next(each.key for each in stage.world.council.staff if each.role == role)
            if role != "young_person"
            else "maya"
        )
        for attempt in attempts:
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege),
                entered(stage.connection, sealed(stage.world, who, Hat[role])) as connection,
            ):
                run(connection, attempt)
            refused += 1
    assert refused == len(Role) * len(attempts)


NOBODY = ("sign_in_challenges", "sign_in_tries", "directory_sessions", "app_codes", "refresh_tokens")
UNNOTED = ("history", "looks", "idempotency_keys", *NOBODY)


def test_a_write_that_nobody_signed_is_refused_even_to_a_superuser(stage: Stage) -> None:
    tables = set(relations(stage.connection)) - {"alembic_version", *UNNOTED}

    for relation in tables:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="without a sealed context"):
            run(stage.connection, f"update kept.{relation} set council_id = council_id")  # noqa: S608
    assert len(tables) == 45
