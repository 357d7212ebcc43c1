"""A young person's own details: how to address them, and how it is safe to reach them."""

from typing import Any

import pytest

from tests.make.scenes import queue, refused, tries
from tests.make.world import Speaker, World

PATH = "/v1/me"
MAYAS_SAFE_CONTACT = {
    "channel": "call",
    "number": "+44 7700 900013",
    "hours": "After school, from 4",
    "never_leave_message": True,
}


async def changed(speaker: Speaker, **edit: object) -> dict[str, Any]:
    reply = await speaker.patch(PATH, edit)
    assert reply.status_code == 200, reply.text
    me: dict[str, Any] = reply.json()
    return me


async def test_she_sees_what_the_service_knows_of_her(northshire: World) -> None:
    me = (await northshire["maya"].get(PATH)).json()

    assert (me["preferred_name"], me["pronouns"], me["language"], me["format"]) == ("Maya", "she/her", "en", "standard")
    assert me["council_name"] == "Northshire Council"
    assert me["safe_contact"] == MAYAS_SAFE_CONTACT
    assert [line["phone"] for line in me["help_now"]] == ["01632 960999", "999", "0800 1111", "01632 960998"]


async def test_she_sees_how_many_calls_she_is_waiting_for(northshire: World) -> None:
    asked = [await northshire.asks_to_be_called("maya") for _ in range(3)]
    await tries(northshire, "sam", asked[0])

    assert (await northshire["maya"].get(PATH)).json()["open_requests"] == 2


async def test_what_she_leaves_out_stays_and_null_clears(northshire: World) -> None:
    me = await changed(northshire["maya"], preferred_name="Mimi", pronouns=None)

    assert (me["preferred_name"], me["pronouns"], me["language"]) == ("Mimi", None, "en")
    assert me["safe_contact"] == MAYAS_SAFE_CONTACT
    assert (await northshire["maya"].get(PATH)).json() == me


async def test_an_empty_edit_changes_nothing(northshire: World) -> None:
    before = (await northshire["maya"].get(PATH)).json()

    assert await changed(northshire["maya"]) == before


async def test_each_part_of_safe_contact_can_be_changed_or_cleared_alone(northshire: World) -> None:
    me = await changed(northshire["maya"], safe_contact={"hours": None, "channel": "text"})

    assert me["safe_contact"] == MAYAS_SAFE_CONTACT | {"hours": None, "channel": "text"}


async def test_her_team_sees_the_new_number_at_once(northshire: World) -> None:
    await northshire.asks_to_be_called("maya")

    await changed(northshire["maya"], safe_contact={"number": "07700 900099"})

    (card,) = await queue(northshire, "sam")
    assert card["safe_contact"]["number"] == "+44 7700 900099"


async def test_a_merge_patch_may_be_called_one(northshire: World) -> None:
    headers = {"Content-Type": "application/merge-patch+json"}

    reply = await northshire["maya"].patch(PATH, {"pronouns": "they/them"}, headers=headers)

    assert reply.json()["pronouns"] == "they/them"


@pytest.mark.parametrize("safe_contact", [{}, {"number": None}, {"never_leave_message": False}])
async def test_a_borrowed_phone_cannot_change_how_it_is_safe_to_reach_her(
    northshire: World, safe_contact: dict[str, object]
) -> None:
    reply = await northshire.phone_of("maya").patch(PATH, {"pronouns": "x", "safe_contact": safe_contact})

    assert refused(reply, 401, "fresh_sign_in_needed")
    challenge = 'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="300"'
    assert reply.headers["WWW-Authenticate"] == challenge
    me = (await northshire["maya"].get(PATH)).json()
    assert (me["pronouns"], me["safe_contact"]) == ("she/her", MAYAS_SAFE_CONTACT)


async def test_her_name_and_language_need_no_fresh_sign_in(northshire: World) -> None:
    me = await changed(northshire.phone_of("maya"), preferred_name="Mimi", language="cy", format="easy_read")

    assert (me["preferred_name"], me["language"], me["format"]) == ("Mimi", "cy", "easy_read")


@pytest.mark.parametrize(
    "number", ["not a number", "(12)", "+44 7700", "07700 900 SECRET", "+999 1234567890", "9" * 31]
)
async def test_a_number_that_cannot_ring_is_refused_and_never_repeated(northshire: World, number: str) -> None:
    reply = await northshire["maya"].patch(PATH, {"safe_contact": {"number": number}})

    assert refused(reply, 422, "not_valid")
    assert [each["pointer"] for each in reply.json()["errors"]] == ["/safe_contact/number"]
    assert number not in reply.text


@pytest.mark.parametrize(
    ("edit", "pointer"),
    [
        ({"preferred_name": None}, "/preferred_name"),
        ({"preferred_name": "  "}, "/preferred_name"),
        ({"language": "English"}, "/language"),
        ({"format": "braile"}, "/format"),
        ({"safe_contact": {"never_leave_message": "no"}}, "/safe_contact/never_leave_message"),
        ({"safe_contact": {"never_leave_message": None}}, "/safe_contact/never_leave_message"),
        ({"safe_contact": None}, "/safe_contact"),
        ({"safe_contact": {"my secret": 1}}, "/safe_contact"),
        ({"my secret": 1}, ""),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_place(
    northshire: World, edit: dict[str, object], pointer: str
) -> None:
    reply = await northshire["maya"].patch(PATH, edit)

    assert refused(reply, 422, "not_valid")
    assert [each["pointer"] for each in reply.json()["errors"]] == [pointer]
    assert "my secret" not in reply.text


async def test_staff_have_no_such_page(northshire: World) -> None:
    for who in ("sam", "priya", "ade", "kim"):
        assert refused(await northshire[who].get(PATH), 403, "not_allowed")
        assert refused(await northshire[who].patch(PATH, {"preferred_name": "X"}), 403, "not_allowed")


async def test_without_a_token_there_is_nothing(northshire: World) -> None:
    reply = await northshire.nobody().get(PATH)

    assert refused(reply, 401, "not_signed_in")
    assert reply.headers["WWW-Authenticate"] == "Bearer"
