"""The command `kept openapi`: write the contract and the table of scopes, or say whether they have drifted."""

from argparse import ArgumentParser, Namespace

from api import contract, embedded, scope_table, settings
from api.app import create_app


def add_arguments(verb: ArgumentParser) -> None:
    verb.add_argument("--check", action="store_true", help="only say whether it has drifted")


def run(arguments: Namespace) -> int:
    home = settings.named_home() or embedded.default_home()
    document = create_app(settings.from_environment(home=home)).openapi()
    written = {contract.FILE: contract.written(document), scope_table.FILE: scope_table.written(document)}
    if arguments.check:
        same = all(file.read_text(encoding="utf-8") == text for file, text in written.items())
        print("openapi.yaml is what the service does." if same else "openapi.yaml has drifted: run `make openapi`.")
        return 0 if same else 1
    for file, text in written.items():
        file.write_text(text, encoding="utf-8")
    return 0
