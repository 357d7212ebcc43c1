"""The command `kept`: run a demonstration, serve a council, and what its administrators and developers ask for."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from api.late import late
from rules.errors import Refusal
from rules.working_days import CalendarEnds

if TYPE_CHECKING:
    from api import (
        calendar_commands,
        contract_command,
        council_commands,
        demo_commands,
        due_command,
        health_command,
        listening_options,
        migration_commands,
        serving_commands,
        work_command,
    )
else:
    calendar_commands = late("api.calendar_commands")
    contract_command = late("api.contract_command")
    council_commands = late("api.council_commands")
    demo_commands = late("api.demo_commands")
    due_command = late("api.due_command")
    health_command = late("api.health_command")
    listening_options = late("api.listening_options")
    migration_commands = late("api.migration_commands")
    serving_commands = late("api.serving_commands")
    work_command = late("api.work_command")

Run = Callable[[Namespace], int]
Option = Callable[[ArgumentParser], None]
# What it means, and where it is: what runs, and the options that it takes. Only that of the verb typed is looked up.
Verb = tuple[str, Callable[[], tuple[Run, *tuple[Option, ...]]]]

VERBS: dict[str, Verb] = {
    "run": (
        "Run a demonstration: embedded PostgreSQL, two invented councils.",
        lambda: (demo_commands.run, listening_options.port),
    ),
    "token": (
        "Print a token of somebody in an invented council.",
        lambda: (demo_commands.token, demo_commands.who),
    ),
    "agree": (
        "Say yes to an app in the place of somebody in an invented council.",
        lambda: (demo_commands.agree, demo_commands.asks),
    ),
    "due": (
        "Say when something is due, with every day counted or skipped.",
        lambda: (due_command.run, due_command.add_arguments),
    ),
    "serve": (
        "Serve on the PostgreSQL of KEPT_DATABASE_URL.",
        lambda: (serving_commands.serve, listening_options.host, listening_options.port),
    ),
    "work": (
        "Do what is due, until told to stop: any number of processes may.",
        lambda: (work_command.run,),
    ),
    "migrate": (
        "Bring the database of KEPT_MIGRATE_DATABASE_URL to this release.",
        lambda: (serving_commands.migrate,),
    ),
    "council": (
        "Set a council up: make, load, adopt a pledge, check, open.",
        lambda: (council_commands.run, council_commands.add_arguments),
    ),
    "calendar": (
        "See, add and take back the days that a council does not count; read the official list from a file.",
        lambda: (council_commands.run, calendar_commands.add_arguments),
    ),
    "check-config": (
        "Say what is unfit for production, and how to mend it; 1 where something is.",
        lambda: (serving_commands.check_config,),
    ),
    "keys": (
        "Make the two key files, where the settings name them; what is there stays. `rotate`: the next key signs.",
        lambda: (serving_commands.keys_command, serving_commands.add_turn),
    ),
    "roles": (
        "Print the SQL that a database administrator runs once.",
        lambda: (serving_commands.roles,),
    ),
    "health": (
        "Ask a serving process on this machine whether it is ready.",
        lambda: (health_command.run, listening_options.port),
    ),
    "openapi": (
        "Write openapi.yaml.",
        lambda: (contract_command.run, contract_command.add_arguments),
    ),
    "drift": (
        "Say whether the models have drifted from the migrations.",
        lambda: (migration_commands.drift,),
    ),
    "migration": (
        "Write the next migration from the models.",
        lambda: (migration_commands.write, migration_commands.message),
    ),
}


def main() -> None:
    """Run one command; a problem that a person can mend is one line and exit code 2."""
    arguments = _parser(sys.argv[1:]).parse_args()
    try:
        sys.exit(arguments.run(arguments))
    except KeyboardInterrupt:
        sys.exit(0)
    except (CalendarEnds, OSError, Refusal, RuntimeError, ValueError) as problem:
        print(f"kept: {problem}", file=sys.stderr)
        sys.exit(2)


def _parser(typed: Sequence[str]) -> ArgumentParser:
    """Return what reads the line. Of the verbs only the one that was typed has its options."""
    chosen = next((word for word in typed if word in VERBS), None)
    parser = ArgumentParser(prog="kept", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (meaning, _) in VERBS.items():
        verb = verbs.add_parser(name, help=meaning, description=meaning)
        if name == chosen:
            _complete(verb, name)
    return parser


def _complete(verb: ArgumentParser, name: str) -> None:
    run, *options = VERBS[name][1]()
    verb.set_defaults(run=run)
    for add in options:
        add(verb)


if __name__ == "__main__":
    main()
