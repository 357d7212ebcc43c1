"""The commands `kept drift` and `kept migration`: models beside migrations, on a PostgreSQL that soon is gone."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from api import embedded, installing, keys, migrations


def message(verb: ArgumentParser) -> None:
    verb.add_argument("message", help="what it does")


def drift(_: Namespace) -> int:
    with _migrated() as owner:
        migrations.drift(owner)
    return 0


def write(arguments: Namespace) -> int:
    with _migrated() as owner:
        migrations.write(owner, arguments.message)
    return 0


@contextmanager
def _migrated() -> Iterator[str]:
    """Lend the owner's login to a database of this release, for as long as it takes."""
    with embedded.passing() as server:
        installing.prepare(server, keys.new_context_key())
        yield embedded.dsn(server, "kept_owner", installing.DATABASE)
