"""A back-up is made by a login that reads alone, and restored: every row is there, and the service goes on."""

import subprocess
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from api import embedded, installing, keys, migrations, postgres
from api.config_checks import findings
from api.settings import Settings
from tests.conftest import WEDNESDAY
from tests.make.service import serving
from tests.make.world import Speaker, World

RESTORED = "kept_restored"


def run(server: embedded.Server, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as whom PostgreSQL runs as."""
    someone = postgres.stand_in()
    done = subprocess.run(  # noqa: S603  a program of the wheel
        [postgres.find_programs(server.home) / program, *arguments],
        user=someone.pw_uid if someone else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def counted(url: str) -> dict[str, int]:
    """Count the rows of every table, seen by whom no wall stops."""
    found = {}
    with psycopg.connect(url) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'kept'").fetchall()
        for (name,) in tables:
            statement = sql.SQL("select count(*) from kept.{}").format(sql.Identifier(name))
            found[name] = (connection.execute(statement).fetchone() or (0,))[0]
    return found


def restored(server: embedded.Server, settings: Settings) -> None:
    """Back up and restore as docs/operating.md says."""
    file = server.folder / "kept.dump"
    backup = embedded.dsn(server, "kept_backup", installing.DATABASE)
    above = embedded.superuser_dsn(server, RESTORED)
    whole = (
        "--format=custom",
        "--schema=kept",
        "--schema=walls",
        "--schema=jobs",
        "--exclude-table=walls.context_keys*",
    )
    run(server, "pg_dump", f"--dbname={backup}", *whole, f"--file={file}")
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(f"create database {RESTORED}")
    run(server, "pg_restore", f"--dbname={above}", "--exit-on-error", "--single-transaction", str(file))
    with psycopg.connect(above, autocommit=True) as connection:
        connection.execute(installing.ROLES + installing.SCHEMAS)
    key = keys.read_or_make(settings.context_key, keys.new_context_key)
    migrations.upgrade(embedded.dsn(server, "kept_owner", RESTORED), key)


async def test_what_was_backed_up_is_restored_row_for_row_and_served_again(
    server: embedded.Server, settings: Settings, northshire: World
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    restored(server, settings)

    there, here = (
        counted(embedded.superuser_dsn(server, RESTORED)),
        counted(embedded.superuser_dsn(server, installing.DATABASE)),
    )
    assert there == here
    assert there["requests"] > 0
    again = replace(settings, database_url=embedded.dsn(server, "kept_api", RESTORED))
    assert not {each.code for each in findings(again, None)} & {"login_makes", "database_log_quotes"}
    async with serving(again) as app:
        app.state.clock.set(WEDNESDAY)
        maya = Speaker(app, northshire.token("maya"))
        assert (await maya.get("/readyz")).json()["status"] == "ready"
        read = (await maya.get(f"/v1/me/contact-requests/{asked['id']}")).json()
    assert read["due_in_words"] == asked["due_in_words"]


def test_the_login_of_the_back_up_changes_nothing_and_reads_no_key(server: embedded.Server, settings: Settings) -> None:
    assert settings.database_url
    with psycopg.connect(embedded.dsn(server, "kept_backup", installing.DATABASE), autocommit=True) as connection:
        for statement in ("set default_transaction_read_only = off", "set row_security = on"):
            connection.execute(statement)
        for forbidden in (
            "update kept.teams set name = 'mine'",
            "delete from kept.requests",
            "select * from walls.context_keys",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)
