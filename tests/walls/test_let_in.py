"""A line opens the doors for whoever was let in with it, in that transaction; set in any other way it opens nothing."""

from datetime import UTC, datetime

import psycopg
import pytest
from fastapi import FastAPI

from api.sealed import Sealed
from auth.permissions import Hat
from models.recoveries import Recovery
from tests.make.world import World
from tests.walls.cast import sealed
from tests.walls.clones import Connection, everything, plant, relations, run
from tests.walls.lines import (
    FORGED,
    HATS,
    SEES_NOTHING,
    WORN,
    all_shown,
    forged,
    let_in,
    put_on,
    said,
    say,
    sealed_by_us,
)
from tests.walls.stage import Stage


def test_who_is_let_in_with_a_line_that_is_sealed_right_now_finds_the_doors_open(stage: Stage, api: Connection) -> None:
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, "sam", Hat.worker))

        assert all_shown(api, Hat.worker) > 50


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_or_stale_line_is_not_let_in(stage: Stage, api: Connection, how: str) -> None:
    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification), api.transaction():
        let_in(api, forged(stage)[how])


@pytest.mark.parametrize("after", ["as the first of its session", "after somebody was let in before", "now"])
@pytest.mark.parametrize("parts", ["", "|2|-Infinity"])
@pytest.mark.parametrize("how", [*FORGED, "true"])
def test_a_line_that_nobody_was_let_in_with_opens_nothing(
    stage: Stage, api: Connection, how: str, parts: str, after: str
) -> None:
    lines = {**forged(stage), "true": sealed(stage.world, "sam", Hat.worker)}
    if after == "after somebody was let in before":
        with api.transaction():
            let_in(api, sealed(stage.world, "sam", Hat.worker))

    for hat in (each for each in HATS if each is not Hat.public):
        with api.transaction(force_rollback=True):
            if after == "now":
                let_in(api, sealed(stage.world, "priya", Hat.manager))
            say(api, lines[how].context + parts)
            put_on(api, hat)
            assert all_shown(api, hat) == SEES_NOTHING


def test_the_line_of_one_transaction_opens_nothing_in_the_next(stage: Stage, api: Connection) -> None:
    with api.transaction():
        let_in(api, sealed(stage.world, "sam", Hat.worker))
        line = said(api)

    with api.transaction(force_rollback=True):
        say(api, line)
        put_on(api, Hat.worker)

        assert all_shown(api, Hat.worker) == SEES_NOTHING


def test_nobody_makes_themselves_surer_than_they_are(stage: Stage, api: Connection) -> None:
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, "maya", Hat.young_person, assurance=1))
        line = said(api)
        assert line.endswith("|1|-Infinity")
        assert all_shown(api, Hat.young_person) > SEES_NOTHING
        say(api, line.replace("|1|-Infinity", "|2|-Infinity"))

        assert run(api, "select walls.assurance()").fetchone() == (0,)
        assert all_shown(api, Hat.young_person) == SEES_NOTHING


@pytest.mark.parametrize("missing", [10, 3], ids=["the moment of sealing", "the role"])
def test_a_sealed_line_with_a_part_missing_is_not_let_in(stage: Stage, api: Connection, missing: int) -> None:
    parts = sealed(stage.world, "sam", Hat.worker).context.split("|")
    line = "|".join(parts[: missing - 1])

    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification), api.transaction():
        let_in(api, Sealed(line, sealed_by_us(stage, line)))


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_nobody_is_let_in_as_of_yesterday(stage: Stage, api: Connection, level: str) -> None:
    run(api, f"set default_transaction_isolation = '{level}'")

    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification), api.transaction():
        let_in(api, sealed(stage.world, "sam", Hat.worker))


def test_a_mere_phone_is_not_told_of_a_press_of_long_ago(stage: Stage, api: Connection) -> None:
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, "maya", Hat.young_person, assurance=1))
        asked = run(api, "select walls.my_open_help(interval '100 years', null, false, null)").fetchone()

    assert asked == (None,)


@pytest.mark.parametrize(("who", "hat"), [("maya", Hat.young_person), ("sam", Hat.worker)])
def test_who_has_left_is_told_at_the_door_alone(stage: Stage, api: Connection, who: str, hat: Hat) -> None:
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, who, hat))

        assert run(api, "select walls.gone()").fetchone() == ([],)


@pytest.mark.parametrize("way", ["walls.enter", "walls.let_in"])
def test_a_proof_of_a_key_is_good_once_by_whichever_way_somebody_is_let_in(
    stage: Stage, api: Connection, way: str
) -> None:
    true, line = f"select {way}(%(context)s, %(seal)s)", sealed(stage.world, "sam", Hat.worker).context
    proven = Sealed(f"{line}{way}", sealed_by_us(stage, f"{line}{way}"))
    with api.transaction():
        run(api, true, proven.values)

    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification, match="seen before"), api.transaction():
        run(api, true, proven.values)


@pytest.mark.parametrize("hat", WORN)
def test_nobody_takes_a_proof_but_the_walls(api: Connection, hat: str) -> None:
    with api.transaction(force_rollback=True):
        put_on(api, hat)

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            api.execute("select walls.take_proof('somebody else''s')")


@pytest.mark.parametrize(("written", "read"), [("SQL, MDY", "SQL, DMY"), ("German", "ISO, MDY")])
def test_how_a_session_spells_its_days_moves_nothing_that_is_sealed(stage: Stage, written: str, read: str) -> None:
    for style in (written, read):
        with stage.connection.transaction(force_rollback=True):
            invite = run(stage.connection, "select id from kept.invites limit 1").fetchone()
            assert invite
            anew = datetime(2026, 3, 2, 10, tzinfo=UTC)
            hers = stage.world.id_of("maya")
            plant(
                stage.connection,
                Recovery(council_id=stage.world.id, young_person_id=hers, invite_id=invite[0], recovered_at=anew),
            )
            run(stage.connection, f"set local datestyle = '{written}'")
            let_in(stage.connection, sealed(stage.world, "maya", Hat.young_person))
            run(stage.connection, f"set local datestyle = '{style}'")

            assert run(stage.connection, "select walls.sealed_before() = %s", [anew]).fetchone() == (True,)


def test_who_goes_back_to_before_another_was_let_in_is_nobody(stage: Stage, api: Connection) -> None:
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, "sam", Hat.worker))
        with api.transaction(force_rollback=True):
            api.execute("reset role")
            let_in(api, sealed(stage.world, "priya", Hat.manager))
            assert all_shown(api, Hat.manager) > SEES_NOTHING

        assert said(api).split("|")[3] == Hat.worker
        assert all_shown(api, Hat.worker) == SEES_NOTHING


@pytest.mark.parametrize("wanted", ["setval('walls.entered', 1)", "nextval('walls.entered')"])
@pytest.mark.parametrize("hat", WORN)
def test_nobody_writes_down_who_was_let_in(api: Connection, hat: str, wanted: str) -> None:
    with api.transaction(force_rollback=True):
        put_on(api, hat)

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            api.execute(f"select {wanted}")


@pytest.mark.parametrize("hat", [hat for hat in HATS if hat not in (Hat.public, Hat.worker)])
def test_a_hat_that_is_changed_after_entering_shows_nothing(stage: Stage, api: Connection, hat: Hat) -> None:
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, "sam", Hat.worker))
        put_on(api, hat)

        assert all_shown(api, hat) == SEES_NOTHING


def test_who_takes_the_hat_off_has_no_rights_at_all(stage: Stage, api: Connection) -> None:
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, "sam", Hat.worker))
        api.execute("reset role")

        with pytest.raises(psycopg.errors.InsufficientPrivilege), api.transaction():
            api.execute("select id from kept.requests")


def test_a_line_set_by_an_injected_statement_shows_nothing(stage: Stage, api: Connection) -> None:
    line = sealed(stage.world, "priya", Hat.manager)
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, "sam", Hat.worker))
        before = all_shown(api, Hat.worker)
        say(api, f"{line.context}|1|-Infinity")

        assert before > SEES_NOTHING
        assert all_shown(api, Hat.worker) == SEES_NOTHING


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_the_next_transaction_on_a_connection_begins_as_nobody(stage: Stage, api: Connection, end: str) -> None:
    with api.transaction(force_rollback=end == "rollback"):
        let_in(api, sealed(stage.world, "sam", Hat.worker))

    left = "select current_user::text, current_setting('kept.context', true)"
    assert run(api, left).fetchone() in (("kept_api", ""), ("kept_api", None))
    with api.transaction():
        put_on(api, Hat.worker)
        assert all_shown(api, Hat.worker) == SEES_NOTHING


def test_a_line_left_in_the_session_does_not_mix_with_the_next_caller_s(stage: Stage, api: Connection) -> None:
    priya, sam = sealed(stage.world, "priya", Hat.manager), sealed(stage.world, "sam", Hat.worker)
    with api.transaction(force_rollback=True):
        let_in(api, sam)
        alone = {name: everything(api, Hat.worker, name) for name in relations(api)}

    say(api, f"{priya.context}|1|-Infinity", for_good=True)
    with api.transaction(force_rollback=True):
        let_in(api, sam)
        after = {name: everything(api, Hat.worker, name) for name in relations(api)}

    assert after == alone


async def test_a_part_of_a_line_cannot_bring_a_part_more(app: FastAPI, northshire: World) -> None:
    """A name of an app that contains the line's own mark would make its bearer as sure as it likes."""
    app_name, maya = "kept-tests|2", northshire.id_of("maya")

    with pytest.raises(ValueError, match="cannot"):
        app.state.seals.seal(northshire.id, maya, "young_person", Hat.young_person, "x", app_name, 1, "")
    token = northshire.token("maya", assurance=1, app=app_name)
    reply = await northshire.nobody().get("/v1/me/access-log", headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 401
