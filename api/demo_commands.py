"""The commands of a demonstration: run it, hand a token out, say yes to an app in somebody's place."""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from api import demo_tokens, embedded, installing, keys, settings
from api.late import late
from api.settings import Settings, from_environment
from api.things_to_try import TRY

if TYPE_CHECKING:
    from api import demo_agreeing, serving
else:
    demo_agreeing = late("api.demo_agreeing")
    serving = late("api.serving")


def who(verb: ArgumentParser) -> None:
    verb.add_argument("--as", dest="who", required=True, help="a first name, such as maya or sam")
    verb.add_argument(
        "--aal", type=int, choices=(1, 2), default=2, help="2: has just signed in; 1: merely has the phone"
    )


def asks(verb: ArgumentParser) -> None:
    verb.add_argument("--as", dest="who", required=True, help="a first name, such as maya")
    verb.add_argument("--asks", required=True, help="what an app asks: the query of /oauth/authorize")


def run(arguments: Namespace) -> int:
    home = _home()
    with embedded.running(home) as server:
        api, owner = _logins(server)
        chosen = from_environment(
            database_url=api,
            jobs_url=embedded.dsn(server, "kept_jobs", installing.DATABASE),
            home=home,
            demo=True,
            owner_url=owner,
        )
        context_key = keys.read_or_make(chosen.context_key, keys.new_context_key)
        installing.prepare(server, context_key)
        installing.prepare_sandbox(owner)
        asyncio.run(installing.load_demos(owner, context_key))
        said = TRY.format(url=f"http://localhost:{arguments.port}")
        serving.serve(chosen, host="localhost", port=arguments.port, when_ready=lambda: print(said, flush=True))
    return 0


def token(arguments: Namespace) -> int:
    """Print a token and nothing else, so that it can stand in a command."""
    with _demonstration() as (chosen, logins):
        said = demo_tokens.hand_out(arguments.who, arguments.aal, chosen, logins)
    print(said)
    return 0


def agree(arguments: Namespace) -> int:
    """Print where the browser of whoever says yes would go, and nothing else."""
    with _demonstration() as (chosen, logins):
        said = asyncio.run(demo_agreeing.agree(arguments.who, arguments.asks, chosen, logins))
    print(said)
    return 0


@contextmanager
def _demonstration() -> Iterator[tuple[Settings, tuple[str, str]]]:
    """Lend the demonstration that was started here: its settings, and its two logins."""
    home = _home()
    if not embedded.exists(home):
        raise RuntimeError("There is no demonstration here yet: `make run` starts one.")
    with embedded.running(home) as server:
        yield from_environment(home=home, demo=True), _logins(server)


def _home() -> Path:
    return settings.named_home() or embedded.default_home()


def _logins(server: embedded.Server) -> tuple[str, str]:
    """Return where the service and where the owner of the tables sign in."""
    api, owner = (embedded.dsn(server, role, installing.DATABASE) for role in ("kept_api", "kept_owner"))
    return api, owner
