"""Whoever reaches the database without being let in is shown nothing, whichever hat they put on."""

from collections.abc import Iterable, Mapping
from itertools import product

import psycopg
import pytest

from tests.walls.clones import Connection, everything, relations, run
from tests.walls.lines import JOBS, SEES_NOTHING, WORN, put_on
from tests.walls.stage import Stage

VERBS = ("select", "insert", "update", "delete", "truncate")
# What everyone may know: the councils that serve, and the number of the migration.
TOLD_TO_ALL = {("kept_public", "councils", "select"), ("kept_api", "alembic_version", "select")}


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
