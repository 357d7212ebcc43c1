"""The commands of those who run the service: roles, keys, migrate, check-config, serve."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from api import config_checks, keys, settings
from api.clock import machine_time
from api.late import late
from api.settings import Settings, from_environment
from auth.keyring import Ring, must_be_time
from auth.tokens import new_signing_key

if TYPE_CHECKING:
    from api import installing, migrations, serving
else:
    installing = late("api.installing")
    migrations = late("api.migrations")
    serving = late("api.serving")


def serve(arguments: argparse.Namespace) -> int:
    chosen = _council()
    if not settings.in_development() and check_config(arguments):
        raise RuntimeError("Not started. Mend the above, or set KEPT_ENVIRONMENT=development where nobody is served.")
    serving.serve(chosen, host=arguments.host, port=arguments.port)
    return 0


def _council() -> Settings:
    url = settings.council_database()
    if url is None:
        raise RuntimeError("Set KEPT_DATABASE_URL; for a demonstration, use `kept run`.")
    return from_environment(database_url=url, home=_key_home())


def _key_home() -> Path:
    return settings.named_home() or Path.cwd() / ".kept"


def check_config(_: argparse.Namespace) -> int:
    """Say what is unfit for production, on standard error; 1 where something is."""
    found = config_checks.findings(_council(), settings.migrate_url(), settings.jobs_database())
    for each in found:
        print(f"kept: {each.code}: {each.sentence}", file=sys.stderr)
    return 1 if found else 0


def add_turn(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("turn", nargs="?", choices=("make", "rotate"), default="make")
    verb.add_argument("--leaked", action="store_true", help="drop the key that signs: every token ends at once")


def keys_command(arguments: argparse.Namespace) -> int:
    return _rotate(leaked=arguments.leaked) if arguments.turn == "rotate" else _make_keys()


def _rotate(*, leaked: bool) -> int:
    """Announce a next key, or let it sign; the one before stays until the next turn."""
    file = from_environment(home=_key_home()).signing_key
    ring = Ring.read(file.read_bytes())
    if not leaked:
        must_be_time(ring, datetime.fromtimestamp(file.stat().st_mtime, UTC), machine_time())
    keys.replace(file, (ring.dropped() if leaked else ring.turned()).text)
    print(
        "Nobody is signed in any more."
        if leaked
        else "The next key signs."
        if ring.next
        else "A next key is announced."
    )
    return 0


def _make_keys() -> int:
    """Make what is missing of the two key files, where the settings say."""
    chosen = from_environment(home=_key_home())
    keys.read_or_make(chosen.context_key, keys.new_context_key)
    keys.read_or_make(chosen.signing_key, new_signing_key)
    print(chosen.context_key, chosen.signing_key, sep="\n")
    return 0


def migrate(_: argparse.Namespace) -> int:
    url = settings.migrate_url()
    if url is None:
        raise RuntimeError("Set KEPT_MIGRATE_DATABASE_URL to the login of kept_owner.")
    chosen = from_environment(home=_key_home())
    migrations.upgrade(url, keys.read_or_make(chosen.context_key, keys.new_context_key))
    return 0


def roles(_: argparse.Namespace) -> int:
    print(installing.ROLES)
    print("-- Then, connected to the database that Kept will use:")
    print(installing.SCHEMAS)
    return 0
