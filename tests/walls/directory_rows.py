"""A directory of the council, Sam and Maya as it knows them, and their sessions there; and who sees any of it."""

from collections.abc import Mapping
from uuid import UUID

from models.directories import Directory, DirectoryPerson, DirectorySession
from tests.conftest import WEDNESDAY
from tests.make.world import FOR_EVER, World
from tests.walls.clones import Connection, plant

DIRECTORY = UUID("00000000-0000-4000-8000-0000000000d1")
Named = dict[tuple[str, object], str]

# Only a command and the doorstep have anything to do with it: whoever is in is asked about, and sees nothing.
SEEN: Mapping[str, Mapping[str, str]] = {
    "directories": {"directory": "loader doorstep"},
    "directory_people": {"sam": "doorstep", "maya": "doorstep"},
    "directory_sessions": {"sam": "doorstep", "maya": "doorstep"},
}
BY = {"directory_people": "account_id", "directory_sessions": "account_id"}


def known_there(world: World, connection: Connection) -> Named:
    """Write a directory and whom it knows."""
    plant(
        connection,
        Directory(council_id=world.id, id=DIRECTORY, name="Work", issuer="https://one.example", client_id="kept"),
    )
    names: Named = {("directories", DIRECTORY): "directory"}
    for who in ("sam", "maya"):
        theirs = {"council_id": world.id, "directory_id": DIRECTORY, "account_id": world.id_of(who)}
        plant(
            connection,
            DirectoryPerson.model_validate(theirs | {"subject": who, "known_at": WEDNESDAY}),
            DirectorySession.model_validate(
                theirs | {"id": world.session_of(who, 1), "sub": who, "good_until": FOR_EVER}
            ),
        )
        names |= {(relation, world.id_of(who)): who for relation in ("directory_people", "directory_sessions")}
    return names
