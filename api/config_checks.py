"""What makes a configuration unfit for production, each with a sentence that says what to do."""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict
from yaml import YAMLError

from api import channels
from api.connections import once
from api.settings import Settings
from auth.tokens import Keys

GUESSED: Final = frozenset({"", "kept", "kept_api", "password", "postgres", "changeme", "change-me", "secret", "admin"})
SHORTEST_KEY: Final = 32
# What PostgreSQL must not write into its own log: it quotes the rows and the values that it refuses.
SILENT: Final = {
    "log_error_verbosity": {"terse"},
    "log_min_error_statement": {"panic"},
    "log_min_messages": {"log", "fatal", "panic"},
    "log_parameter_max_length": {"0"},
    "log_parameter_max_length_on_error": {"0"},
    "log_statement": {"none", "ddl"},
}
POWERS: Final = """
select rolsuper, rolbypassrls, rolcreaterole or rolcreatedb or rolreplication as powerful,
       pg_has_role(current_user, 'kept_owner', 'member')
         or exists (select from pg_class where relowner = pg_roles.oid)
         or exists (select from pg_namespace where nspowner = pg_roles.oid) as owns,
       has_database_privilege(current_user, current_database(), 'create, temporary') as makes
  from pg_roles where rolname = current_user
"""

HATS: Final = "select pg_has_role(current_user, 'kept_ladder', 'member')"


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` for programs and tests, `sentence` for whoever mends it. Neither repeats a secret."""

    code: str
    sentence: str


def findings(chosen: Settings, migrate_url: str | None, jobs_url: str | None = None) -> list[Finding]:
    """Return everything that is to be mended before real young people are served."""
    return [
        *_addresses(chosen),
        *_key_file(chosen.signing_key, "KEPT_SIGNING_KEY_FILE"),
        *_key_file(chosen.context_key, "KEPT_CONTEXT_KEY_FILE"),
        *_keys_are_keys(chosen),
        *channels_findings(chosen.channels),
        *_login(chosen.database_url, migrate_url, jobs_url),
        *_database(chosen),
        *(_jobs(jobs_url) if jobs_url else ()),
    ]


def _addresses(chosen: Settings) -> Iterator[Finding]:
    if urlsplit(chosen.issuer).scheme != "https":
        yield Finding("issuer_not_https", "KEPT_ISSUER is not https: name the address that apps call, https://…")
    if any(each == "*" or each.endswith("/0") for each in chosen.trusted_proxies):
        yield Finding("everybody_trusted", "KEPT_TRUSTED_PROXIES trusts everybody: name your proxies' own addresses.")
    if chosen.docs and not chosen.demo:
        yield Finding("docs_on", "KEPT_DOCS is on: leave it out, and browse the contract on a developer's machine.")


def _key_file(file: Path, variable: str) -> Iterator[Finding]:
    if not file.is_file():
        yield Finding("key_missing", f"{variable} names no file: make one with `kept keys`, and name it.")
    elif _open_to_others(file):
        yield Finding("key_open", f"Others can read or write the file of {variable}: chmod 0400, owned by the service.")


def _open_to_others(file: Path) -> bool:
    return bool(stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXO | stat.S_IWGRP))


def channels_findings(file: Path | None) -> Iterator[Finding]:
    """Say what is wrong with the ways out of the service; never what stands in a file."""
    try:
        said = channels.read(file)
        secrets = list(said.secret_files())
        if said.push:
            channels.private_key(said.push.key_file)
    except (OSError, ValueError, YAMLError):
        yield Finding("channels_wrong", "KEPT_CHANNELS_FILE cannot be used as it is: compare it with channels.md.")
        return
    if any(map(_open_to_others, secrets)):
        yield Finding("channels_open", "Others can read or write a secret of KEPT_CHANNELS_FILE: chmod 0400 each.")


def _keys_are_keys(chosen: Settings) -> Iterator[Finding]:
    if chosen.context_key.is_file():
        sealed_with = chosen.context_key.read_bytes().strip()
        if len(sealed_with) < SHORTEST_KEY or len(set(sealed_with)) < SHORTEST_KEY // 4:
            yield Finding("context_key_guessable", "The context key can be guessed: make one with `kept keys`.")
    if chosen.signing_key.is_file() and not _signs(chosen):
        yield Finding("signing_key_wrong", "KEPT_SIGNING_KEY_FILE holds no P-256 key: make one with `kept keys`.")


def _signs(chosen: Settings) -> bool:
    try:
        Keys.from_pem(chosen.signing_key.read_bytes(), issuer=chosen.issuer)
    except Exception:  # noqa: BLE001  whichever way a library says that it is none, and never what it read
        return False
    return True


def _login(url: str, *others: str | None) -> Iterator[Finding]:
    users = [conninfo_to_dict(each).get("user") for each in (url, *others) if each]
    if len(set(users)) < len(users):
        yield Finding("one_login", "Two share a login: give kept_api, kept_owner and kept_jobs one each.")
    yield from _way_in(url, "KEPT_DATABASE_URL")


def _way_in(url: str, variable: str) -> Iterator[Finding]:
    told = conninfo_to_dict(url)
    if "password" in told and str(told["password"]).lower() in GUESSED:
        yield Finding("password_guessable", f"The password in {variable} can be guessed: make a long random one.")
    if not _near(told) and told.get("sslmode") != "verify-full":
        yield Finding("no_tls", f"PostgreSQL is on another machine: add sslmode=verify-full to {variable}.")


def _near(told: Mapping[str, object]) -> bool:
    """Say whether every host is this machine: a socket, or a loopback address."""
    hosts = str(told.get("hostaddr") or told.get("host") or "").split(",")
    return all(host in ("", "localhost") or host.startswith(("/", "@")) or _loopback(host) for host in hosts)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _database(chosen: Settings) -> Iterator[Finding]:
    try:
        with once(chosen.database_url) as connection:
            powers = connection.execute(POWERS).fetchone()
            said = connection.execute("select name, setting from pg_settings where name = any (%s)", [[*SILENT]])
            loud = sorted(name for name, setting in said.fetchall() if setting not in SILENT[name])
            real = chosen.demo and connection.execute("select walls.only_demos()").fetchone() != (True,)
    except psycopg.Error:
        yield Finding("database_unasked", "The database cannot be asked: mend KEPT_DATABASE_URL, run `kept migrate`.")
        return
    yield from _powers(powers or (True,) * 5)
    if real:
        yield Finding("demo_with_real", "KEPT_DEMO is on and a real council is here: take KEPT_DEMO out.")
    if loud:
        names = ", ".join(loud)
        again = f"run what `kept roles` prints again ({names})."
        yield Finding("database_log_quotes", f"PostgreSQL's log may quote young people: {again}")


def _jobs(url: str) -> Iterator[Finding]:
    """Say what is wrong with the login of the jobs: it may do less than the service, or no more."""
    yield from _way_in(url, "KEPT_JOBS_DATABASE_URL")
    try:
        with once(url) as connection:
            powers = connection.execute(POWERS).fetchone()
            hats = connection.execute(HATS).fetchone()
    except psycopg.Error:
        yield Finding("jobs_unasked", "KEPT_JOBS_DATABASE_URL leads nowhere: mend it, and run `kept migrate`.")
        return
    if any(powers or (True,)):
        yield Finding("jobs_powerful", "The login of the jobs may do more than they need: use kept_jobs.")
    if not hats or not hats[0]:
        yield Finding("jobs_powerless", "The login of the jobs may not climb: use kept_jobs, run `kept roles` again.")


def _powers(row: tuple[bool, ...]) -> Iterator[Finding]:
    superuser, bypasses, powerful, owns, makes = row
    if superuser:
        yield Finding("login_superuser", "The service signs in as a superuser, for whom no wall stands: use kept_api.")
    if bypasses:
        yield Finding("login_bypasses", "The service's login bypasses row-level security: use kept_api.")
    if powerful:
        yield Finding("login_powerful", "The service's login may make roles or databases, or replicate: use kept_api.")
    if owns and not superuser:
        yield Finding("login_owns", "The service's login owns tables, or may become their owner: use kept_api.")
    if makes and not superuser:
        yield Finding("login_makes", "The service's login may make temporary tables: run `kept roles` again.")
