"""The addresses of plans, reviews, promises and involvements, and the rows of Maya's that they are about."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from models.invites import Invite, Secret
from models.involvements import Involvement, InvolvementRole
from models.notices import Notice
from models.passkeys import Passkey
from models.sessions import Session
from rules.plans import PlanKind
from rules.requests import What
from tests.conftest import WEDNESDAY
from tests.make.outside import Browser
from tests.make.world import Speaker, World
from tests.walls import app_rows, cast
from tests.walls.clones import Connection, plant, run
from tests.walls.delivery_rows import device
from tests.walls.rota_rows import shift

Ask = tuple[str, str, object]
# What the rows are that are neither a request nor somebody's own name.
ROWS = (
    *("her card", "her plan", "her people", "main worker", "support", "visits", "review", "promise"),
    *("her notice", "his notice", "her device", "shift", "her session", "her passkey", "her way in", "invite"),
    *("an app", "her app"),
)
_NOTICES: Mapping[str, str] = {"her notice": "maya", "his notice": "sam"}
_PLANTED: Mapping[str, tuple[str, InvolvementRole]] = {
    "support": ("sam", InvolvementRole.support_worker),
    "visits": ("ade", InvolvementRole.independent_visitor),
}
PHONE = {"endpoint": "https://push.example/of-hers", "keys": Browser.of(9).keys}
_NO_TAG = '"what nobody has read"'


def row_id(world: World, superuser: Connection, row: str) -> object:
    """Return the id of what a call is about; every call has a request of its own."""
    if row in cast.REQUESTS:
        asked = cast.request(world, row)
        plant(superuser, asked, *(cast.helpers(world, asked) if row == "helped" else ()))
        return asked.id
    if row in _PLANTED or row in _NOTICES:
        plants = _involvement if row in _PLANTED else _notice
        return plants(world, superuser, row)
    if row in _MADE:
        return _MADE[row](world, superuser)
    others = {
        "": "",
        "promise": cast.promise(world).id,
        "main worker": world.council.id_of("involvement", "maya:sam:social_worker"),
    }
    return others[row] if row in others else world.id_of("maya" if row in ROWS else row)


_known: dict[tuple[UUID, str], object] = {}


def kept_id(world: World, superuser: Connection, row: str) -> object:
    """Return the id of a row that many calls share, since none of them may change it."""
    if (world.id, row) not in _known:
        _known[world.id, row] = row_id(world, superuser, row)
    return _known[world.id, row]


def _notice(world: World, superuser: Connection, row: str) -> UUID:
    who = _NOTICES[row]
    asked = cast.request(world)
    what = What.taken if who == "maya" else What.handed
    told = Notice.of(asked, what, WEDNESDAY, to=world.id_of(who), who="Sam")
    plant(superuser, asked, told)
    return told.id


def _device(world: World, superuser: Connection) -> UUID:
    phone = device(world, "maya", str(uuid4()))
    plant(superuser, phone)
    return phone.id


def _review(world: World, superuser: Connection) -> UUID:
    ((found,),) = run(
        superuser,
        "select id from kept.reviews where council_id = %s and young_person_id = %s and plan_kind = 'care'"
        " and held_on is null",
        [world.id, world.id_of("maya")],
    )
    return UUID(str(found))


def _invite(world: World, superuser: Connection) -> Invite:
    """Return an invite that was given to her and not used."""
    secret = Secret(uuid4().int >> 48, 1)
    invite = Invite.of(world.id, world.id_of("maya"), secret, by=world.id_of("sam"), now=WEDNESDAY)
    plant(superuser, invite)
    return invite


def _session(world: World, superuser: Connection) -> UUID:
    """Return a session of hers on one device more."""
    another = Session(
        council_id=world.id, id=uuid4(), account_id=world.id_of("maya"), device="a tablet", started_at=cast.LONG_AGO
    )
    plant(superuser, another)
    return another.id


def _passkey(world: World, superuser: Connection) -> UUID:
    """Return a passkey of hers; there is always another one."""
    of: dict[str, Any] = {"council_id": world.id, "account_id": world.id_of("maya"), "public_key": b"key"}
    made = [Passkey(**of, credential_id=uuid4().bytes, name="a tablet", added_at=cast.LONG_AGO) for _ in range(2)]
    plant(superuser, *made)
    return made[0].id


def _involvement(world: World, superuser: Connection, row: str) -> UUID:
    """Return the id of a second involvement of somebody who is there for her; it is written once."""
    who, role = _PLANTED[row]
    known = run(
        superuser,
        "select id from kept.involvements where council_id = %s and worker_id = %s and young_person_id = %s"
        " and role = %s",
        [world.id, world.id_of(who), world.id_of("maya"), role],
    ).fetchone()
    if known:
        return UUID(str(known[0]))
    theirs = Involvement(
        council_id=world.id,
        id=uuid4(),
        young_person_id=world.id_of("maya"),
        worker_id=world.id_of(who),
        role=role,
        started_at=cast.LONG_AGO,
    )
    plant(superuser, theirs)
    return theirs.id


_MADE: Mapping[str, Callable[[World, Connection], UUID]] = {
    "her session": _session,
    "an app": app_rows.an_app,
    "her app": app_rows.her_app,
    "her passkey": _passkey,
    "review": _review,
    "shift": shift,
    "her device": _device,
    "invite": lambda world, superuser: _invite(world, superuser).id,
}


async def condition(world: World, caller: Speaker, route: str, path: str) -> Mapping[str, str]:
    """Return what a caller has read of what they write over."""
    if route == "narrow_my_app":
        return {"If-Match": await app_rows.tag_of(caller, path) or _NO_TAG}
    if route != "write_plan":
        return {}
    read = await caller.get(f"/v1/young-people/{world.id_of('maya')}/plans/{PlanKind.care}")
    return {"If-Match": read.headers.get("ETag", _NO_TAG)}


def plans(world: World, row: object) -> dict[str, Ask]:
    """Return the calls of plans, reviews, promises and the report."""
    mine, hers = "/v1/me/plans", f"/v1/young-people/{row}"
    own = f"{mine}/{PlanKind.care}"
    review = f"/v1/young-people/{world.id_of('maya')}/reviews/{row}"
    words = {"message": "I want to see my brother more."}
    plan = {"sections": [{"section": "home", "body": "You live with Kay."}]}
    return {
        "list_my_plans": ("GET", mine, None),
        "read_my_plan": ("GET", own, None),
        "read_my_plan_version": ("GET", f"{own}/versions/1", None),
        "read_my_plan_changes": ("GET", f"{own}/changes", None),
        "say_what_i_think": ("POST", f"{own}/views", words),
        "say_that_i_disagree": ("POST", f"{own}/disagreements", words),
        "list_my_views": ("GET", f"{own}/views", None),
        "list_my_disagreements": ("GET", f"{own}/disagreements", None),
        "read_what_i_share": ("GET", f"{own}/shares", None),
        "share_my_plan": ("PUT", f"{own}/shares", {"whole": True}),
        "list_my_reviews": ("GET", "/v1/me/reviews", None),
        "take_part_in_review": ("PUT", f"/v1/me/reviews/{row}/taking-part", {"how": "phone"}),
        "list_my_promises": ("GET", "/v1/me/promises", None),
        "rate_promise": ("PUT", f"/v1/me/promises/{row}/rating", {"rating": "sometimes"}),
        "read_plan": ("GET", f"{hers}/plans/care", None),
        "write_plan": ("PUT", f"{hers}/plans/care", plan),
        "list_reviews": ("GET", f"{hers}/reviews", None),
        "plan_review": ("POST", f"{hers}/reviews", {"plan_kind": PlanKind.education}),
        "edit_review": ("PUT", review, {"planned_on": "2026-12-01"}),
        "reassign_requests": ("PUT", f"/v1/workers/{row}/requests/holder", {"worker_id": str(world.id_of("alex"))}),
        "list_bank_holidays": ("GET", "/v1/calendars/bank-holidays", None),
        "add_bank_holiday": ("POST", "/v1/calendars/bank-holidays", {"day": "2026-12-01", "why": "A day off"}),
        "list_closures": ("GET", "/v1/calendars/closures", None),
        "add_closure": ("POST", "/v1/calendars/closures", {"day": "2026-12-02", "why": "We train"}),
        "read_callback_report": ("GET", "/v1/reports/callbacks?month=2026-04", None),
    }


def people(world: World, row: object, who: str) -> dict[str, Ask]:
    """Return the calls about who is there for her: rights officers name advocates, managers everyone else."""
    rights = who.endswith("ruth")
    helper, role = ("oli", "advocate") if rights else ("una", "key_worker")
    involvements = f"/v1/young-people/{row}/involvements"
    hers = f"/v1/young-people/{world.id_of('maya')}/involvements"
    introductions = f"/v1/young-people/{row}/introductions"
    met = {"worker_id": str(world.id_of("ade" if rights else "dana")), "how": "met"}
    return {
        "list_introductions": ("GET", introductions, None),
        "record_introduction": ("POST", introductions, met | {"role": "advocate" if rights else "reviewing_officer"}),
        "list_my_notices": ("GET", "/v1/me/notices", None),
        "mark_my_notice_read": ("PUT", f"/v1/me/notices/{row}/read", None),
        "list_notices": ("GET", "/v1/notices", None),
        "follow_me": ("GET", "/v1/me/stream", None),
        "follow_triage": ("GET", "/v1/triage/stream", None),
        "list_deliveries": ("GET", "/v1/deliveries", None),
        "read_notice_settings": ("GET", "/v1/me/notice-settings", None),
        "choose_notice_settings": (
            "PUT",
            "/v1/me/notice-settings",
            dict.fromkeys(("by_text", "by_email", "by_push"), False),
        ),
        "list_push_subscriptions": ("GET", "/v1/me/push-subscriptions", None),
        "add_push_subscription": ("POST", "/v1/me/push-subscriptions", PHONE),
        "end_push_subscription": ("DELETE", f"/v1/me/push-subscriptions/{row}", None),
        "mark_notice_read": ("PUT", f"/v1/notices/{row}/read", None),
        "read_young_person": ("GET", f"/v1/young-people/{row}", None),
        "list_involvements": ("GET", involvements, None),
        "begin_involvement": ("POST", involvements, {"worker_id": str(world.id_of(helper)), "role": role}),
        "end_involvement": ("PUT", f"{hers}/{row}/end", {"reason": "Somebody else is there now."}),
    }


def rota(world: World, row: object) -> dict[str, Ask]:
    """Return the calls about who is on duty."""
    times = {"level": 1, "starts_at": "2026-06-12T17:00:00Z", "ends_at": "2026-06-13T09:00:00Z"}
    return {
        "list_duty_shifts": ("GET", "/v1/duty-shifts", None),
        "add_duty_shift": ("POST", "/v1/duty-shifts", times | {"worker_id": str(world.id_of("eve"))}),
        "edit_duty_shift": ("PUT", f"/v1/duty-shifts/{row}", times),
        "remove_duty_shift": ("DELETE", f"/v1/duty-shifts/{row}", None),
        "read_duty_wording": ("GET", "/v1/duty-wording", None),
        "edit_duty_wording": ("PUT", "/v1/duty-wording", {"said": False}),
    }
