"""The database keeps to its own rules, and one that does not is found out, rule by rule."""

from collections.abc import Callable, Iterator, Mapping

import psycopg
import pytest
from sqlmodel import SQLModel

from api import embedded, installing, migrations
from tests.walls.clones import Clone, Connection, run
from tests.walls.gate import ALLOWED, CHECKS, Told, drift, everything_found, findings, said

WALLS = (installing.AUTH / "walls.sql").read_text(encoding="utf-8")
REVISIONS = "create table alembic_version (version_num varchar(32) not null constraint alembic_version_pkc primary key)"

# Each way to break a rule, and all that the gate has to say about it.
BAD: Mapping[str, Mapping[str, set[str]]] = {
    "create table kept.notes (words text)": {
        "the walls are not up": {"notes"},
        "a row of no council": {"notes"},
        "no primary key": {"notes"},
        "a write that history does not see": {"notes"},
    },
    "alter table kept.requests no force row level security": {"the walls are not up": {"requests"}},
    "alter table kept.requests disable row level security": {"the walls are not up": {"requests"}},
    "drop policy council_wall on kept.covers; create policy council_wall on kept.covers as restrictive for all"
    " to kept_worker using (true) with check (true)": {
        "no wall between councils": {
            f"covers for kept_{who}"
            for who in [
                "worker",
                "manager",
                "young_person",
                "loader",
                "duty_worker",
                "reviewing_officer",
                "rights_officer",
            ]
        }
        | {f"covers for kept_{who}" for who in ("complaints_officer", "ladder", "handover")},
    },
    "alter table kept.teams add constraint twice unique (name)": {
        "an index does not begin with the council": {"teams.twice"}
    },
    "create index by_day on kept.requests (due_on, council_id)": {
        "an index does not begin with the council": {"requests.by_day"}
    },
    "create unique index by_id on kept.teams (id); alter table kept.workers add constraint astray"
    " foreign key (team_id) references kept.teams (id)": {
        "an index does not begin with the council": {"teams.by_id"},
        "a foreign key does not begin with the council": {"workers.astray"},
    },
    "create type kept.mood as enum ('good', 'bad'); alter table kept.requests add mood kept.mood": {
        "an enumerated type": {"requests.mood"}
    },
    "alter table kept.requests add seen timestamp": {"a moment without its zone": {"requests.seen"}},
    "create materialized view kept.copied as select * from kept.requests": {
        "a copy that no policy reaches": {"copied"}
    },
    "create view kept.seen as select * from kept.requests": {"a view that sees with its owner's eyes": {"seen"}},
    "create view kept.seen with (security_invoker = true) as select * from kept.requests": {},
    "create policy open on kept.requests for select using (true)": {"a policy for everybody": {"requests.open"}},
    "alter function walls.my_team() reset search_path": {"a helper that can be misled": {"my_team"}},
    "alter function walls.my_team() set search_path = pg_catalog, public": {"a helper that can be misled": {"my_team"}},
    "alter function walls.my_team() set search_path = pg_catalog": {"a helper that can be misled": {"my_team"}},
    "create or replace function walls.me() returns uuid language sql stable as 'select (walls.context())[2]::uuid'": {
        "a helper that can be misled": {"me"}
    },
    "drop policy own_wall on kept.plan_views; create policy own_wall on kept.plan_views as restrictive for all"
    " to kept_young_person using (council_id = (select walls.council(walls.hat())) or true)": {
        "no wall between councils": {"plan_views for kept_young_person"}
    },
    "alter function walls.app_addresses() reset timezone": {
        "a helper that counts days by the session's clock": {"app_addresses"}
    },
    "alter function walls.hat() stable": {"a hat that is no constant of a plan": {"hat"}},
    "grant execute on function walls.me() to public": {"a helper for everybody": {"me"}},
    "alter function walls.me() owner to kept_owner": {"a helper of the wrong owner": {"me"}},
    "alter role kept_api bypassrls": {"a role with too much power": {"kept_api"}},
    "alter role kept_worker createrole": {"a role with too much power": {"kept_worker"}},
    "alter role kept_owner bypassrls": {"a role with too much power": {"kept_owner"}},
    "alter role kept_context login": {"a hat that can sign in": {"kept_context"}},
    "alter table kept.teams owner to kept_api": {
        "somebody who serves owns something": {"teams of kept_api"},
        "a right that nobody needs": {
            f"kept_api may {verb} teams" for verb in ("delete", "truncate", "references", "trigger", "maintain")
        },
        "what was promised can be changed": {"kept_api may update teams.council_id", "kept_api may update teams.id"},
        "a right of a role without a hat": {"kept_api on teams"},
        "no wall between councils": {"teams for kept_api"},
        "a right without a door": {f"kept_api may {verb} teams" for verb in ("select", "insert", "update")},
    },
    "grant kept_loader to kept_api": {"a hat on the wrong head": {"kept_api is kept_loader"}},
    "grant kept_worker to kept_jobs": {"a hat on the wrong head": {"kept_jobs is kept_worker"}},
    "grant kept_ladder to kept_api": {"a hat on the wrong head": {"kept_api is kept_ladder"}},
    "grant select on jobs.procrastinate_jobs to kept_api": {
        "somebody who serves may touch the list of jobs": {"kept_api on procrastinate_jobs"}
    },
    "grant usage on schema jobs to kept_worker": {
        "somebody who serves may touch the list of jobs": {"kept_worker in jobs"}
    },
    "grant delete on kept.idempotency_keys to kept_ladder": {
        "a right that nobody needs": {"kept_ladder may delete idempotency_keys"}
    },
    "grant kept_worker to kept_api with admin option": {"a hat on the wrong head": {"kept_api is kept_worker"}},
    "grant delete on kept.requests to kept_manager": {
        "a right that nobody needs": {"kept_manager may delete requests"}
    },
    "grant truncate on kept.history to kept_context": {
        "a right that nobody needs": {"kept_context may truncate history"}
    },
    "grant select (about) on kept.requests to kept_stats": {
        "a right of a role without a hat": {"kept_stats on requests"},
        "a right without a door": {"kept_stats may select requests"},
        "no wall between councils": {"requests for kept_stats"},
    },
    "grant usage on sequence walls.context_keys_id_seq to public": {
        "a right of everybody": {"context_keys_id_seq USAGE"},
        "a right of a role without a hat": {f"kept_{role} on context_keys_id_seq" for role in ("api", "jobs", "stats")},
    },
    "drop policy door_cover on kept.requests; drop policy door_triage on kept.requests": {
        "a right without a door": {"kept_triage may select requests"}
    },
    "revoke select on kept.looks from kept_young_person": {
        "a door without a right": {"kept_young_person through looks.door_young_person"}
    },
    "grant insert on kept.callback_months to kept_backup": {"the back-up may write": {"callback_months"}},
    "grant update (due_at) on kept.requests to kept_manager": {
        "what was promised can be changed": {"kept_manager may update requests.due_at"}
    },
    "alter table kept.attempts disable trigger remember": {"a write that history does not see": {"attempts"}},
    "drop trigger remember on kept.teams; create trigger remember after insert on kept.teams for each row"
    " execute function walls.remember()": {"a write that history does not see": {"teams"}},
    "grant select on walls.context_keys to kept_owner": {"the keys of the seal can be read": {"kept_owner"}},
    "grant update on sequence walls.entered to kept_worker": {"somebody else can say who was let in": {"kept_worker"}},
    "grant usage on sequence walls.entered to kept_owner": {"somebody else can say who was let in": {"kept_owner"}},
    "create table walls.beside (id int)": {"a relation beside the walls": {"beside"}},
    "grant create on schema kept to kept_worker": {"somebody who serves may make things": {"kept_worker in kept"}},
    "do $$ begin execute format('grant temporary on database %I to kept_api', current_database()); end $$": {
        "somebody who serves may make things": {"kept_api for its session"}
    },
    "grant execute on function pg_catalog.lo_creat(int) to kept_worker": {
        "somebody who serves may make things": {"kept_worker by lo_creat(integer)"}
    },
    "grant select on pg_catalog.pg_prepared_statements to kept_api": {
        "the names of what others prepared": {"kept_api"}
    },
    "grant execute on function pg_catalog.pg_prepared_statement() to kept_jobs": {
        "the names of what others prepared": {"kept_jobs"}
    },
}

# What the models and walls.sql say, altered by hand: the comparison names exactly that.
ALTERED = {
    "alter table kept.requests drop constraint ck_requests_kind": "missing constraint requests.ck_requests_kind",
    "alter table kept.requests drop constraint ck_requests_state; alter table kept.requests add constraint"
    " ck_requests_state check (state <> '')": "different constraint requests.ck_requests_state",
    "drop index kept.uq_involvements_main": "missing index involvements.uq_involvements_main",
    "drop index kept.uq_involvements_main; create unique index uq_involvements_main on kept.involvements"
    " (council_id, young_person_id) where main": "different index involvements.uq_involvements_main",
    "drop policy door_cover on kept.requests": "missing policy requests.door_cover",
    "alter policy door_team on kept.requests using (true)": "different policy requests.door_team",
    "alter policy secret_wall on kept.requests to kept_worker": "different policy requests.secret_wall",
    "create policy door_new on kept.teams for select to kept_board_member using (true)":
        "unexpected policy teams.door_new",
    "grant update (due_at) on kept.requests to kept_worker": "different right requests.due_at",
    "revoke select on kept.teams from kept_worker": "different right teams",
    "drop trigger remember on kept.requests": "missing trigger requests.remember",
    "alter function walls.my_team() security invoker": "different helper my_team",
    "alter table kept.requests alter state drop not null": "different column requests.state",
    "alter table kept.requests alter state set default 'taken'": "different column requests.state",
}  # fmt: skip


@pytest.fixture(scope="module")
def database(clone: Callable[[], Clone]) -> Iterator[Connection]:
    with clone().as_superuser() as connection:
        yield connection


@pytest.fixture(scope="module")
def wanted(server: embedded.Server, database: Connection) -> Told:
    """Tell what a database says that was made from the models and from walls.sql alone, with no migration."""
    made = Clone(server, "kept_from_models")
    database.execute("create database kept_from_models")
    with made.as_superuser() as connection:
        connection.execute(installing.SCHEMAS)
    with migrations.engine(made.url("kept_owner")).connect() as owner:
        SQLModel.metadata.create_all(owner)
        owner.exec_driver_sql(REVISIONS)
        driver = owner.connection.driver_connection
        assert driver
        driver.execute(WALLS)
        owner.commit()
    with made.as_superuser() as connection:
        return said(connection)


def test_the_database_breaks_none_of_its_rules(database: Connection) -> None:
    assert findings(database) == set()


def test_every_exception_is_one_that_is_still_made(database: Connection) -> None:
    assert ALLOWED.keys() - everything_found(database) == set()


@pytest.mark.parametrize("statement", BAD)
def test_a_database_that_breaks_a_rule_is_found_out(database: Connection, statement: str) -> None:
    with database.transaction(force_rollback=True):
        run(database, statement)
        found = findings(database)

    assert found == {(check, where) for check, places in BAD[statement].items() for where in places}


def test_there_is_a_bad_database_for_every_rule() -> None:
    assert {check for places in BAD.values() for check in places} == set(CHECKS)


def test_the_migrations_made_what_the_models_and_the_walls_say(database: Connection, wanted: Told) -> None:
    assert drift(wanted, said(database)) == set()


def test_the_comparison_looks_at_every_kind_of_thing(wanted: Told) -> None:
    kinds = [kind for kind, _ in wanted]

    assert {kind: kinds.count(kind) for kind in kinds}.keys() == {
        "constraint", "index", "column", "policy", "right", "trigger", "helper",
    }  # fmt: skip
    assert kinds.count("policy") >= 80
    assert kinds.count("constraint") >= 60


@pytest.mark.parametrize("statement", ALTERED)
def test_what_was_altered_by_hand_is_named(database: Connection, wanted: Told, statement: str) -> None:
    with database.transaction(force_rollback=True):
        run(database, statement)
        found = drift(wanted, said(database))

    assert found == {ALTERED[statement]}


def test_a_column_that_a_wall_stands_on_cannot_change_its_type(database: Connection) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported), database.transaction(force_rollback=True):
        database.execute("alter table kept.looks alter council_id type text using council_id::text")
