"""Whoever reaches the database without a sealed line, with a forged one or in another hat, is shown nothing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from itertools import product

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql

from api.clock import machine_time
from api.sealed import Sealed
from auth.permissions import Hat
from tests.make.world import World
from tests.walls.cast import sealed
from tests.walls.clones import Connection, everything, relations, run
from tests.walls.rows import TWIN
from tests.walls.stage import Stage

JOBS = (Hat.ladder, Hat.retention, Hat.handover, Hat.delivery)
HATS = [hat for hat in Hat if hat not in (Hat.loader, *JOBS)]  # kept_api cannot put on those of the loader and the jobs
WORN = ["kept_api", *HATS]
VERBS = ("select", "insert", "update", "delete", "truncate")
SEES_NOTHING = 0
# What everyone may know: the councils that serve, and the number of the migration.
TOLD_TO_ALL = {("kept_public", "councils", "select"), ("kept_api", "alembic_version", "select")}
FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def api(stage: Stage) -> Iterator[Connection]:
    with stage.clone.as_api() as connection:
        yield connection


@pytest.fixture(scope="module")
def columns(stage: Stage) -> Mapping[str, list[str]]:
    found = run(
        stage.connection,
        "select attrelid::regclass::text, array_agg(attname::text order by attnum) from pg_attribute"
        " join pg_class on pg_class.oid = attrelid where relnamespace = 'kept'::regnamespace and relkind = 'r'"
        " and attnum > 0 and not attisdropped and attgenerated = '' group by attrelid",
    )
    return {relation.removeprefix("kept."): names for relation, names in found}


def statement(verb: str, relation: str, columns: list[str]) -> str:
    first = columns[0]
    return {
        "select": f"select count({first}) from kept.{relation}",  # noqa: S608
        "insert": f"insert into kept.{relation} ({first}) values (default)",  # noqa: S608
        "update": f"update kept.{relation} set {first} = {first}",  # noqa: S608
        "delete": f"delete from kept.{relation}",  # noqa: S608
        "truncate": f"truncate kept.{relation}",
    }[verb]


def rows_touched(connection: Connection, asked: str) -> int:
    """Return how many rows a statement finds or changes: none, when it is refused."""
    try:
        with connection.transaction():
            cursor = run(connection, asked)
            found = cursor.fetchone() if cursor.description else None
            return found[0] if found else cursor.rowcount
    except psycopg.errors.InsufficientPrivilege:
        return SEES_NOTHING


def put_on(connection: Connection, hat: str) -> None:
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(hat)))


def say(connection: Connection, line: Sealed) -> None:
    """Set the context by hand, as an injected statement could."""
    connection.execute(
        "select set_config('kept.context', %(context)s, true), set_config('kept.seal', %(seal)s, true)", line.values
    )


def all_shown(connection: Connection, hat: str) -> int:
    return sum(len(everything(connection, hat, relation)) for relation in relations(connection))


def test_there_is_something_to_hide_in_every_relation(stage: Stage) -> None:
    empty = [name for name in relations(stage.connection) if not everything(stage.connection, "postgres", name)]

    assert empty == []


def touched(connection: Connection, worn: Iterable[str], columns: Mapping[str, list[str]]) -> set[tuple[str, str, str]]:
    """Try everything in every hat, and return what found or changed a row."""
    found = set()
    for hat, relation, verb in product(worn, columns, VERBS):
        with connection.transaction(force_rollback=True):
            put_on(connection, hat)
            if rows_touched(connection, statement(verb, relation, columns[relation])):
                found.add((hat, relation, verb))
    return found


def test_without_a_sealed_line_nobody_reads_or_writes_anything(
    stage: Stage, api: Connection, columns: Mapping[str, list[str]]
) -> None:
    assert touched(api, WORN, columns) == TOLD_TO_ALL
    with psycopg.connect(stage.clone.url("kept_jobs"), autocommit=True) as jobs:
        assert touched(jobs, ["kept_jobs", *JOBS], columns) == set()
    assert (len(WORN) + 1 + len(JOBS)) * len(columns) * len(VERBS) > 2500


def test_the_hats_of_the_loader_and_the_jobs_are_none_that_the_service_can_put_on(api: Connection) -> None:
    for role in ("kept_loader", *JOBS, "kept_owner", "kept_context", "postgres"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), api.transaction():
            put_on(api, role)


def forged(stage: Stage) -> Mapping[str, Sealed]:
    """Return lines that a thief could bring, each of Sam's or about Sam."""
    true = sealed(stage.world, "sam", Hat.worker)
    seals = stage.world.app.state.seals
    parts, priya = true.context.split("|"), str(stage.world.id_of("priya"))
    long_ago = int((machine_time() - FIVE_MINUTES - timedelta(seconds=5)).timestamp())
    to_come = int((machine_time() + FIVE_MINUTES + timedelta(seconds=5)).timestamp())
    stale = "|".join([*parts[:-2], str(long_ago), parts[-1]])
    early = "|".join([*parts[:-2], str(to_come), parts[-1]])
    return {
        "no line": Sealed("", ""),
        "no seal": Sealed(true.context, ""),
        "a seal of something else": Sealed(true.context, seals.nobody().seal),
        "a seal by another key": Sealed(true.context, sha256(true.context.encode()).hexdigest()),
        "another council in a sealed line": Sealed(true.context.replace(parts[0], str(TWIN)), true.seal),
        "another person in a sealed line": Sealed(true.context.replace(parts[1], priya), true.seal),
        "another hat in a sealed line": Sealed(true.context.replace("kept_worker", "kept_manager"), true.seal),
        "a seal in capitals": Sealed(true.context, true.seal.upper()),
        "sealed five minutes ago": Sealed(stale, sealed_by_us(stage, stale)),
        "sealed in five minutes": Sealed(early, sealed_by_us(stage, early)),
    }


def sealed_by_us(stage: Stage, line: str) -> str:
    """Seal a line as the service did then: with its key, at another time."""
    (seal,) = run(
        stage.connection,
        "select encode(sha256(outer_pad || sha256(inner_pad || convert_to(%s, 'UTF8'))), 'hex')"
        " from walls.context_keys",
        [line],
    ).fetchone() or ("",)
    return str(seal)


def test_a_line_that_is_sealed_right_now_opens_the_doors(stage: Stage, api: Connection) -> None:
    with api.transaction(force_rollback=True):
        say(api, sealed(stage.world, "sam", Hat.worker))
        put_on(api, Hat.worker)

        assert all_shown(api, Hat.worker) > 50


@pytest.mark.parametrize(
    "how",
    ["no line", "no seal", "a seal of something else", "a seal by another key", "another council in a sealed line",
     "another person in a sealed line", "another hat in a sealed line", "a seal in capitals",
     "sealed five minutes ago", "sealed in five minutes"],
)  # fmt: skip
def test_a_forged_or_stale_line_opens_nothing_and_is_not_let_in(stage: Stage, api: Connection, how: str) -> None:
    line = forged(stage)[how]

    for hat in (each for each in HATS if each is not Hat.public):
        with api.transaction(force_rollback=True):
            say(api, line)
            put_on(api, hat)
            assert all_shown(api, hat) == SEES_NOTHING
    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification), api.transaction():
        api.execute("select walls.enter(%(context)s, %(seal)s)", line.values)


@pytest.mark.parametrize("hat", [hat for hat in HATS if hat not in (Hat.public, Hat.worker)])
def test_a_hat_that_is_changed_after_entering_shows_nothing(stage: Stage, api: Connection, hat: Hat) -> None:
    with api.transaction(force_rollback=True):
        api.execute("select walls.enter(%(context)s, %(seal)s)", sealed(stage.world, "sam", Hat.worker).values)
        put_on(api, hat)

        assert all_shown(api, hat) == SEES_NOTHING


def test_who_takes_the_hat_off_has_no_rights_at_all(stage: Stage, api: Connection) -> None:
    with api.transaction(force_rollback=True):
        api.execute("select walls.enter(%(context)s, %(seal)s)", sealed(stage.world, "sam", Hat.worker).values)
        api.execute("reset role")

        with pytest.raises(psycopg.errors.InsufficientPrivilege), api.transaction():
            api.execute("select id from kept.requests")


def test_a_line_set_by_an_injected_statement_shows_nothing(stage: Stage, api: Connection) -> None:
    line = sealed(stage.world, "priya", Hat.manager)
    with api.transaction(force_rollback=True):
        api.execute("select walls.enter(%(context)s, %(seal)s)", sealed(stage.world, "sam", Hat.worker).values)
        before = all_shown(api, Hat.worker)
        api.execute("select set_config('kept.context', %s, true)", [line.context])

        assert before > SEES_NOTHING
        assert all_shown(api, Hat.worker) == SEES_NOTHING


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_the_next_transaction_on_a_connection_begins_as_nobody(stage: Stage, api: Connection, end: str) -> None:
    with api.transaction(force_rollback=end == "rollback"):
        api.execute("select walls.enter(%(context)s, %(seal)s)", sealed(stage.world, "sam", Hat.worker).values)

    left = "select current_user::text, current_setting('kept.context', true), current_setting('kept.seal', true)"
    assert run(api, left).fetchone() in (("kept_api", "", ""), ("kept_api", None, None))
    with api.transaction():
        put_on(api, Hat.worker)
        assert all_shown(api, Hat.worker) == SEES_NOTHING


def test_a_line_left_in_the_session_does_not_mix_with_the_next_caller_s(stage: Stage, api: Connection) -> None:
    priya, sam = sealed(stage.world, "priya", Hat.manager), sealed(stage.world, "sam", Hat.worker)
    with api.transaction(force_rollback=True):
        api.execute("select walls.enter(%(context)s, %(seal)s)", sam.values)
        alone = {name: everything(api, Hat.worker, name) for name in relations(api)}

    api.execute(
        "select set_config('kept.context', %(context)s, false), set_config('kept.seal', %(seal)s, false)", priya.values
    )
    with api.transaction(force_rollback=True):
        api.execute("select walls.enter(%(context)s, %(seal)s)", sam.values)
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
