"""What is kept no longer: the replies to POSTs, a day after; and nothing else, ever."""

from datetime import timedelta

from jobs.desk import Desk
from jobs.retain import retain
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.clones import Connection, relations, run

ASK = "/v1/me/contact-requests"


def _rows(above: Connection, world: World) -> dict[str, int]:
    """Count the rows of this council, table by table."""
    counted = {}
    for relation in set(relations(above)) - {"alembic_version"}:
        ((counted[relation],),) = run(
            above,
            f"select count(*) from kept.{relation} where council_id = %s",  # noqa: S608  names from the catalogue
            [world.id],
        )
    return counted


async def test_a_reply_is_kept_for_a_day_and_everything_else_for_good(
    northshire: World, desk: Desk, above: Connection
) -> None:
    northshire.at(WEDNESDAY)
    await northshire["maya"].post(ASK, {"about": "my room"}, key="yesterday")
    northshire.at(WEDNESDAY + timedelta(hours=2))
    await northshire["maya"].post(ASK, {"about": "my brother"}, key="today")
    before = _rows(above, northshire)

    northshire.at(WEDNESDAY + timedelta(hours=25))
    await retain(desk)

    after = _rows(above, northshire)
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {
        "idempotency_keys": (2, 1)
    }
    again = await northshire["maya"].post(ASK, {"about": "my brother"}, key="today")
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_a_reply_is_not_let_go_before_its_day_is_over(northshire: World, desk: Desk, above: Connection) -> None:
    northshire.at(WEDNESDAY)
    await northshire["maya"].post(ASK, {"about": "my room"}, key="once")
    before = _rows(above, northshire)

    northshire.at(WEDNESDAY + timedelta(hours=24))
    await retain(desk)

    assert _rows(above, northshire) == before
