"""What may be written on the way in, asked of the database itself: by whoever invites, and on the doorstep."""

from collections.abc import Iterator
from uuid import UUID, uuid4

from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.cast import DAY
from tests.walls.hats import DOORSTEP, HATS, LOADER
from tests.walls.probes import SEES, Probe
from tests.walls.rows import TWIN, Names
from tests.walls.session_probes import START
from tests.walls.write_probes import DONE, REFUSED

INVITE = (
    "insert into kept.invites (council_id, id, account_id, made_by_id, made_at, ends_at, code_hash, number_hash, wrong)"
    " values (%(here)s, %(id)s, %(who)s, %(by)s, %(at)s, %(at)s, %(hash)s, '', 0)"
)
NAME = "insert into kept.sign_ins (council_id, id, name, changed_at) values (%(here)s, %(who)s, 'new', %(at)s)"
CANCEL = "update kept.invites set cancelled_at = %(at)s"
GUESS = (
    "insert into kept.sign_in_tries (council_id, id, who, device, wrong, known, free_at)"
    " values (%(here)s, %(id)s, 'new', '', 1, false, %(at)s)"
)
RECOVER = (
    "insert into kept.recoveries (council_id, id, young_person_id, invite_id, recovered_at)"
    " values (%(here)s, %(id)s, %(who)s, (select id from kept.invites where account_id = %(maya)s limit 1), %(at)s)"
)
CONFIRM = "update kept.recoveries set confirmed_at = %(at)s, confirmed_by_id = %(by)s"
# (who, whom they would invite, the answer); ida and jay have no name yet
INVITING = (
    ("sam", "maya", DONE), ("sam", "kai", REFUSED), ("cy", "maya", DONE), ("bo", "kai", DONE), ("bo", "maya", REFUSED),
    ("ruth", "kai", DONE), ("ruth", "sam", REFUSED), ("kim", "sam", DONE), ("kim", "maya", REFUSED),
    ("priya", "maya", REFUSED), ("maya", "maya", REFUSED), ("ade", "maya", REFUSED), (DOORSTEP, "maya", REFUSED),
)  # fmt: skip
NAMING = (
    ("sam", "jay", DONE), ("bo", "jay", REFUSED), ("ruth", "jay", DONE), ("kim", "ade", DONE), ("kim", "jay", REFUSED),
    ("cy", "jay", DONE), ("priya", "jay", REFUSED), (DOORSTEP, "jay", REFUSED),
)  # fmt: skip


class DoorWrites:
    """Makes the probes for one world whose rows have names."""

    def __init__(self, world: World, names: Names) -> None:
        self._world = world
        self._kai = next(
            UUID(str(key)) for (relation, key), name in names.items() if (relation, name) == ("accounts", "kai")
        )

    def _id(self, who: str) -> UUID:
        return self._kai if who == "kai" else self._world.id_of(who)

    def probes(self) -> Iterator[Probe]:
        yield from self._inviting()
        yield from self._standing()
        yield from self._recovering()

    def _inviting(self) -> Iterator[Probe]:
        for who, whom, answer in INVITING:
            by = self._id("maya" if who == DOORSTEP else who)
            new = {
                "here": self._world.id,
                "id": uuid4(),
                "who": self._id(whom),
                "at": WEDNESDAY,
                "hash": who.encode(),
                "by": by,
            }
            yield Probe(who, "invites", f"{who} invites {whom}", INVITE, new, answer)
            yield Probe(who, "invites", f"{who} invites {whom} elsewhere", INVITE, new | {"here": TWIN}, REFUSED)
            later, another = {"at": WEDNESDAY + DAY}, {"by": self._id("alex")}
            yield Probe(who, "invites", f"{who} will invite {whom}", INVITE, new | later, REFUSED)
            yield Probe(who, "invites", f"{who} invites {whom} as Alex", INVITE, new | another, REFUSED)
        for who, whom, answer in NAMING:
            new = {"here": self._world.id, "who": self._id(whom), "at": WEDNESDAY}
            yield Probe(who, "sign_ins", f"{who} names {whom}", NAME, new, answer)
            yield Probe(who, "sign_ins", f"{who} names {whom} elsewhere", NAME, new | {"here": TWIN}, REFUSED)
        for who in HATS:
            seen = sum(who in each.split() for each in SEES["invites"].values())
            may = who in f"sam cy alex bo hal una ruth kim {LOADER}".split()
            yield Probe(who, "invites", f"{who} calls back", CANCEL, {"at": WEDNESDAY}, seen if may else REFUSED)
            late = REFUSED if seen or not may else 0
            yield Probe(who, "invites", f"{who} will call back", CANCEL, {"at": WEDNESDAY + DAY}, late)

    def _standing(self) -> Iterator[Probe]:
        """Stand on the doorstep as Maya: her words are hers to set, every guess is counted."""
        here = {"here": self._world.id, "id": uuid4(), "at": WEDNESDAY}
        yield Probe(DOORSTEP, "sign_ins", "sets her words", "update kept.sign_ins set passphrase = 'x'", {}, DONE)
        yield Probe(DOORSTEP, "invites", "counts a wrong number", "update kept.invites set wrong = 1", {}, 6)
        yield Probe(DOORSTEP, "sign_in_tries", "counts", "update kept.sign_in_tries set wrong = 1", {}, 5)
        yield Probe(DOORSTEP, "sign_in_tries", "guesses", GUESS, here, DONE)
        yield Probe(DOORSTEP, "sign_in_tries", "guesses elsewhere", GUESS, here | {"here": TWIN}, REFUSED)
        of_jay = {"here": self._world.id, "id": uuid4(), "who": self._id("jay"), "at": WEDNESDAY}
        yield Probe(DOORSTEP, "sessions", "starts one of Jay", START, of_jay, REFUSED)
        proves = "update kept.sessions set proved_at = now()"
        yield Probe(DOORSTEP, "sessions", "proves who she is", proves, {}, 2)

    def _recovering(self) -> Iterator[Probe]:
        maya = self._id("maya")
        for who, whom, at, answer in (
            (DOORSTEP, "maya", WEDNESDAY, DONE), (DOORSTEP, "jay", WEDNESDAY, REFUSED),
            (DOORSTEP, "maya", WEDNESDAY - DAY, REFUSED), ("ruth", "maya", WEDNESDAY, REFUSED),
        ):  # fmt: skip
            new = {"here": self._world.id, "id": uuid4(), "who": self._id(whom), "maya": maya, "at": at}
            yield Probe(who, "recoveries", f"{who} recovers {whom} at {at}", RECOVER, new, answer)
            yield Probe(
                who, "recoveries", f"{who} recovers {whom} elsewhere {at}", RECOVER, new | {"here": TWIN}, REFUSED
            )
        for who in ("ruth", "sam", "maya", DOORSTEP):
            mine = {"at": WEDNESDAY, "by": maya if who == DOORSTEP else self._id(who)}
            yield Probe(who, "recoveries", f"{who} confirms", CONFIRM, mine, DONE if who == "ruth" else REFUSED)
            bo = mine | {"by": self._id("bo")}
            yield Probe(who, "recoveries", f"{who} confirms as Bo", CONFIRM, bo, REFUSED)
