"""What may be written of passkeys, of what is told of the way in, and at the console, asked of the database itself."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls import people
from tests.walls.cast import DAY, HOUR
from tests.walls.door_rows import OWN, zoe
from tests.walls.hats import DOORSTEP, HATS, LOADER, RETENTION
from tests.walls.probes import Probe
from tests.walls.rows import TWIN, Names
from tests.walls.write_probes import DONE, REFUSED

ADD = (
    "insert into kept.passkeys (council_id, id, account_id, credential_id, public_key, used, name, added_at,"
    " removed_at) values (%(here)s, %(id)s, %(who)s, 'new', '', 0, '', %(at)s, %(gone)s)"
)
COUNT = "update kept.passkeys set used = 2, last_used_at = %(at)s"
CALL = "update kept.passkeys set name = 'mine'"
TAKE_AWAY = "update kept.passkeys set removed_at = %(at)s, why_removed = 'removed'"
STALE = "update kept.sign_ins set stale_since = %(at)s"
ASK = (
    "insert into kept.sign_in_challenges (council_id, id, hash, what_for, made_at, ends_at, used_at)"
    " values (%(here)s, %(id)s, 'new', 'sign_in', %(at)s, %(ends)s, %(used)s)"
)
TAKE = "update kept.sign_in_challenges set used_at = %(at)s"
TELL = (
    "insert into kept.notices (council_id, id, recipient_id, kind, news, secret, count, made_at, show_from)"
    " values (%(here)s, %(id)s, %(who)s, 'account', %(news)s, %(secret)s, 1, %(at)s, %(at)s)"
)
INVITE = (
    "insert into kept.invites (council_id, id, account_id, made_at, ends_at, code_hash, number_hash, wrong)"
    " values (%(here)s, %(id)s, %(who)s, %(at)s, %(ends)s, 'console', '', 0)"
)
NAME = "insert into kept.sign_ins (council_id, id, name, changed_at) values (%(here)s, %(who)s, 'new', %(at)s)"
LATER = WEDNESDAY + DAY
# What may go after a day, a year and a bit, or ninety days: of each table so many rows.
GOES = {"sign_in_tries": 3, "sign_in_challenges": 1, "invites": 1}
TELLING = (
    ("sam", "maya", DONE), ("cy", "maya", DONE), ("sam", "kai", REFUSED), ("ruth", "kai", DONE),
    ("ruth", "sam", REFUSED), ("kim", "sam", DONE), ("kim", "maya", REFUSED), ("priya", "maya", REFUSED),
    (DOORSTEP, "maya", DONE), (DOORSTEP, "sam", REFUSED), ("maya", "maya", REFUSED),
    (LOADER, "zoe", DONE), (LOADER, "sam", REFUSED), (LOADER, "maya", REFUSED),
)  # fmt: skip


class PasskeyWrites:
    """Makes the probes for one world whose rows have names."""

    def __init__(self, world: World, names: Names) -> None:
        self._world = world
        self._kai = next(
            UUID(str(key)) for (relation, key), name in names.items() if (relation, name) == ("accounts", "kai")
        )

    def probes(self) -> Iterator[Probe]:
        yield from self._at_the_door()
        yield from self._own()
        yield from self._telling()
        yield from self._at_the_console()
        yield from self._kept_no_longer()

    def _id(self, who: str) -> UUID:
        return {"kai": self._kai, "zoe": zoe(self._world)}.get(who) or self._world.id_of(who)

    def _new(self, who: str = "maya", **more: object) -> Mapping[str, Any]:
        return {"here": self._world.id, "id": uuid4(), "who": self._id(who), "at": WEDNESDAY, **more}

    def _at_the_door(self) -> Iterator[Probe]:
        for says, new, answer in (
            ("adds hers", self._new(gone=None), DONE),
            ("adds Jay's", self._new("jay", gone=None), REFUSED),
            ("adds one of before", self._new(gone=None, at=WEDNESDAY - DAY), REFUSED),
            ("adds one that is gone", self._new(gone=WEDNESDAY), REFUSED),
            ("adds one elsewhere", self._new(gone=None, here=TWIN), REFUSED),
        ):
            yield Probe(DOORSTEP, "passkeys", says, ADD, new, answer)
        yield Probe(DOORSTEP, "passkeys", "counts", COUNT, {"at": WEDNESDAY}, DONE)
        yield Probe(DOORSTEP, "passkeys", "will count", COUNT, {"at": LATER}, REFUSED)
        yield Probe(DOORSTEP, "passkeys", "sets hers aside", TAKE_AWAY, {"at": WEDNESDAY}, DONE)
        ends = WEDNESDAY + HOUR / 12
        for says, new, answer in (
            ("asks", self._new(ends=ends, used=None), DONE),
            ("will ask", self._new(ends=LATER, used=None, at=LATER), REFUSED),
            ("asks for long", self._new(ends=WEDNESDAY + HOUR, used=None), REFUSED),
            ("asks in vain", self._new(ends=ends, used=WEDNESDAY), REFUSED),
            ("asks elsewhere", self._new(ends=ends, used=None, here=TWIN), REFUSED),
        ):
            yield Probe(DOORSTEP, "sign_in_challenges", says, ASK, new, answer)
        yield Probe(DOORSTEP, "sign_in_challenges", "takes what is open", TAKE, {"at": WEDNESDAY}, DONE)
        yield Probe(DOORSTEP, "sign_in_challenges", "will take it", TAKE, {"at": LATER}, REFUSED)

    def _own(self) -> Iterator[Probe]:
        """Name and take away one's own, with a fresh sign-in; say that one's own words are not good any more."""
        for who in HATS:
            person = who in people.ROLES
            has = DONE if who in (*OWN, "m1") else 0
            own = has if person else REFUSED
            yield Probe(who, "passkeys", f"{who} names", CALL, {}, own)
            gone = REFUSED if who == "m1" else has if person or who == DOORSTEP else REFUSED
            yield Probe(
                who, "passkeys", f"{who} takes away", TAKE_AWAY, {"at": WEDNESDAY}, DONE if who == DOORSTEP else gone
            )
            late = REFUSED if own in (DONE, REFUSED) else 0
            yield Probe(who, "passkeys", f"{who} will take away", TAKE_AWAY, {"at": LATER}, late)
            stale = DONE if who == DOORSTEP else own
            yield Probe(who, "sign_ins", f"{who} is seen", STALE, {"at": WEDNESDAY}, stale)
            if who != DOORSTEP:
                yield Probe(who, "sign_ins", f"{who} will be seen", STALE, {"at": LATER}, late)
        has_words = "select %(here)s::uuid, walls.has_words()"
        for who, says in (("maya", "has words"), ("sam", "has none")):
            yield Probe(who, "sign_ins", f"{who} {says}", has_words, {"here": self._world.id}, frozenset({says}))

    def _telling(self) -> Iterator[Probe]:
        for who, whom, answer in TELLING:
            new = self._new(whom, news="invited", secret=False)
            yield Probe(who, "notices", f"{who} tells {whom} of the way in", TELL, new, answer)
            for says, change in (
                ("elsewhere", {"here": TWIN}),
                ("in secret", {"secret": True}),
                ("later", {"at": LATER}),
            ):
                yield Probe(who, "notices", f"{who} tells {whom} of it {says}", TELL, {**new, **change}, REFUSED)
            recovered = DONE if (who, answer) == (DOORSTEP, DONE) else REFUSED
            yield Probe(who, "notices", f"{who} tells {whom} that", TELL, {**new, "news": "recovered"}, recovered)

    def _at_the_console(self) -> Iterator[Probe]:
        hour = {"ends": WEDNESDAY + HOUR}
        for whom, change, answer in (
            ("zoe", {}, DONE), ("sam", {}, REFUSED), ("maya", {}, REFUSED), ("zoe", {"here": TWIN}, REFUSED),
            ("zoe", {"ends": LATER}, REFUSED), ("zoe", {"at": LATER, "ends": LATER}, REFUSED),
        ):  # fmt: skip
            new = {**self._new(whom), **hour, **change}
            yield Probe(LOADER, "invites", f"the console invites {whom} {sorted(change)}", INVITE, new, answer)
            if "ends" not in change:
                right = REFUSED if whom == "sam" else answer
                named = {**new, "who": self._id("jay" if whom == "sam" else whom)}
                yield Probe(LOADER, "sign_ins", f"the console names {whom} {sorted(change)}", NAME, named, right)

    def _kept_no_longer(self) -> Iterator[Probe]:
        for relation, goes in GOES.items():
            for who in HATS:
                done = goes if who == RETENTION else REFUSED
                yield Probe(who, relation, f"{who} lets go", f"delete from kept.{relation}", {}, done)  # noqa: S608
