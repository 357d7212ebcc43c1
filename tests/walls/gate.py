"""The catalogue gate: whatever a database says of itself that the design does not allow.

`gate.sql` has the checks: each is a query of PostgreSQL's own catalogues that returns a line for each thing that is
wrong. What stands in `ALLOWED` is known, and has its reason there. `said` and `drift` compare two databases word by
word, so that a policy or a check that was dropped, loosened or added by hand is noticed.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from tests.walls.clones import Connection, run

_HERE = Path(__file__).parent
_LOOKED_AT, *_named = re.split(r"^-- check: (.+)$", (_HERE / "gate.sql").read_text(), flags=re.MULTILINE)
CHECKS: Mapping[str, str] = dict(zip(_named[::2], _named[1::2], strict=True))
_SAID = (_HERE / "said.sql").read_text()

_REVISION = "the number of a migration, nobody's row: the health page reads it before anyone is known"
_FOUND_BY = "who serves is told to everyone: the public finds a council by its slug, through a door of its own"
_TO_COME = "how she takes part in a review is hers to change until it is held: the door asks for that"
_ONE_DOOR = "the function that moves a clock for a closed day, later only, with the line that says why"
_MOVES = "the job of the hand-over is that a request goes to somebody who is there: it can change no date and no word"
_SESSION = "the session that they lead to is in the history, and so is what is agreed to"
_GIVEN_AGAIN = "what she took back she gives again in the same row: she alone, at that moment"
ALLOWED: Mapping[tuple[str, str], str] = {
    ("the walls are not up", "alembic_version"): _REVISION,
    ("no wall between councils", "alembic_version for kept_api"): _REVISION,
    ("a row of no council", "alembic_version"): _REVISION,
    ("an index does not begin with the council", "alembic_version.alembic_version_pkc"): _REVISION,
    ("a right of a role without a hat", "kept_api on alembic_version"): _REVISION,
    ("a right without a door", "kept_api may select alembic_version"): _REVISION,
    ("a write that history does not see", "alembic_version"): _REVISION,
    ("an index does not begin with the council", "councils.uq_councils_slug"): _FOUND_BY,
    ("no wall between councils", "councils for kept_public"): _FOUND_BY,
    ("a write that history does not see", "history"): "it is the history",
    ("a write that history does not see", "looks"): "it is the history of reads",
    ("a write that history does not see", "idempotency_keys"): "what was written under the key is in the history",
    ("a write that history does not see", "sign_in_tries"): "guesses of nobody who is known",
    (
        "a write that history does not see",
        "directory_sessions",
    ): "the session is in the history; this says for how long",
    **{("a write that history does not see", relation): _SESSION for relation in ("app_codes", "refresh_tokens")},
    ("what was promised can be changed", "kept_authorizer may update consents.given_at"): _GIVEN_AGAIN,
    **{
        ("a right that nobody needs", f"kept_retention may delete {relation}"): "what has ended opens nothing"
        for relation in ("app_codes", "refresh_tokens")
    },
    (
        "a write that history does not see",
        "sign_in_challenges",
    ): "asked of nobody who is known; what comes of it is noted",
    ("what was promised can be changed", "kept_young_person may update reviews.message"): _TO_COME,
    **{
        ("what was promised can be changed", f"kept_handover may update requests.{column}"): _MOVES
        for column in ("team_id", "worker_id")
    },
    **{
        ("what was promised can be changed", f"kept_context may update requests.{column}"): _ONE_DOOR
        for column in ("due_at", "due_on", "late_day_at", "days")
    },
    (
        "a role with too much power",
        "kept_backup",
    ): "a copy of some rows is none: it reads all, and writes nothing",
    (
        "a right that nobody needs",
        "kept_retention may delete idempotency_keys",
    ): "a reply is kept for a day and no longer",
    **{
        ("a right that nobody needs", f"kept_retention may delete {relation}"): "what opens nothing any more is let go"
        for relation in ("sign_in_tries", "sign_in_challenges", "invites")
    },
    ("a relation beside the walls", "taken"): "who sent how much, as hashes that only two helpers read",
    ("a relation beside the walls", "context_keys"): "the keys of the seal, which only the helpers read",
    ("a relation beside the walls", "proofs"): "which proofs of a key were taken: hashes, for three minutes",
}

Finding = tuple[str, str]
Told = Mapping[tuple[str, str], str]


def findings(connection: Connection) -> set[Finding]:
    """Return everything that is wrong and not allowed, as (what is wrong, where)."""
    return everything_found(connection) - ALLOWED.keys()


def everything_found(connection: Connection) -> set[Finding]:
    run(connection, _LOOKED_AT)
    return {(check, str(where)) for check, query in CHECKS.items() for (where,) in run(connection, query)}


def said(connection: Connection) -> Told:
    """Return what a database says of its constraints, indexes, columns, policies, rights, triggers and helpers."""
    return {(kind, name): str(words) for kind, name, words in run(connection, _SAID)}


def drift(wanted: Told, found: Told) -> set[str]:
    """Return what is missing, too much or different."""
    missing = {f"missing {kind} {name}" for kind, name in wanted.keys() - found.keys()}
    extra = {f"unexpected {kind} {name}" for kind, name in found.keys() - wanted.keys()}
    both = wanted.keys() & found.keys()
    changed = {f"different {kind} {name}" for kind, name in both if wanted[kind, name] != found[kind, name]}
    return missing | extra | changed
