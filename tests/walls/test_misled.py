"""Names that an injected statement makes for its session: the helpers of the walls, who hold the keys, take none."""

from collections.abc import Iterator

import psycopg
import pytest

from auth.permissions import Hat
from tests.walls.cast import sealed
from tests.walls.clones import Connection
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


@pytest.fixture
def injected(stage: Stage) -> Iterator[Connection]:
    with stage.clone.as_api() as connection:
        connection.execute(TRAP)
        yield connection


@pytest.mark.parametrize(
    "helper",
    [
        "my_team()",
        "me()",
        "moment()",
        "council(current_user)",
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
