"""What may be written about apps of others, asked of the database itself: who registers, agrees, uses, ends."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.app_rows import AUTHORIZER
from tests.walls.cast import DAY
from tests.walls.hats import HATS, LOADER, RETENTION
from tests.walls.probes import Probe
from tests.walls.rows import TWIN, Names
from tests.walls.write_probes import DONE, REFUSED

NOW, LATER = {"at": WEDNESDAY}, {"at": WEDNESDAY + DAY}
REGISTER = (
    "insert into kept.apps (council_id, id, name, about, developer, contact, privacy_notice, kind, redirect_uris,"
    " scopes, allowed, proves_key, state, asked_at) values (%(here)s, %(id)s, '', '', '', '', '', 'public', '[]', '[]',"
    " %(allowed)s, false, %(state)s, %(at)s)"
)
DECIDE = "update kept.apps set state = %(state)s, decided_by_id = %(by)s, decided_at = %(at)s, stopped_at = %(stopped)s"
MAKE = "insert into kept.accounts (council_id, id, role, state) values (%(here)s, %(id)s, %(role)s, 'active')"
AGREE = (
    "insert into kept.consents (council_id, id, young_person_id, app_id, scopes, given_at, changed_at)"
    " values (%(here)s, %(id)s, %(who)s, %(app)s, '[]', %(at)s, %(at)s)"
)
CHANGE = "update kept.consents set scopes = '[]', changed_at = %(at)s"
LAPSE = "update kept.consents set withdrawn_at = %(at)s"
UNUSED = "update kept.sessions set ended_at = %(at)s, why_ended = %(why)s"
CODE = (
    "insert into kept.app_codes (council_id, id, young_person_id, app_id, consent_id, session_id, code_hash,"
    " redirect_uri, scopes, challenge, key, made_at, ends_at, used_at)"
    " select %(here)s, %(id)s, %(who)s, app_id, consent_id, session_id,"
    " 'new', '', '[]', '', '', %(at)s, %(at)s, %(used)s from kept.app_codes where code_hash = 'used'"
)
REFRESH = (
    "insert into kept.refresh_tokens (council_id, id, app_id, session_id, scopes, token_hash, made_at,"
    " ends_at, used_at) select %(here)s, %(id)s, app_id, session_id, scopes, 'new', %(at)s, %(at)s, %(used)s"
    " from kept.refresh_tokens"
    " where token_hash = 'used'"
)
START = (
    "insert into kept.sessions (council_id, id, account_id, device, app_id, key, started_at, ended_at)"
    " values (%(here)s, %(id)s, %(who)s, '', %(app)s, '', %(at)s, %(ended)s)"
)


class AppWrites:
    """Makes the probes for one world."""

    def __init__(self, world: World, names: Names) -> None:
        self._world = world
        self._ids = {name: UUID(str(key)) for (relation, key), name in names.items() if relation == "apps"}

    def probes(self) -> Iterator[Probe]:
        yield from self._registering()
        yield from self._deciding()
        yield from self._agreeing()
        yield from self._holding()
        yield from self._signing_in()

    def _new(self, **more: object) -> dict[str, Any]:
        return {"here": self._world.id, "id": uuid4(), "at": WEDNESDAY, **more}

    def _asks(
        self, who: str, relation: str, statement: str, good: Mapping[str, object], *bad: Mapping[str, object]
    ) -> Iterator[Probe]:
        """Ask for what is right, then once for each thing that makes it wrong."""
        yield Probe(who, relation, f"{who} may: {statement[:30]}", statement, dict(good), DONE)
        for wrong in ({"here": TWIN}, *bad):
            says = f"{who} with {wrong}: {statement[:30]}"
            yield Probe(who, relation, says, statement, {**good, **wrong}, REFUSED)

    def _registering(self) -> Iterator[Probe]:
        new = self._new(allowed="[]", state="asked")
        wrong = ({"state": "approved"}, {"allowed": '["me:read"]'}, LATER)
        yield from self._asks(AUTHORIZER, "apps", REGISTER, new, *wrong)
        yield from self._asks(LOADER, "apps", REGISTER, new)

    def _deciding(self) -> Iterator[Probe]:
        kim = self._world.id_of("kim")
        right = {"state": "stopped", "by": kim, "stopped": WEDNESDAY, **NOW}
        for who in HATS:
            answer = {"kim": 4, LOADER: 4}.get(who, REFUSED)
            yield Probe(who, "apps", f"{who} stops every app", DECIDE, right, answer)
        for wrong in ({"state": "asked"}, {"by": self._world.id_of("lee")}, LATER, {"stopped": None}):
            yield Probe("kim", "apps", f"kim decides with {wrong}", DECIDE, {**right, **wrong}, REFUSED)
        goes_on = right | {"state": "approved", "stopped": None}
        yield Probe("kim", "apps", "kim lets every app go on", DECIDE, goes_on, 4)
        machine = self._new(id=self._ids["machine"], role="board_member")
        wrong_ones = ({"role": "council_admin"}, {"id": self._ids["his"]}, {"id": uuid4()})
        yield from self._asks("kim", "accounts", MAKE, machine, *wrong_ones)

    def _agreeing(self) -> Iterator[Probe]:
        maya, jay = self._world.id_of("maya"), self._world.id_of("jay")
        new = self._new(who=maya, app=self._ids["his"])
        yield from self._asks(AUTHORIZER, "consents", AGREE, new, {"who": jay, "app": self._ids["hers"]}, LATER)
        yield from self._asks(LOADER, "consents", AGREE, new)
        for who in HATS:
            right = {"maya": 1, "m1": 1, AUTHORIZER: 2}.get(who, REFUSED)
            yield Probe(who, "consents", f"{who} changes what is agreed", CHANGE, NOW, right)
            yield Probe(who, "consents", f"{who} will change what is agreed", CHANGE, LATER, REFUSED)
            unused = 1 if who == RETENTION else REFUSED
            yield Probe(who, "consents", f"{who} lets what is agreed lapse", LAPSE, NOW, unused)
            yield Probe(who, "consents", f"{who} will let what is agreed lapse", LAPSE, LATER, REFUSED)

    def _holding(self) -> Iterator[Probe]:
        """Make codes and tokens, use each once, and forget those that ended yesterday."""
        hers = self._new(who=self._world.id_of("maya"), used=None)
        someone = {"who": self._world.id_of("jay")}
        yield from self._asks(AUTHORIZER, "app_codes", CODE, hers, someone, LATER, {"used": WEDNESDAY})
        yield from self._asks(AUTHORIZER, "refresh_tokens", REFRESH, self._new(used=None), LATER, {"used": WEDNESDAY})
        for relation in ("app_codes", "refresh_tokens"):
            use, forget = f"update kept.{relation} set used_at = %(at)s", f"delete from kept.{relation}"  # noqa: S608
            for who in HATS:
                yield Probe(who, relation, f"{who} uses", use, NOW, 1 if who == AUTHORIZER else REFUSED)
                yield Probe(who, relation, f"{who} will use", use, LATER, REFUSED)
                yield Probe(who, relation, f"{who} forgets", forget, {}, 2 if who == RETENTION else REFUSED)

    def _signing_in(self) -> Iterator[Probe]:
        for when, why, right in ((NOW, "lapsed", 1), (LATER, "lapsed", REFUSED), (NOW, "left", REFUSED)):
            said = {**when, "why": why}
            yield Probe(RETENTION, "sessions", f"retention ends what is unused: {said}", UNUSED, said, right)
        new = self._new(who=self._world.id_of("maya"), app=self._ids["hers"], ended=None)
        yield from self._asks(AUTHORIZER, "sessions", START, new, {"app": None}, LATER, {"ended": WEDNESDAY})
