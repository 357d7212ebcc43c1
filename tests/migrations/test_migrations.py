"""The migrations build what the models say, both ways, and put the walls up each time."""

from collections.abc import Iterator

import psycopg
import pytest
from alembic.script import ScriptDirectory

from api import embedded, installing, keys, migrations, revisions

DATABASE = "kept_migrations"


@pytest.fixture
def owner(server: embedded.Server) -> Iterator[str]:
    """Return the owner's login to a database of its own."""
    installing.prepare(server, keys.new_context_key(), database=DATABASE)
    yield embedded.dsn(server, "kept_owner", DATABASE)
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(f"drop database {DATABASE} with (force)")


def _count(owner: str, question: str) -> int:
    with psycopg.connect(owner) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return int(row[0])


POLICIES = "select count(*) from pg_policies where schemaname = 'kept'"
TABLES = "select count(*) from pg_tables where schemaname = 'kept' and tablename <> 'alembic_version'"


def test_the_models_say_nothing_that_the_migrations_do_not(owner: str) -> None:
    migrations.drift(owner)


def test_the_newest_revision_is_the_one_that_migrating_leads_to() -> None:
    assert revisions.newest() == ScriptDirectory.from_config(migrations.config()).get_current_head()


def test_a_migration_can_be_taken_back_and_made_again(owner: str) -> None:
    tables, policies = _count(owner, TABLES), _count(owner, POLICIES)

    migrations.downgrade(owner, "base")
    assert _count(owner, TABLES) == 0
    migrations.upgrade(owner, keys.new_context_key())

    assert (_count(owner, TABLES), _count(owner, POLICIES)) == (tables, policies)


def test_migrating_again_changes_nothing_but_puts_every_wall_back(owner: str) -> None:
    policies = _count(owner, POLICIES)
    with psycopg.connect(owner) as connection:
        connection.execute("drop policy council_wall on requests")

    migrations.upgrade(owner, keys.new_context_key())

    assert _count(owner, POLICIES) == policies


def test_only_the_newest_key_and_the_one_before_it_seal_a_context(owner: str, server: embedded.Server) -> None:
    for _ in range(3):
        migrations.upgrade(owner, keys.new_context_key())

    assert _count(embedded.superuser_dsn(server, DATABASE), "select count(*) from walls.context_keys") == 2


def test_a_database_of_a_newer_release_is_refused_in_a_sentence(owner: str) -> None:
    with psycopg.connect(owner) as connection:
        connection.execute("update kept.alembic_version set version_num = '9999'")

    with pytest.raises(RuntimeError, match="9999"):
        migrations.upgrade(owner, keys.new_context_key())
