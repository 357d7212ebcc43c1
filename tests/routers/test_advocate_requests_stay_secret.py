"""Asking for an advocate is nobody else's business, whoever holds the phone."""

import pytest

from models.accounts import Role
from models.involvements import InvolvementRole
from models.workers import Job
from tests.conftest import WEDNESDAY
from tests.make.saying import answers, asks_for, involvement, joins, later, readers, refused, told, tries
from tests.make.world import World

PATH = "/v1/me/advocate-requests"
NOTHING = "00000000-0000-4000-8000-000000000000"
SAID = {"message": "I want to move.", "preferences": "A woman, please.", "reach_me": "Ring my friend on Fridays."}


async def test_on_a_borrowed_phone_every_reading_is_refused_whether_or_not_anything_is_there(northshire: World) -> None:
    phone = northshire.phone_of("maya")
    before = [await phone.get(path) for path in (PATH, f"{PATH}/{NOTHING}", f"{PATH}/{NOTHING}/clock")]
    asked = await asks_for(northshire)

    after = [await phone.get(path) for path in (PATH, f"{PATH}/{asked['id']}", f"{PATH}/{asked['id']}/clock")]
    for step in ("withdrawal", "confirmation"):
        body = {"answered": True} if step == "confirmation" else None
        for request_id in (NOTHING, asked["id"]):
            reply = await phone.post(f"{PATH}/{request_id}/{step}", body)
            assert refused(reply, 401, "fresh_sign_in_needed")

    assert all(refused(reply, 401, "fresh_sign_in_needed") for reply in (*before, *after))
    assert {reply.headers["WWW-Authenticate"] for reply in (*before, *after)} == {
        'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="300"'
    }


async def test_asked_from_a_borrowed_phone_it_is_answered_by_one_constant_receipt(northshire: World) -> None:
    phone = northshire.phone_of("maya")
    asks = [{"purpose": "advocate"}, {"purpose": "childrens_rights", **SAID}]

    replies = [await phone.post(PATH, ask) for ask in asks]

    assert [reply.status_code for reply in replies] == [201, 201]
    assert replies[0].content == replies[1].content
    assert set(replies[0].json()) == {"says", "help_now"}
    assert all("location" not in reply.headers for reply in replies)
    assert len(told(await northshire["ruth"].get("/v1/triage"), 200)["items"]) == 2


async def test_a_borrowed_phone_that_sends_the_same_again_gets_the_receipt(northshire: World) -> None:
    phone, ask = northshire.phone_of("maya"), {"purpose": "advocate"}
    first = await northshire["maya"].post(PATH, ask, key="one-tap")

    again = await phone.post(PATH, ask, key="one-tap")

    assert first.status_code == again.status_code == 201
    assert again.content == (await phone.post(PATH, ask)).content


async def test_a_borrowed_phone_that_takes_the_same_step_again_is_refused_as_if_nothing_was_there(
    northshire: World,
) -> None:
    phone, maya = northshire.phone_of("maya"), northshire["maya"]
    step = f"{PATH}/{(await asks_for(northshire))['id']}/withdrawal"
    told(await maya.post(step, key="a-step"), 200)

    again, nothing = await phone.post(step, key="a-step"), await phone.post(f"{PATH}/{NOTHING}/withdrawal")

    assert refused(again, 401, "fresh_sign_in_needed")
    assert again.headers["WWW-Authenticate"] == nothing.headers["WWW-Authenticate"]
    assert told(await maya.post(step, key="a-step"), 200)["state"] == "withdrawn"


async def test_her_other_pages_do_not_tell_of_it(northshire: World) -> None:
    pages = ("/v1/me", "/v1/me/people", "/v1/me/contact-requests", "/v1/me/privacy")
    who = [northshire["maya"], northshire.phone_of("maya")]
    before = [await each.get(page) for each in who for page in pages]

    await asks_for(northshire, **SAID)

    after = [await each.get(page) for each in who for page in pages]
    assert [(reply.content, reply.headers["ETag"]) for reply in after] == [
        (reply.content, reply.headers["ETag"]) for reply in before
    ]


async def test_staff_who_must_not_know_get_the_same_bytes_however_late_it_is(northshire: World) -> None:
    who = ("sam", "alex", "priya", "wes", "bo", "dana", "cleo", "eve")
    pages = ("/v1/triage", "/v1/young-people", "/v1/triage?kind=advocate")

    async def crawl() -> list[tuple[int, bytes, str | None]]:
        replies = [await northshire[each].get(page) for each in who for page in pages]
        return [
            (each.status_code, each.content if each.is_success else b"", each.headers.get("ETag")) for each in replies
        ]

    northshire.at(WEDNESDAY.replace(day=30))
    before = await crawl()
    northshire.at(WEDNESDAY)
    asked = await asks_for(northshire, **SAID)
    await tries(northshire, "ade", asked, "no_answer")
    northshire.at(WEDNESDAY.replace(day=30))

    assert await crawl() == before


@pytest.mark.parametrize("stranger", ["jay", "sam", "ade"])
async def test_it_is_nobody_elses(northshire: World, stranger: str) -> None:
    asked = await asks_for(northshire, **SAID)

    replies = [
        await northshire[stranger].get(f"{PATH}/{asked['id']}"),
        await northshire[stranger].get(f"{PATH}/{asked['id']}/clock"),
        await northshire[stranger].post(f"{PATH}/{asked['id']}/withdrawal"),
        await northshire[stranger].post(f"{PATH}/{asked['id']}/confirmation", {"answered": True}),
    ]

    assert {reply.status_code for reply in replies} == {404 if stranger == "jay" else 403}
    assert "I want to move" not in (await northshire[stranger].get(PATH)).text


async def test_an_advocate_of_another_council_finds_nothing(northshire: World, eastvale: World) -> None:
    asked = await asks_for(northshire)

    assert await readers(eastvale, asked, ("rae", "cas", "zed")) == set()


@pytest.mark.parametrize(
    ("role", "purpose"),
    [(InvolvementRole.advocate, "advocate"), (InvolvementRole.independent_visitor, "independent_visitor")],
)
async def test_naming_them_when_asking_to_be_called_is_the_same_kind_of_request(
    northshire: World, role: InvolvementRole, purpose: str
) -> None:
    await northshire.save(involvement(northshire, "maya", "ade", role))

    asked = await northshire.asks_to_be_called("maya", worker_id=str(northshire.id_of("ade")))

    read = told(await northshire["maya"].get(f"{PATH}/{asked['id']}"), 200)
    assert (read["kind"], read["purpose"]) == ("advocate", purpose)


async def test_naming_a_rights_officer_is_asking_for_her_rights(northshire: World) -> None:
    await northshire.save(involvement(northshire, "maya", "ruth", InvolvementRole.key_worker))

    asked = await northshire.asks_to_be_called("maya", worker_id=str(northshire.id_of("ruth")))

    read = told(await northshire["maya"].get(f"{PATH}/{asked['id']}"), 200)
    assert read["purpose"] == "childrens_rights"
    assert await readers(northshire, asked) == {"ruth"}


async def test_her_advocate_still_sees_it_when_it_is_over_and_other_advocates_do_not(northshire: World) -> None:
    await joins(northshire, "abe", Role.advocate, Job.advocate, "voice")
    await northshire.save(involvement(northshire, "maya", "ade", InvolvementRole.advocate))
    asked = await asks_for(northshire)
    assert await readers(northshire, asked, ("ade", "abe")) == {"ade", "abe"}

    await answers(northshire, "abe", asked)
    later(northshire)

    assert await readers(northshire, asked, ("ade", "abe", "ruth")) == {"ade", "ruth"}


@pytest.mark.parametrize(
    "ask",
    [
        {},
        {"purpose": "social_worker"},
        {"purpose": "advocate", "message": " "},
        {"purpose": "advocate", "reach_me": "x" * 4001},
        {"purpose": "advocate", "worker_id": "00000000-0000-4000-8000-000000000000"},
    ],
)
async def test_what_is_not_right_is_refused(northshire: World, ask: dict[str, object]) -> None:
    assert refused(await northshire["maya"].post(PATH, ask), 422, "not_valid")
