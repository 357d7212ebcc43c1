"""How a young person says whether and how she is told outside the app, and on which devices."""

import pytest

from models.push_subscriptions import MOST
from tests.make.outside import Browser
from tests.make.world import World

SETTINGS, DEVICES = "/v1/me/notice-settings", "/v1/me/push-subscriptions"
NONE = {"by_text": False, "by_email": False, "by_push": False}
SAFE = {"number": "07700 900013", "never_leave_message": False}
KEYS = Browser.of(9).keys


def _phone(name: str = "one", host: str = "push.example") -> dict[str, object]:
    return {"endpoint": f"https://{host}/{name}", "keys": KEYS}


async def test_until_she_chooses_she_is_told_nowhere_and_the_night_is_quiet(northshire: World) -> None:
    told = (await northshire["maya"].get(SETTINGS)).json()

    assert {name: told[name] for name in NONE} == NONE
    assert (told["quiet_from"], told["quiet_until"]) == ("21:00", "08:00")
    assert told["sent"] == "You have a new message in your app."


async def test_what_she_chose_stays_and_is_hers_alone(northshire: World) -> None:
    await northshire["maya"].patch("/v1/me", {"safe_contact": SAFE})
    choice = {"by_text": True, "by_email": True, "by_push": False, "email": "maya@example.org"}
    hours = {"quiet_from": "20:15", "quiet_until": "07:00"}

    kept = await northshire["maya"].put(SETTINGS, choice | hours)
    again = await northshire.phone_of("maya").get(SETTINGS)
    other = await northshire["jay"].get(SETTINGS)

    assert kept.status_code == 200
    assert again.json() == kept.json()
    assert {name: again.json()[name] for name in choice | hours} == choice | hours
    assert other.json()["email"] is None


@pytest.mark.parametrize(
    ("choice", "safe", "status", "code"),
    [
        ({"by_text": True}, {"never_leave_message": True}, 409, "never_leave_message"),
        ({"by_email": True, "email": "maya@example.org"}, {"never_leave_message": True}, 409, "never_leave_message"),
        ({"by_text": True}, {"number": None, "never_leave_message": False}, 409, "no_safe_number"),
        ({"by_email": True}, {"never_leave_message": False}, 422, "email_needed"),
        ({"by_push": True}, {"never_leave_message": True}, 200, None),
        ({"quiet_from": "25:00"}, {}, 422, "not_valid"),
        ({"by_email": True, "email": "maya@example"}, {}, 422, "not_valid"),
        ({"by_email": True, "email": "maya@a.org\r\nBcc: x@y.org"}, {}, 422, "not_valid"),
    ],
)
async def test_what_would_be_found_by_others_or_reach_nobody_is_refused(
    northshire: World, choice: dict[str, object], safe: dict[str, object], status: int, code: str | None
) -> None:
    await northshire["maya"].patch("/v1/me", {"safe_contact": safe})

    reply = await northshire["maya"].put(SETTINGS, NONE | choice)

    assert (reply.status_code, reply.json().get("code")) == (status, code)


@pytest.mark.parametrize(
    ("method", "path", "body"), [("PUT", SETTINGS, NONE), ("POST", DEVICES, _phone()), ("DELETE", DEVICES, None)]
)
async def test_whoever_merely_holds_her_phone_changes_nothing(
    northshire: World, method: str, path: str, body: object
) -> None:
    device = (await northshire["maya"].post(DEVICES, _phone("hers"))).json()
    place = f"{path}/{device['id']}" if method == "DELETE" else path

    reply = await northshire.phone_of("maya").call(method, place, body)

    assert (reply.status_code, reply.json()["code"]) == (401, "fresh_sign_in_needed")
    assert [each["id"] for each in (await northshire["maya"].get(DEVICES)).json()["items"]] == [device["id"]]


async def test_the_same_device_again_is_one_device_and_its_address_is_not_shown(northshire: World) -> None:
    first = await northshire["maya"].post(DEVICES, _phone("secret-part"))
    again = await northshire["maya"].post(DEVICES, _phone("secret-part"))
    listed = await northshire["maya"].get(DEVICES)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == listed.json()["items"][0]
    assert listed.json()["items"][0]["service"] == "push.example"
    assert "secret-part" not in listed.text + first.text


async def test_a_device_that_she_ended_is_gone_and_another_young_person_cannot_end_it(northshire: World) -> None:
    device = (await northshire["maya"].post(DEVICES, _phone())).json()
    path = f"{DEVICES}/{device['id']}"

    assert (await northshire["jay"].delete(path)).status_code == 404
    assert (await northshire["maya"].delete(path)).json() == {"items": []}
    assert (await northshire["maya"].delete(path)).status_code == 409
    assert (await northshire["maya"].post(DEVICES, _phone())).json()["id"] != device["id"]


async def test_there_are_ten_devices_and_no_more(northshire: World) -> None:
    for number in range(MOST):
        assert (await northshire["maya"].post(DEVICES, _phone(str(number)))).status_code == 201

    reply = await northshire["maya"].post(DEVICES, _phone("one more"))

    assert (reply.status_code, reply.json()["code"]) in {(409, "too_many_devices"), (422, "not_valid")}
    assert (await northshire["maya"].post(DEVICES, _phone("one-more"))).json()["code"] == "too_many_devices"


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("https://push.example:8443/x", "push_service_unknown"),
        ("https://elsewhere.example/x", "push_service_unknown"),
        ("https://127.0.0.1/x", "push_service_unknown"),
        ("https://[::1]/x", "push_service_unknown"),
        ("https://169.254.169.254/latest", "push_service_unknown"),
        ("https://push.example.evil.example/x", "push_service_unknown"),
        ("http://push.example/x", "not_valid"),
        ("https://push.example@evil.example/x", "not_valid"),
        ("https://push.example/x#y", "not_valid"),
        ("https://push.example/ x", "not_valid"),
        ("file:///etc/passwd", "not_valid"),
        ("https://[push.example/x", "not_valid"),
    ],
)
async def test_only_push_services_that_are_named_are_taken(northshire: World, endpoint: str, code: str) -> None:
    reply = await northshire["maya"].post(DEVICES, {"endpoint": endpoint, "keys": KEYS})

    assert (reply.status_code, reply.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    "keys", [KEYS | {"auth": "c2hvcnQ"}, KEYS | {"p256dh": "AAAA"}, KEYS | {"p256dh": "B" + "A" * 86}, {}]
)
async def test_keys_that_are_none_are_refused(northshire: World, keys: dict[str, str]) -> None:
    reply = await northshire["maya"].post(DEVICES, _phone() | {"keys": keys})

    assert reply.status_code == 422


async def test_the_list_of_what_left_has_pages_and_a_filter(northshire: World) -> None:
    empty = await northshire["kim"].get("/v1/deliveries?state=given_up&limit=1")

    assert empty.json() == {"items": [], "next_cursor": None}
    assert (await northshire["kim"].get("/v1/deliveries?state=lost")).status_code == 422
    assert (await northshire["priya"].get("/v1/deliveries")).status_code == 403
