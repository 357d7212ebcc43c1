"""How somebody comes in: names, invites, guesses, passkeys, and an account opened anew before anything was written."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from models.accounts import Account, Role
from models.invites import Invite, Secret
from models.passkeys import Passkey, WhyRemoved
from models.recoveries import Recovery
from models.sign_in_challenges import Bound, ChallengeFor, SignInChallenge
from models.sign_ins import SignIn, SignInTry
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls import cast
from tests.walls.cast import DAY
from tests.walls.clones import Connection, plant

Named = dict[tuple[str, object], str]
# One of each hat has a name at the door, and a passkey; Zoe, an admin too, was never let in.
OWN = ("maya", "sam", "priya", "dana", "ruth", "abe", "cleo", "eve", "pat", "lee", "kim")
INVITED = ("maya", "kai", "sam", "kim")
CHALLENGES = ("open", "taken", "old")
GUESSES = ("a guess", "an old guess", "another old guess", "a known device", "a device of long ago")
# Who may invite whom sees it; the console, the admins' alone; everybody their own name and passkeys.
_INVITES = {"maya": "sam cy ruth", "kai": "bo ruth", "sam": "kim", "kim": "loader"}
_NAMED = dict.fromkeys(OWN, "kim") | _INVITES
_THEIRS = {who: f"{who} m1" if who == "maya" else who for who in OWN}
AT_THE_DOOR: Mapping[str, Mapping[str, str]] = {
    "sign_ins": {who: f"{seen} {_THEIRS.get(who, '')} doorstep" for who, seen in _NAMED.items()},
    "invites": {who: f"{seen} doorstep" for who, seen in _INVITES.items()},
    "passkeys": {who: f"{seen} doorstep" for who, seen in _THEIRS.items()},
    "sign_in_tries": dict.fromkeys(GUESSES, "doorstep"),
    "sign_in_challenges": dict.fromkeys(CHALLENGES, "doorstep"),
    "recoveries": {"kai": "ruth retention"},
}


def zoe(world: World) -> UUID:
    return uuid5(world.id, "zoe")


def let_in(world: World, connection: Connection, people: Mapping[str, UUID]) -> Named:
    """Write how each comes in; name the rows that no file knows: guesses, challenges, Kai's, and Zoe."""
    kai = people["kai"]
    plant(connection, Account(council_id=world.id, id=zoe(world), role=Role.council_admin))
    for place, who in enumerate((*OWN, "kai")):
        key = kai if who == "kai" else world.id_of(who)
        words = "a hash" if who == "maya" else None
        plant(connection, SignIn(council_id=world.id, id=key, name=f"{who}1", passphrase=words, changed_at=WEDNESDAY))
        plant(connection, *_invites(world, key, place) if who in INVITED else ())
        plant(connection, *_passkeys(world, key, who) if who in OWN else ())
    old = _invite(world, kai, 100, WEDNESDAY - 200 * DAY, used_at=WEDNESDAY - 199 * DAY)
    about = {"council_id": world.id, "young_person_id": kai, "invite_id": old.id}
    plant(connection, old, Recovery.model_validate(about | {"id": uuid4(), "recovered_at": cast.LONG_AGO}))
    names: Named = {(relation, kai): "kai" for relation in ("sign_ins", "invites", "recoveries")}
    names |= {("accounts", zoe(world)): "zoe", ("sign_ins", True): "has words", ("sign_ins", False): "has none"}
    return names | _asked(world, connection)


def _invites(world: World, key: UUID, place: int) -> list[Invite]:
    """Return an invite of today; Maya has one more, of last year."""
    old = _invite(world, key, 50, WEDNESDAY - 200 * DAY, used_at=WEDNESDAY - 199 * DAY)
    return [_invite(world, key, place, WEDNESDAY), *([old] if key == world.id_of("maya") else [])]


def _invite(world: World, key: UUID, place: int, made_at: datetime, **more: Any) -> Invite:  # noqa: ANN401  columns
    invite = Invite.of(world.id, key, Secret(place, place), by=None, now=made_at)
    for name, value in more.items():
        setattr(invite, name, value)
    return invite


def _passkeys(world: World, key: UUID, who: str) -> list[Passkey]:
    """Return a passkey that opens something, and one that was taken away."""
    of: dict[str, Any] = {"council_id": world.id, "account_id": key, "public_key": b"key", "added_at": cast.LONG_AGO}
    gone: dict[str, Any] = {"removed_at": WEDNESDAY - DAY, "why_removed": WhyRemoved.removed}
    return [
        Passkey(**of, credential_id=who.encode(), name="a phone"),
        Passkey(**of, **gone, credential_id=f"{who} old".encode(), name="a phone of before"),
    ]


def _asked(world: World, connection: Connection) -> Named:
    """Write what was guessed at the door, and what devices were asked there."""
    names: Named = {}
    for place, name in enumerate(GUESSES):
        free_at = WEDNESDAY - (0, 2, 2, 2, 500)[place] * DAY
        guess = SignInTry(council_id=world.id, who=b"who", device=name.encode(), free_at=free_at, known=place > 2)
        plant(connection, guess)
        names["sign_in_tries", guess.id] = name
    for name in CHALLENGES:
        made_at = WEDNESDAY - (2 * DAY if name == "old" else timedelta(minutes=1))
        asked = SignInChallenge.of(world.id, name.encode(), Bound(ChallengeFor.sign_in), now=made_at)
        asked.used_at = None if name == "open" else made_at
        plant(connection, asked)
        names["sign_in_challenges", asked.id] = name
    return names
