"""What is unfit for production is refused, each with a sentence that says what to do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from api import embedded, installing, keys
from api.config_checks import SILENT, findings
from api.settings import Settings
from auth.tokens import new_signing_key
from tests.make.world import World


@pytest.fixture
def fit(settings: Settings, tmp_path: Path) -> Settings:
    """Return settings with which nothing is wrong."""
    keys.read_or_make(tmp_path / "signing-key.pem", new_signing_key)
    keys.read_or_make(tmp_path / "context.key", keys.new_context_key)
    return replace(
        settings,
        issuer="https://kept.northshire.example",
        signing_key=tmp_path / "signing-key.pem",
        context_key=tmp_path / "context.key",
        channels=None,
        docs=False,
    )


@pytest.fixture(scope="module")
def above(server: embedded.Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        yield connection


@pytest.fixture
def login(above: psycopg.Connection, server: embedded.Server) -> Iterator[Callable[[str], str]]:
    """Lend logins with the powers that a test names; they are gone afterwards."""
    made = f"too_much_{os.getpid()}"

    def with_power(power: str) -> str:
        above.execute(sql.SQL("create role {} login noinherit " + power).format(sql.Identifier(made)))
        return embedded.dsn(server, made, installing.DATABASE)

    yield with_power
    above.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(made)))


def codes(chosen: Settings, migrate_url: str | None = None) -> set[str]:
    return {each.code for each in findings(chosen, migrate_url)}


def test_with_a_fit_configuration_there_is_nothing_to_mend(fit: Settings, owner_url: str) -> None:
    assert findings(fit, owner_url) == []


def test_the_jobs_sign_in_by_themselves_and_may_do_no_more_than_they_need(
    fit: Settings, owner_url: str, server: embedded.Server
) -> None:
    jobs, api = (embedded.dsn(server, f"kept_{each}", installing.DATABASE) for each in ("jobs", "api"))

    def found(jobs_url: str) -> set[str]:
        return {each.code for each in findings(fit, owner_url, jobs_url)}

    assert found(jobs) == set()
    assert found(api) == {"one_login", "jobs_powerless"}
    assert found(owner_url) == {"one_login", "jobs_powerful", "jobs_powerless"}
    assert found(embedded.dsn(server, "nobody", installing.DATABASE)) == {"jobs_unasked"}
    assert found("postgresql://kept_jobs:postgres@database.invalid/kept") == {
        "password_guessable", "no_tls", "jobs_unasked",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"issuer": "http://kept.northshire.example"}, "issuer_not_https"),
        ({"trusted_proxies": ("*",)}, "everybody_trusted"),
        ({"trusted_proxies": ("10.0.0.4", "0.0.0.0/0")}, "everybody_trusted"),
        ({"docs": True}, "docs_on"),
        ({"signing_key": Path("/nowhere/signing-key.pem")}, "key_missing"),
        ({"context_key": Path("/nowhere/context.key")}, "key_missing"),
        ({"database_url": "postgresql://kept_api@127.0.0.1:1/kept?connect_timeout=1"}, "database_unasked"),
    ],
)
def test_a_setting_that_is_unfit_is_named(fit: Settings, change: dict[str, object], code: str) -> None:
    assert codes(replace(fit, **change)) == {code}  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", [0o604, 0o620, 0o644, 0o602])
@pytest.mark.parametrize("key", ["signing_key", "context_key"])
def test_a_key_that_others_can_read_or_write_is_refused(fit: Settings, key: str, mode: int) -> None:
    file: Path = getattr(fit, key)
    file.chmod(mode)

    assert codes(fit) == {"key_open"}


@pytest.mark.parametrize("guessable", [b"", b"short", b"0" * 64, b"changemechangeme"])
def test_a_context_key_that_can_be_guessed_is_refused(fit: Settings, guessable: bytes) -> None:
    fit.context_key.write_bytes(guessable)

    assert codes(fit) == {"context_key_guessable"}


def test_a_signing_key_that_is_none_is_refused_without_a_word_of_it(fit: Settings) -> None:
    fit.signing_key.write_bytes(b"-----BEGIN PRIVATE KEY-----\nzQ8secret\n-----END PRIVATE KEY-----\n")

    (found,) = findings(fit, None)

    assert found.code == "signing_key_wrong"
    assert "zQ8" not in found.sentence


@pytest.mark.parametrize("password", ["kept", "postgres", "Password", "kept_api", "changeme"])
def test_a_password_that_anybody_tries_first_is_refused(fit: Settings, password: str) -> None:
    url = fit.database_url.replace("kept_api@", f"kept_api:{password}@")

    assert codes(replace(fit, database_url=url)) == {"password_guessable"}


@pytest.mark.parametrize("mode", ["", "&sslmode=prefer", "&sslmode=require", "&sslmode=verify-ca"])
@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid", "localhost,nowhere.invalid"])
def test_a_database_elsewhere_is_reached_over_verified_tls_alone(fit: Settings, host: str, mode: str) -> None:
    url = f"postgresql://kept_api@{host}/kept?connect_timeout=2{mode}"

    assert "no_tls" in codes(replace(fit, database_url=url.replace("192.0.2.1", "nowhere.invalid")))
    assert "no_tls" not in codes(replace(fit, database_url="host=nowhere.invalid user=kept_api sslmode=verify-full"))


def test_one_login_for_the_service_and_for_migrations_is_refused(fit: Settings) -> None:
    assert codes(fit, fit.database_url) == {"one_login"}


@pytest.mark.parametrize(
    ("power", "code"),
    [
        ("superuser", "login_superuser"),
        ("bypassrls", "login_bypasses"),
        ("createrole", "login_powerful"),
        ("createdb", "login_powerful"),
        ("replication", "login_powerful"),
        ("in role kept_owner", "login_owns"),
    ],
)
def test_a_login_with_more_power_than_it_needs_is_refused(
    fit: Settings, above: psycopg.Connection, login: Callable[[str], str], power: str, code: str
) -> None:
    above.execute("grant connect on database kept to public")

    assert code in codes(replace(fit, database_url=login(power)))


def test_the_owner_of_the_tables_does_not_serve(fit: Settings, owner_url: str) -> None:
    assert codes(replace(fit, database_url=owner_url)) == {"login_owns"}


@pytest.mark.parametrize("name", SILENT)
def test_a_database_whose_log_would_quote_a_young_person_is_refused(
    fit: Settings, above: psycopg.Connection, name: str
) -> None:
    loud = {"log_error_verbosity": "default", "log_min_error_statement": "error", "log_min_messages": "warning"}
    change = sql.SQL("alter role kept_api in database kept set {} = {}").format(
        sql.Identifier(name), sql.Literal(loud.get(name, "all" if name == "log_statement" else "-1"))
    )
    above.execute(change)
    try:
        (found,) = findings(fit, None)
    finally:
        above.execute("alter role kept_api in database kept reset all")

    assert found.code == "database_log_quotes"
    assert name in found.sentence


@pytest.fixture
def real_council(server: embedded.Server, northshire: World) -> Iterator[None]:
    """Let the council of this test be a real one, for as long as the test takes."""
    with psycopg.connect(embedded.superuser_dsn(server, installing.DATABASE), autocommit=True) as superuser:
        superuser.execute("set session_replication_role = replica")
        superuser.execute("update kept.councils set demo = false where council_id = %s", [northshire.id])
        yield
        superuser.execute("update kept.councils set demo = true where council_id = %s", [northshire.id])


@pytest.mark.usefixtures("real_council")
def test_a_demonstration_where_a_real_council_is_served_is_refused(fit: Settings) -> None:
    assert codes(replace(fit, demo=True, docs=True)) == {"demo_with_real"}


def run(command: str, fit: Settings, **changed: str) -> subprocess.CompletedProcess[str]:
    given = {
        "KEPT_DATABASE_URL": fit.database_url,
        "KEPT_ISSUER": fit.issuer,
        "KEPT_SIGNING_KEY_FILE": str(fit.signing_key),
        "KEPT_CONTEXT_KEY_FILE": str(fit.context_key),
    }
    return subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "api.cli", command],
        env={**os.environ, **given, **changed},  # noqa: TID251  what a person's shell would pass on
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_check_config_is_silent_and_content_where_nothing_is_wrong(fit: Settings) -> None:
    done = run("check-config", fit)

    assert (done.returncode, done.stderr) == (0, "")


def test_check_config_says_each_thing_to_mend_and_fails(fit: Settings) -> None:
    done = run("check-config", fit, KEPT_ISSUER="http://kept.example", KEPT_TRUSTED_PROXIES="*")

    assert done.returncode == 1
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == ["issuer_not_https", "everybody_trusted"]


def test_serve_does_not_start_on_what_check_config_refuses(fit: Settings) -> None:
    done = run("serve", fit, KEPT_DOCS="on")

    assert done.returncode == 2
    assert "docs_on" in done.stderr
    assert "Not started." in done.stderr


def test_a_secret_can_be_given_as_a_file(fit: Settings, tmp_path: Path) -> None:
    (tmp_path / "url").write_text(fit.database_url + "\n")

    done = run(
        "check-config",
        fit,
        KEPT_DATABASE_URL="postgresql://kept_api@/nowhere",
        KEPT_DATABASE_URL_FILE=str(tmp_path / "url"),
    )

    assert (done.returncode, done.stderr) == (0, "")
