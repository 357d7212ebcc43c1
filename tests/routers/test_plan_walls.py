"""What staff withhold does not reach her by any way, and whoever may not read a plan finds no row of one."""

import psycopg
import pytest

from auth.permissions import Hat
from tests.make.hats import under_hat
from tests.make.plans import address, part, plan, written
from tests.make.world import World

MARK = "zebra-lighthouse-seventeen"
WITHHELD = part("family", f"Her aunt said {MARK}.", withheld_because="Your aunt asked us to wait.")
CARE = "/v1/me/plans/care"


class TestWithheld:
    async def test_it_reaches_her_by_no_address(self, northshire: World) -> None:
        await written(northshire, "sam", "maya", plan(WITHHELD))
        await written(northshire, "sam", "maya", plan(WITHHELD, part("home", "You live with Ron.")))
        await northshire["maya"].post(f"{CARE}/disagreements", {"message": "Why?", "section": "family"})

        paths = [
            "/v1/me", "/v1/me/plans", CARE, f"{CARE}/versions/3", f"{CARE}/versions/4", f"{CARE}/changes",
            f"{CARE}/changes?since=2&until=3", f"{CARE}/changes?since=3&until=4", f"{CARE}/views",
            f"{CARE}/disagreements", f"{CARE}/versions/5", "/v1/me/reviews", "/v1/me/access-log", "/v1/me/people",
            "/v1/me/contact-requests", address(northshire, "maya"), f"/v1/young-people/{northshire.id_of('maya')}",
        ]  # fmt: skip
        for path in paths:
            reply = await northshire["maya"].get(path)
            assert reply.status_code in (200, 403, 404), path
            assert MARK not in f"{reply.text}{reply.headers}", path

    async def test_it_stands_in_no_table_that_her_hat_can_open(self, northshire: World) -> None:
        await written(northshire, "sam", "maya", plan(WITHHELD))
        tables = await under_hat(
            northshire,
            "maya",
            "select relname from pg_class where relkind = 'r' and relnamespace = 'kept'::regnamespace",
        )

        opened = set()
        for (table,) in tables:
            try:
                rows = await under_hat(northshire, "maya", f"select to_jsonb(t)::text from kept.{table} t")  # noqa: S608
            except psycopg.errors.InsufficientPrivilege:
                continue
            opened.add(table)
            assert MARK not in str(rows), table

        assert {"plans", "plan_sections", "plan_views", "history", "reviews"} <= opened
        assert "withheld_parts" not in opened

    async def test_a_grant_given_by_mistake_would_still_show_her_no_row(self, northshire: World) -> None:
        statement = """select pg_get_expr(polqual, polrelid) from pg_policy
            where polrelid = 'kept.withheld_parts'::regclass and polname = 'secret_wall'
              and not polpermissive and 'kept_young_person'::regrole = any (polroles)"""

        assert await under_hat(northshire, "maya", statement) == [("false",)]

    async def test_an_old_body_of_hers_stays_hers_but_is_not_held_up_again(self, northshire: World) -> None:
        told = (await northshire["maya"].get(f"{CARE}/changes?since=1&until=2")).json()

        (how_long,) = [each for each in told["sections"] if each["section"] == "how_long"]
        assert (how_long["change"], how_long["before"], how_long["now"]) == ("withheld", None, None)
        assert how_long["withheld_because"].startswith("A court is still talking about this.")

    async def test_history_names_columns_and_never_words(self, northshire: World) -> None:
        await written(northshire, "sam", "maya", plan(WITHHELD))

        lines = await under_hat(northshire, "maya", "select relation, move, columns::text from history")

        assert ("withheld_parts", "insert", "[]") in lines
        assert ("plans", "update", '["version"]') in lines


TABLES = ("plans", "plan_versions", "plan_sections", "withheld_parts", "plan_actions", "plan_views", "reviews")
SHARED = ("plans", "plan_versions", "plan_sections", "plan_actions", "plan_views")  # what an advocate may be shown of
READ = {"sam": ("maya", "jay"), "priya": ("maya", "jay"), "dana": ("maya", "jay")}


class TestWalls:
    async def test_no_other_hat_opens_a_table_of_plans_or_finds_a_row_in_it(self, northshire: World) -> None:
        await northshire["maya"].post(f"{CARE}/views", {"message": "Mine."})
        strangers: list[tuple[str, Hat | None]] = [
            *((who, None) for who in ("ruth", "cleo", "eve", "lee", "kim")),
            *(("sam", hat) for hat in (Hat.triage, Hat.public, Hat.participation_officer)),
        ]
        for table in TABLES:
            for who, hat in strangers:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    await under_hat(northshire, who, f"select * from {table}", hat=hat)  # noqa: S608
            if table not in SHARED:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    await under_hat(northshire, "ade", f"select * from {table}")  # noqa: S608
            for who in ("alex", "bo", "wes", *(["ade"] if table in SHARED else [])):
                assert await under_hat(northshire, who, f"select * from {table}") == [], (who, table)  # noqa: S608

    @pytest.mark.parametrize("who", ["sam", "priya", "dana", "maya", "jay"])
    async def test_those_who_may_find_their_own_and_no_other(self, northshire: World, who: str) -> None:
        own = {northshire.id_of(each) for each in READ.get(who, (who,))}
        for table in TABLES:
            if table == "withheld_parts" and who in ("maya", "jay"):
                continue
            rows = await under_hat(northshire, who, f"select distinct young_person_id from {table}")  # noqa: S608
            assert {young_person for (young_person,) in rows} <= own
            assert rows or table in ("plan_views", "withheld_parts"), table

    async def test_another_council_finds_nothing(self, northshire: World, eastvale: World) -> None:
        await written(eastvale, "zed", "noor", plan(part("home", "You live here.", withheld_because="Wait.")))

        for table in TABLES:
            rows = await under_hat(eastvale, "zed", f"select council_id from {table}")  # noqa: S608
            assert northshire.id not in {council for (council,) in rows}, table

    @pytest.mark.parametrize("who", ["dana", "bo", "maya"])
    async def test_who_may_not_write_cannot_put_a_version_in(self, northshire: World, who: str) -> None:
        statement = "update plans set version = 9 returning id"

        try:
            assert await under_hat(northshire, who, statement) == []
        except psycopg.errors.InsufficientPrivilege:
            assert who != "bo"

    async def test_nobody_writes_in_a_colleagues_name(self, northshire: World) -> None:
        statement = (
            "insert into plan_versions (council_id, id, young_person_id, plan_id, version, written_at, written_by_id,"
            " written_by, written_by_job) values (%(council)s, gen_random_uuid(), %(maya)s, %(plan)s, 3,"
            " walls.moment(), %(priya)s, 'Priya', 'team_manager') returning id"
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await under_hat(
                northshire,
                "sam",
                statement,
                council=northshire.id,
                maya=northshire.id_of("maya"),
                plan=northshire.council.id_of("plan", "maya:care"),
                priya=northshire.id_of("priya"),
            )
