"""The command `kept`: run a demonstration, serve a council, and what its administrators and developers ask for."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from datetime import time
from pathlib import Path

from alembic.util import CommandError

from api import (
    calendar_commands,
    contract,
    council_commands,
    council_files,
    demo_agreeing,
    demo_tokens,
    due,
    embedded,
    installing,
    keys,
    migrations,
    scope_table,
    serving_commands,
    settings,
    work_command,
)
from api.app import create_app
from api.calendars import calendar_of
from api.serving import serve
from api.settings import Settings, from_environment
from api.things_to_try import TRY
from rules.errors import Refusal
from rules.working_days import CalendarEnds


def main() -> None:
    """Run one command; a problem that a person can mend is one line and exit code 2."""
    arguments = _parser().parse_args()
    try:
        sys.exit(arguments.run(arguments))
    except KeyboardInterrupt:
        sys.exit(0)
    except (CalendarEnds, CommandError, OSError, Refusal, RuntimeError, ValueError) as problem:
        print(f"kept: {problem}", file=sys.stderr)
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kept", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (run, meaning, *options) in VERBS.items():
        verb = verbs.add_parser(name, help=meaning, description=meaning)
        verb.set_defaults(run=run)
        for add in options:
            add(verb)
    return parser


def _port(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--port", type=int, default=8000)


def _host(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--host", default="127.0.0.1")


def _who(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--as", dest="who", required=True, help="a first name, such as maya or sam")
    verb.add_argument(
        "--aal", type=int, choices=(1, 2), default=2, help="2: has just signed in; 1: merely has the phone"
    )


def _asks(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--as", dest="who", required=True, help="a first name, such as maya")
    verb.add_argument("--asks", required=True, help="what an app asks: the query of /oauth/authorize")


def _council(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--council", help="an invented council, for its office hours")


def _check(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--check", action="store_true", help="only say whether it has drifted")


def _message(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("message", help="what it does")


def _home() -> Path:
    return settings.named_home() or embedded.default_home()


def _context_key(chosen: Settings) -> bytes:
    return keys.read_or_make(chosen.context_key, keys.new_context_key)


def _run(arguments: argparse.Namespace) -> int:
    home = _home()
    with embedded.running(home) as server:
        owner = embedded.dsn(server, "kept_owner", installing.DATABASE)
        chosen = from_environment(
            database_url=embedded.dsn(server, "kept_api", installing.DATABASE),
            jobs_url=embedded.dsn(server, "kept_jobs", installing.DATABASE),
            home=home,
            demo=True,
            owner_url=owner,
        )
        installing.prepare(server, _context_key(chosen))
        installing.prepare_sandbox(owner)
        asyncio.run(installing.load_demos(owner, _context_key(chosen)))
        url = f"http://localhost:{arguments.port}"
        said = TRY.format(url=url)
        serve(chosen, host="localhost", port=arguments.port, when_ready=lambda: print(said, flush=True))
    return 0


def _token(arguments: argparse.Namespace) -> int:
    """Print a token and nothing else, so that it can stand in a command."""
    home = _home()
    if not embedded.exists(home):
        raise RuntimeError("There is no demonstration here yet: `make run` starts one.")
    with embedded.running(home) as server:
        said = demo_tokens.hand_out(
            arguments.who, arguments.aal, from_environment(home=home, demo=True), _logins(server)
        )
    print(said)
    return 0


def _agree(arguments: argparse.Namespace) -> int:
    """Print where the browser of whoever says yes would go, and nothing else."""
    home = _home()
    if not embedded.exists(home):
        raise RuntimeError("There is no demonstration here yet: `make run` starts one.")
    with embedded.running(home) as server:
        chosen = from_environment(home=home, demo=True)
        said = asyncio.run(demo_agreeing.agree(arguments.who, arguments.asks, chosen, _logins(server)))
    print(said)
    return 0


def _logins(server: embedded.Server) -> tuple[str, str]:
    """Return where the service and where the owner of the tables sign in."""
    api, owner = (embedded.dsn(server, role, installing.DATABASE) for role in ("kept_api", "kept_owner"))
    return api, owner


def _due(arguments: argparse.Namespace) -> int:
    opens, closes = time(9), time(17)
    if arguments.council:
        found = [each.council for each in council_files.demos() if each.council.slug == arguments.council]
        if not found:
            raise RuntimeError("There is no council of that name.")
        opens, closes = found[0].opens or opens, found[0].closes or closes
    print(due.run(arguments, calendar_of(opens, closes)))
    return 0


def _openapi(arguments: argparse.Namespace) -> int:
    document = create_app(from_environment(home=_home())).openapi()
    written = {contract.FILE: contract.written(document), scope_table.FILE: scope_table.written(document)}
    if arguments.check:
        same = all(file.read_text(encoding="utf-8") == text for file, text in written.items())
        print("openapi.yaml is what the service does." if same else "openapi.yaml has drifted: run `make openapi`.")
        return 0 if same else 1
    for file, text in written.items():
        file.write_text(text, encoding="utf-8")
    return 0


def _council_command(arguments: argparse.Namespace) -> int:
    report = council_commands.run(arguments)
    print(report.text)
    return report.code


def _drift(_: argparse.Namespace) -> int:
    with embedded.passing() as server:
        installing.prepare(server, keys.new_context_key())
        migrations.drift(embedded.dsn(server, "kept_owner", installing.DATABASE))
    return 0


def _migration(arguments: argparse.Namespace) -> int:
    with embedded.passing() as server:
        installing.prepare(server, keys.new_context_key())
        migrations.write(embedded.dsn(server, "kept_owner", installing.DATABASE), arguments.message)
    return 0


Option = Callable[[argparse.ArgumentParser], None]
Verb = tuple[Callable[[argparse.Namespace], int], str, *tuple[Option, ...]]

VERBS: dict[str, Verb] = {
    "run": (_run, "Run a demonstration: embedded PostgreSQL, two invented councils.", _port),
    "token": (_token, "Print a token of somebody in an invented council.", _who),
    "agree": (_agree, "Say yes to an app in the place of somebody in an invented council.", _asks),
    "due": (_due, "Say when something is due, with every day counted or skipped.", _council, due.add_arguments),
    "serve": (serving_commands.serve, "Serve on the PostgreSQL of KEPT_DATABASE_URL.", _host, _port),
    "work": (work_command.run, "Do what is due, until told to stop: any number of processes may."),
    "migrate": (serving_commands.migrate, "Bring the database of KEPT_MIGRATE_DATABASE_URL to this release."),
    "council": (
        _council_command,
        "Set a council up: make, load, adopt a pledge, check, open.",
        council_commands.add_arguments,
    ),
    "calendar": (
        _council_command,
        "See, add and take back the days that a council does not count; read the official list from a file.",
        calendar_commands.add_arguments,
    ),
    "check-config": (
        serving_commands.check_config,
        "Say what is unfit for production, and how to mend it; 1 where something is.",
    ),
    "keys": (
        serving_commands.keys_command,
        "Make the two key files, where the settings name them; what is there stays. `rotate`: the next key signs.",
        serving_commands.add_turn,
    ),
    "roles": (serving_commands.roles, "Print the SQL that a database administrator runs once."),
    "health": (serving_commands.health, "Ask a serving process on this machine whether it is ready.", _port),
    "openapi": (_openapi, "Write openapi.yaml.", _check),
    "drift": (_drift, "Say whether the models have drifted from the migrations."),
    "migration": (_migration, "Write the next migration from the models.", _message),
}

if __name__ == "__main__":
    main()
