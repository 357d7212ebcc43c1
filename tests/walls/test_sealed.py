"""What seals the secrets of an account that was opened anew: without any one of its walls, something shows."""

import pytest

from models.recoveries import Recovery
from tests.conftest import WEDNESDAY
from tests.walls import cast
from tests.walls.clones import plant, run
from tests.walls.hats import HATS, sealed_for
from tests.walls.stage import Stage

SECRET = {
    "requests": "select id from kept.requests where kind in ('advocate', 'complaint')",
    "involvements": "select id from kept.involvements where role = 'advocate'",
    "introductions": "select id from kept.introductions where role = 'advocate'",
    "history": "select id from kept.history",
    "complaint_helpers": "select id from kept.complaint_helpers",
    "plan_shares": "select id from kept.plan_shares",
    "notices": "select id from kept.notices where secret",
    "looks": "select actor_id from kept.looks",
    "alarms": "select id from kept.alarms",
}

# One wall keeps both: her secrets from whoever may not be she, and what is sealed from whoever came in anew.
ONE_FOR_BOTH = {"involvements": "secret_wall_young_person"}


def shown(stage: Stage, relation: str, *broken: str) -> int:
    """Count what Maya is shown after she came in anew; `broken` is done to the walls first."""
    with stage.connection.transaction(force_rollback=True):
        for statement in broken:
            run(stage.connection, statement)
        invite = run(stage.connection, "select id from kept.invites limit 1").fetchone()
        assert invite
        anew = WEDNESDAY + cast.HOUR
        hers = stage.world.id_of("maya")
        plant(
            stage.connection,
            Recovery(council_id=stage.world.id, young_person_id=hers, invite_id=invite[0], recovered_at=anew),
        )
        stage.connection.execute("select walls.enter(%(context)s, %(seal)s)", sealed_for(stage.world, "maya").values)
        return len(run(stage.connection, SECRET[relation]).fetchall())


@pytest.mark.parametrize("relation", SECRET)
def test_what_is_sealed_shows_as_soon_as_its_wall_is_gone_or_opened(stage: Stage, relation: str) -> None:
    wall = f"{ONE_FOR_BOTH.get(relation, 'sealed_wall')} on kept.{relation}"

    assert "maya" in HATS
    assert shown(stage, relation) == 0
    assert shown(stage, relation, f"drop policy {wall}") > 0
    assert shown(stage, relation, f"alter policy {wall} using (true)") > 0


@pytest.mark.parametrize(
    "statement",
    [
        "drop policy door_context on kept.recoveries",
        "alter policy door_context on kept.recoveries using (false)",
    ],
)
def test_what_is_sealed_shows_when_nobody_can_read_that_an_account_was_opened_anew(
    stage: Stage, statement: str
) -> None:
    assert shown(stage, "requests", statement) > 0
