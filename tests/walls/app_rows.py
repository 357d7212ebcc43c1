"""Apps of others in every condition, what Maya and Jay agreed to, and what the apps hold of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from models.apps import App, AppKind, AppState
from models.consents import AppCode, Consent, RefreshToken
from models.sessions import Session
from tests.conftest import WEDNESDAY
from tests.make.world import Speaker, World
from tests.walls.cast import DAY, LONG_AGO
from tests.walls.clones import Connection, plant

Named = dict[tuple[str, object], str]
Ask = tuple[str, str, object]
AUTHORIZER = "authorizer"
_EVERY = f"kim {AUTHORIZER} loader"

# Who is shown which row; and the lines of the matrix, as in people.py and table.py.
SEEN: Mapping[str, Mapping[str, str]] = {
    "apps": {"hers": f"maya m1 {_EVERY}", "old": f"maya m1 {_EVERY}", "his": _EVERY, "machine": _EVERY},
    "consents": {"maya": f"maya m1 {AUTHORIZER} loader", "jay": f"{AUTHORIZER} loader"},
    "app_codes": dict.fromkeys(("fresh", "used", "over"), AUTHORIZER),
    "refresh_tokens": dict.fromkeys(("fresh", "used", "over"), f"{AUTHORIZER} retention"),
}
_OWN = "young_person"
MAY: Mapping[str, tuple[str, str, int]] = {
    "list_apps": ("council_admin", "", 200),
    "approve_app": ("council_admin", "an app", 200),
    "stop_app": ("council_admin", "an app", 200),
    "list_my_apps": (_OWN, "", 200),
    "read_my_app": (_OWN, "her app", 200),
    "narrow_my_app": (_OWN, "her app", 200),
    "send_my_app_away": (_OWN, "her app", 200),
}
SCOPES = ["me:read", "plans:read"]


def calls(row: object) -> dict[str, Ask]:
    mine, theirs = f"/v1/me/apps/{row}", f"/v1/apps/{row}/approval"
    return {
        "list_apps": ("GET", "/v1/apps", None),
        "approve_app": ("PUT", theirs, {"scopes": ["me:read"], "ends_on": "2027-06-01"}),
        "stop_app": ("DELETE", theirs, None),
        "list_my_apps": ("GET", "/v1/me/apps", None),
        "read_my_app": ("GET", mine, None),
        "narrow_my_app": ("PUT", f"{mine}/scopes", {"scopes": ["me:read"]}),
        "send_my_app_away": ("DELETE", mine, None),
    }


async def tag_of(caller: Speaker, path: str) -> str | None:
    """Return which edition of what she agreed to the caller has read, if there is one for them."""
    read = await caller.get(path.removesuffix("/scopes"))
    return str(read.headers["ETag"]) if read.is_success else None


def an_app(world: World, superuser: Connection) -> UUID:
    new = app(world, "Asks", state=AppState.asked)
    plant(superuser, new)
    return new.id


def her_app(world: World, superuser: Connection) -> UUID:
    new = app(world, "Hers")
    plant(superuser, new, consent(world, new, "maya"))
    return new.id


def app(world: World, name: str, **more: Any) -> App:  # noqa: ANN401
    said: dict[str, Any] = {
        "council_id": world.id,
        "id": uuid4(),
        "name": name,
        "about": "It does something.",
        "developer": "Somebody",
        "contact": "a@b.example",
        "privacy_notice": "https://b.example",
        "kind": AppKind.public,
        "redirect_uris": ["https://b.example/back"],
        "scopes": SCOPES,
        "allowed": SCOPES,
        "state": AppState.approved,
        "asked_at": LONG_AGO,
        "ends_on": date(2027, 6, 1),
    }
    return App(**said | more)


def consent(world: World, of: App, who: str, **more: Any) -> Consent:  # noqa: ANN401
    said: dict[str, Any] = {
        "council_id": world.id,
        "id": uuid4(),
        "young_person_id": world.id_of(who),
        "app_id": of.id,
        "scopes": SCOPES,
        "given_at": LONG_AGO,
        "changed_at": LONG_AGO,
    }
    return Consent(**said | more)


def apps(world: World, connection: Connection) -> Named:
    """Write four apps, three consents, and for Jay an app's session with a code and tokens, and one without."""
    found = {name: app(world, name) for name in ("hers", "old", "his")}
    found["machine"] = app(world, "machine", kind=AppKind.system, redirect_uris=[])
    agreed = consent(world, found["his"], "jay")
    old = consent(world, found["old"], "maya", withdrawn_at=LONG_AGO)
    session, unused = _session(world, agreed), _session(world, agreed)
    codes = {name: _code(world, agreed, session, name) for name in SEEN["app_codes"]}
    tokens = {name: _token(world, agreed, session, name) for name in SEEN["app_codes"]}
    plant(connection, *found.values(), consent(world, found["hers"], "maya"), old, agreed, session, unused)
    plant(connection, *codes.values(), *tokens.values())
    names: Named = {("apps", each.id): name for name, each in found.items()}
    names |= {("app_codes", each.id): name for name, each in codes.items()}
    names |= {("refresh_tokens", each.id): name for name, each in tokens.items()}
    return names | {("consents", world.id_of(who)): who for who in ("maya", "jay")}


def _session(world: World, agreed: Consent) -> Session:
    return Session(
        council_id=world.id, id=uuid4(), account_id=agreed.young_person_id, device="a phone", app_id=agreed.app_id,
        consent_id=agreed.id, started_at=LONG_AGO,
    )  # fmt: skip


def _code(world: World, agreed: Consent, session: Session, name: str) -> AppCode:
    return AppCode(
        council_id=world.id, id=uuid4(), young_person_id=agreed.young_person_id, app_id=agreed.app_id,
        consent_id=agreed.id, session_id=session.id, code_hash=name.encode(), redirect_uri="", scopes=SCOPES,
        challenge="", made_at=LONG_AGO, **_times(name),
    )  # fmt: skip


def _token(world: World, agreed: Consent, session: Session, name: str) -> RefreshToken:
    return RefreshToken(
        council_id=world.id, id=uuid4(), app_id=agreed.app_id, session_id=session.id, scopes=SCOPES,
        token_hash=name.encode(),
        made_at=LONG_AGO, **_times(name),
    )  # fmt: skip


def _times(name: str) -> dict[str, Any]:
    return {"ends_at": WEDNESDAY + DAY} if name == "fresh" else {"ends_at": LONG_AGO, "used_at": LONG_AGO}
