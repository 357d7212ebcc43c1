"""Names that a session makes for itself, if it ever may: the helpers of the walls, who hold the keys, take none."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import sql

from auth.permissions import Hat
from tests.walls.cast import sealed
from tests.walls.clones import Connection, run
from tests.walls.lines import let_in
from tests.walls.stage import Stage

# A check of a domain runs as whoever casts to it: here, in a helper that is misled, as the one who holds the keys.
TRAP = """
create function pg_temp.taken(said text) returns boolean language plpgsql as $$
begin
  raise notice 'taken by %', current_user;
  return true;
end $$;
create domain pg_temp.uuid as text check (pg_temp.taken(value));
create domain pg_temp.timestamptz as text check (pg_temp.taken(value));
"""

# About the day on which the apps here end.
DAYS = ((5, 31), (6, 1), (6, 2), (6, 6))


@pytest.fixture
def injected(stage: Stage) -> Iterator[Connection]:
    database = sql.Identifier(stage.clone.name)
    stage.connection.execute(sql.SQL("grant temporary on database {} to kept_api").format(database))
    with stage.clone.as_api() as connection:
        connection.execute(TRAP)
        yield connection
    stage.connection.execute(sql.SQL("revoke temporary on database {} from kept_api").format(database))


@pytest.mark.parametrize(
    "helper",
    [
        "my_team()",
        "me()",
        "moment()",
        "council(walls.hat())",
        "assurance()",
        "my_young_people()",
        "secrets_since()",
        "gone()",
    ],
)
def test_no_helper_takes_a_type_that_was_made_for_the_session(stage: Stage, injected: Connection, helper: str) -> None:
    heard: list[str | None] = []
    injected.add_notice_handler(lambda said: heard.append(said.message_primary))

    with injected.transaction(force_rollback=True):
        let_in(injected, sealed(stage.world, "sam", Hat.worker))
        found = psycopg.ClientCursor(injected).execute(f"select walls.{helper}::text").fetchall()

    assert found
    assert heard == []


@pytest.mark.parametrize("zone", ["UTC", "<EUROPE/LONDON>+167", "<europe/london>-167"])
def test_no_session_moves_the_day_on_which_an_app_ends(stage: Stage, zone: str) -> None:
    asked = "select walls.app_stands(council_id, id, null, 'me:read', %s) from kept.apps where name = 'machine'"
    with stage.connection.transaction(force_rollback=True):
        stage.connection.execute(sql.SQL("set local timezone = {}").format(sql.Literal(zone)))
        standing = [run(stage.connection, asked, [datetime(2027, *day, 12, tzinfo=UTC)]).fetchone() for day in DAYS]

    assert standing == [(True,), (True,), (False,), (False,)]
