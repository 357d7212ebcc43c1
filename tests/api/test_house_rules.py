"""Promises that the code makes about itself. Each failure says what to do instead."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import dialect
from sqlmodel import SQLModel

from api.app import OPEN_TO_ALL, api_routes, create_app, guarded
from api.idempotency import KeptRoute
from api.problems import PROBLEMS
from api.settings import Settings
from auth.permissions import GRANTS, Permission
from models.accounts import Role
from models.base import AboutAYoungPerson
from models.history import History, Look
from models.invites import Invite
from models.plans import PlanReceipt
from models.steps import Breach, Call, StepTaken
from models.words import catalogue
from models.workers import Job

ROOT = Path(__file__).parent.parent.parent
PRODUCT = ("api", "auth", "jobs", "migrations", "models", "routers", "rules", "scripts", "web")
WRITTEN_BY_ALEMBIC = ROOT / "migrations" / "versions"
TO_THE_DATABASE = {
    f"api/{name}.py" for name in ("connections", "round_trips", "database", "migrations", "installing", "embedded")
}
# Proofs that stop the database, hold its locks and count from above what the service says that it kept: by the doors of
# the service they would ask the accused. Each is named, and none is part of what is served.
FROM_ABOVE = {f"scripts/prove_durable/{name}.py" for name in ("asking", "at_once", "crowded", "processes")} | {
    "scripts/prove/stage.py"
}
RAW = re.compile(
    r"\.commit\(|\"commit\"|[Pp]sycopg\.connect\(|Connection(?:Pool)?[.(\[]|\.connection\(\)|create_engine\("
)
# About a young person, and kept by other keys: a line may be about nobody, a look and a receipt are one each,
# an invite may be of staff, and so are a step, a call and the breach of a request.
ABOUT_BY_HAND = {History, Invite, Look, PlanReceipt, Call, StepTaken, Breach}
DIALECT = dialect()  # type: ignore[no-untyped-call]
TABLES: list[Table] = list(SQLModel.metadata.sorted_tables)
MODELS = {mapper.local_table: mapper.class_ for mapper in SQLModel._sa_registry.mappers}  # noqa: SLF001
STAFF = set(Role) - {Role.young_person}


def files(*folders: str, of: str = "py") -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(f"*.{of}"))


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PYTHON = [path for path in files(*PRODUCT, "tests") if not path.is_relative_to(WRITTEN_BY_ALEMBIC)]
SOURCES = [path for path in PYTHON if not named(path).startswith("tests/")]


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Return every call of `name` in the product, with the file that it stands in."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
                yield named(path), node


@pytest.fixture(scope="module")
def routes(app: FastAPI) -> list[APIRoute]:
    return api_routes(app)


def test_every_route_explains_itself(routes: list[APIRoute]) -> None:
    silent = [route.name for route in routes if not re.match(r"[A-Z].{15,}[.]", route.description, re.DOTALL)]

    assert silent == [], "The docstring of a route is its public documentation: at least one whole sentence."


def test_every_route_has_a_name_of_its_own(routes: list[APIRoute]) -> None:
    names = [route.name for route in routes]

    assert len(names) == len(set(names)), "A handler's name is its operationId."


def test_every_route_asks_for_one_permission(settings: Settings, routes: list[APIRoute]) -> None:
    permissions = guarded(create_app(settings))

    assert set(permissions) | OPEN_TO_ALL == {route.name for route in routes}
    assert set(permissions.values()) <= set(Permission)


def test_the_reply_to_every_post_is_kept_for_a_second_tap(routes: list[APIRoute]) -> None:
    forgetful = [route.name for route in routes if "POST" in (route.methods or ()) and not isinstance(route, KeptRoute)]

    assert forgetful == [], "Give the router `route_class=KeptRoute`."


def test_every_permission_is_granted_to_somebody_and_used_by_a_route(settings: Settings) -> None:
    used = set(guarded(create_app(settings)).values())

    assert set(Permission) - used == set(), "A permission that no route asks for is a promise to nobody."
    assert set(Permission) - frozenset().union(*GRANTS.values()) == set(), "Nobody may ever do this."


def test_every_role_has_its_grants() -> None:
    assert set(GRANTS) == set(Role), "A role without an entry could not even be refused."


def test_nobody_commits_by_hand_or_opens_a_raw_connection() -> None:
    found = {named(each): RAW.findall(read(each)) for each in SOURCES}
    raw = {each: how for each, how in found.items() if how and each not in TO_THE_DATABASE | FROM_ABOVE}

    assert all(found[each] for each in FROM_ABOVE), "It needs no exception any more."
    assert raw == {}, "Take a `ReadDoor` or a `WriteDoor`."


def test_only_the_walls_set_a_context() -> None:
    everywhere = [*SOURCES, *files("migrations"), *files(*PRODUCT, of="sql")]

    found = {named(path) for path in everywhere if "set_config" in read(path)}

    assert found == {"auth/walls.sql"}, "`walls.enter` sets the context, for one transaction, and nobody else does."
    settings_for_good = re.findall(r"set_config\([^)]*,\s*false\)", read(ROOT / "auth/walls.sql"))
    assert settings_for_good == [], "A setting that outlives its transaction is the next caller's."


def test_a_file_can_be_read_at_one_sitting() -> None:
    long = {named(path): len(read(path).splitlines()) for path in PYTHON if len(read(path).splitlines()) > 250}

    assert long == {}, "Split it where its story turns."


def test_nothing_is_left_to_do() -> None:
    words = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")))
    everything = [*PYTHON, *files(*PRODUCT, of="sql"), *files("catalogues", of="yaml")]

    assert [named(path) for path in everything if words.search(read(path))] == [], "Do it, or write an issue."


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_says_whose_it_is(table: Table) -> None:
    first = next(iter(table.primary_key.columns))
    assert first.name == "council_id", "Every key begins with the council."
    if "young_person_id" in table.columns:
        model = MODELS[table]
        assert issubclass(model, AboutAYoungPerson) or model in ABOUT_BY_HAND, "Inherit `AboutAYoungPerson`."
        assert model in {History, Invite} or not table.columns["young_person_id"].nullable


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_key_that_points_at_a_row_stays_within_its_council(table: Table) -> None:
    for key in table.foreign_key_constraints:
        assert next(iter(key.columns)).name == "council_id", f"Use `belongs` for {key.name}."


def test_every_moment_has_a_zone(owner_url: str) -> None:
    kinds = {str(column): column.type.compile(DIALECT) for table in TABLES for column in table.columns}
    moments = {name: kind for name, kind in kinds.items() if kind.startswith("TIMESTAMP")}
    with psycopg.connect(owner_url) as connection:
        found = connection.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'kept' and data_type = 'timestamp without time zone'"
        ).fetchall()

    assert len(moments) > 10
    assert set(moments.values()) == {"TIMESTAMP WITH TIME ZONE"}
    assert found == [], "A moment without a zone could be any hour."


def test_every_problem_that_the_code_names_is_explained() -> None:
    codes = {
        (path, text(keyword.value))
        for refusal in ("NotNow", "NotValid", "Refusal")
        for path, call in calls(refusal)
        for keyword in call.keywords
        if keyword.arg == "code"
    }
    for name, place in (("BadRequest", 0), ("_insist", 1), ("NotJson", 0), ("problem", 1)):
        codes |= {(path, text(call.args[place])) for path, call in calls(name) if len(call.args) > place}

    assert len(codes) > 15
    unknown = [(path, code) for path, code in sorted(codes) if code and code not in PROBLEMS]
    assert unknown == [], "Explain it in api/problems.py."


def text(written: ast.expr) -> str:
    """Return a text that stands in the code; nothing where it is worked out as the program runs."""
    return str(written.value) if isinstance(written, ast.Constant) else ""


def test_every_sentence_that_the_code_says_is_in_the_catalogue() -> None:
    keys = set(flat(catalogue()))
    wanted = {(path, pattern(call.args[0])) for path, call in calls("say") if call.args}

    assert len(wanted) > 10
    missing = [(path, key) for path, key in sorted(wanted) if not any(re.fullmatch(key, each) for each in keys)]
    assert missing == [], "Write the sentence in catalogues/words/en.yaml."


def flat(words: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in words.items():
        yield from flat(value, f"{above}{key}.") if isinstance(value, dict) else [f"{above}{key}"]


def pattern(said: ast.expr) -> str:
    """Return what a key looks like whose gaps are filled as the program runs."""
    parts = said.values if isinstance(said, ast.JoinedStr) else [said]
    return "".join(re.escape(text(part)) or ".+" for part in parts)


def test_everybody_and_everything_in_the_access_log_has_words() -> None:
    words = catalogue()
    # Who stands in for whom is about staff alone, so is how they sign in, and a notice names nobody.
    elsewhere = ("apps:", "cover:", "notices:", "passkeys:", "sessions:", "staff-invites:")
    about_her = {each for role in STAFF for each in GRANTS[role] if not each.startswith(elsewhere)}

    assert set(Job) | STAFF <= set(words["roles"]), "Say in catalogues/words/en.yaml who that is."
    assert about_her == set(words["permissions"]), "Say in catalogues/words/en.yaml what that was for."
