"""How somebody comes in: names, invites, guesses, and an account opened anew before anything here was written."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from models.invites import Invite, Secret
from models.recoveries import Recovery
from models.sign_ins import SignIn, SignInTry
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls import cast
from tests.walls.clones import Connection, plant

Named = dict[tuple[str, object], str]


def let_in(world: World, connection: Connection, people: Mapping[str, UUID]) -> Named:
    """Write how Maya, Kai, who came in anew, and Sam come in; name the guess, and Kai's rows, whom no file knows."""
    for place, (who, key) in enumerate(
        {"maya": people["maya"], "kai": people["kai"], "sam": world.id_of("sam")}.items()
    ):
        invite = Invite.of(world.id, key, Secret(place, place), by=None, now=WEDNESDAY)
        plant(connection, SignIn(council_id=world.id, id=key, name=f"{who}1", changed_at=WEDNESDAY), invite)
        if who == "kai":
            about = {"council_id": world.id, "young_person_id": key, "invite_id": invite.id}
            plant(connection, Recovery.model_validate(about | {"id": uuid4(), "recovered_at": cast.LONG_AGO}))
    guess = SignInTry(council_id=world.id, who=b"who", device=b"device", free_at=WEDNESDAY)
    plant(connection, guess)
    names: Named = {("sign_in_tries", guess.id): "a guess"}
    return names | {(relation, people["kai"]): "kai" for relation in ("sign_ins", "invites", "recoveries")}
