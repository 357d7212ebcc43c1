"""What was planned in one hat and runs in another: the walls go by the hat that chose the doors."""

from collections.abc import Sequence

import pytest
from psycopg import sql

from auth.permissions import Hat
from tests.walls.cast import sealed
from tests.walls.clones import Connection, readable, run
from tests.walls.lines import HATS, SEES_NOTHING, all_shown, let_in, put_on
from tests.walls.stage import Stage

OTHERS = [each for each in HATS if each is not Hat.public]  # whoever wears that one finds a council, and nobody in it
CALLERS = {"maya": Hat.young_person, "sam": Hat.worker, "priya": Hat.manager}


def others(who: str) -> Sequence[Hat]:
    return [each for each in OTHERS if each is not CALLERS[who]]


@pytest.mark.parametrize("who", CALLERS)
def test_a_cursor_that_was_declared_in_another_hat_shows_nothing(stage: Stage, api: Connection, who: str) -> None:
    for hat in others(who):
        with api.transaction(force_rollback=True):
            let_in(api, sealed(stage.world, who, CALLERS[who]))
            put_on(api, hat)
            asked = readable(api, hat)
            for relation, columns in asked.items():
                run(api, f"declare of_{relation} cursor for select {columns} from kept.{relation}")  # noqa: S608
            put_on(api, CALLERS[who])
            found = {relation: run(api, f"fetch all from of_{relation}").fetchall() for relation in asked}

            assert {relation for relation, rows in found.items() if rows} == set()
            assert all_shown(api, CALLERS[who]) > SEES_NOTHING


@pytest.mark.parametrize("who", CALLERS)
def test_a_statement_that_puts_on_another_hat_in_its_midst_shows_nothing(
    stage: Stage, api: Connection, who: str
) -> None:
    changed = "with worn as materialized (select set_config('role', '{}', true) as hat)"
    for hat in others(who):
        with api.transaction(force_rollback=True):
            let_in(api, sealed(stage.world, who, CALLERS[who]))
            found = {}
            for relation, columns in readable(api, hat).items():
                put_on(api, hat)
                asked = f"select {columns} from kept.{relation} where (select hat from worn) <> ''"  # noqa: S608
                found[relation] = run(api, f"{changed.format(CALLERS[who])} {asked}").fetchall()

            assert {relation for relation, rows in found.items() if rows} == set()


def test_a_statement_that_puts_on_another_hat_in_its_midst_changes_nothing(stage: Stage, api: Connection) -> None:
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, "maya", Hat.young_person))
        put_on(api, Hat.duty_worker)
        changed = api.execute(
            "with worn as materialized (select set_config('role', 'kept_young_person', true) as hat)"
            " update kept.requests set changed_at = changed_at where (select hat from worn) <> ''"
        )

        assert changed.rowcount == 0


def test_a_statement_that_was_prepared_in_another_hat_goes_by_the_one_that_is_worn(
    stage: Stage, api: Connection
) -> None:
    asked = "select count(id) from kept.requests"
    with api.transaction(force_rollback=True):
        let_in(api, sealed(stage.world, "maya", Hat.young_person))
        (hers,) = api.execute(asked).fetchone() or (0,)
        for mode in ("force_generic_plan", "force_custom_plan"):
            api.execute(sql.SQL("set local plan_cache_mode = {}").format(sql.Literal(mode)))
            put_on(api, Hat.duty_worker)
            run(api, f"prepare of_{mode} as {asked}")
            in_another = api.execute(f"execute of_{mode}").fetchone()
            put_on(api, Hat.young_person)

            assert in_another == (0,)
            assert api.execute(f"execute of_{mode}").fetchone() == (hers,)
            assert hers > 0
