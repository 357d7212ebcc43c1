"""A young person asks for an advocate, a visitor or their rights, and nobody else learns of it."""

import pytest

from models.accounts import Role
from models.involvements import InvolvementRole
from models.workers import Job
from tests.conftest import WEDNESDAY
from tests.make.saying import answers, asks_for, involvement, joins, later, readers, refused, told, tries
from tests.make.world import World

PATH = "/v1/me/advocate-requests"
SAID = {"message": "I want to move.", "preferences": "A woman, please.", "reach_me": "Ring my friend on Fridays."}


async def test_asking_says_who_is_told_who_is_not_and_by_when(northshire: World) -> None:
    asked = await asks_for(northshire, **SAID)

    assert (asked["kind"], asked["purpose"], asked["state"]) == ("advocate", "advocate", "waiting")
    assert asked["says"] == "You asked for an advocate."
    assert asked["due_in_words"] == "Friday 12 June, 5 pm"
    assert {name: asked[name] for name in SAID} == SAID
    assert [each["who"] for each in asked["people_told"]] == ["Northshire Voice", "Children's Rights", "Nobody else"]
    assert [line["phone"] for line in asked["help_now"]] == ["01632 960999", "999", "0800 1111"]


@pytest.mark.parametrize(
    ("purpose", "team", "who"),
    [
        ("advocate", "Northshire Voice", {"ade", "ruth"}),
        ("independent_visitor", "Northshire Voice", {"ade", "ruth"}),
        ("council_of_young_people", "Children's Rights", {"ruth"}),
        ("childrens_rights", "Children's Rights", {"ruth"}),
    ],
)
async def test_it_goes_to_those_who_can_read_it_and_to_nobody_else(
    northshire: World, purpose: str, team: str, who: set[str]
) -> None:
    asked = await asks_for(northshire, purpose, **SAID)

    assert asked["team"]["name"] == team
    assert await readers(northshire, asked) == who


async def test_whoever_works_with_groups_hears_about_the_council_of_young_people_and_about_nothing_else(
    northshire: World,
) -> None:
    await joins(northshire, "pat", Role.participation_officer, Job.participation_officer, "participation")

    asked = await asks_for(northshire, "council_of_young_people")
    other = await asks_for(northshire, "advocate")

    assert asked["team"]["name"] == "Taking Part"
    assert [card["id"] for card in told(await northshire["pat"].get("/v1/triage"), 200)["items"]] == [asked["id"]]
    assert await readers(northshire, other, ("pat",)) == set()
    assert (await tries(northshire, "pat", asked, "no_answer")).status_code == 201
    assert (await answers(northshire, "pat", asked)).status_code == 201


async def test_where_there_is_no_advocacy_team_childrens_rights_have_it(eastvale: World) -> None:
    asked = await asks_for(eastvale, who="noor")

    assert asked["team"]["name"] == "Rights and Advice"
    assert [each["who"] for each in asked["people_told"]] == ["Rights and Advice", "Nobody else"]
    assert await readers(eastvale, asked, ("zed", "ivy", "rae", "cas", "dot", "kit")) == {"rae"}


async def test_the_card_tells_the_advocate_how_to_reach_her_without_anyone_else_seeing(northshire: World) -> None:
    asked = await asks_for(northshire, **SAID)

    card = told(await northshire["ade"].get(f"/v1/requests/{asked['id']}"), 200)

    assert {name: card[name] for name in SAID} == SAID
    assert card["timeline"][0]["says"] == "They asked for an advocate."


@pytest.mark.parametrize("purpose", ["advocate", "independent_visitor"])
async def test_a_talk_ends_it_and_so_does_an_answer(northshire: World, purpose: str) -> None:
    talked, answered = [await asks_for(northshire, purpose) for _ in range(2)]

    spoke = await tries(northshire, "ade", talked, "spoke")
    wrote = await answers(northshire, "ade", answered, decision="yes")

    assert (spoke.json()["state"], spoke.json()["standing"]) == ("answered", "met")
    assert (wrote.json()["state"], wrote.json()["standing"]) == ("answered", "met")
    read = told(await northshire["maya"].get(f"{PATH}/{answered['id']}"), 200)
    assert (read["answer"]["who"], read["answer"]["message"]) == ("Ade", "We looked into it.")
    assert read["timeline"][-1]["says"] == "Ade answered: yes."


async def test_she_can_take_it_back(northshire: World) -> None:
    asked = await asks_for(northshire)

    gone = told(await northshire["maya"].post(f"{PATH}/{asked['id']}/withdrawal"), 200)

    assert gone["state"] == "withdrawn"
    assert told(await northshire["maya"].post(f"{PATH}/{asked['id']}/withdrawal"), 200)["timeline"] == gone["timeline"]


async def test_when_nobody_got_back_to_her_it_is_open_again_with_the_same_date(northshire: World) -> None:
    asked = await asks_for(northshire)
    await answers(northshire, "ade", asked)
    later(northshire)

    again = told(await northshire["maya"].post(f"{PATH}/{asked['id']}/confirmation", {"answered": False}), 200)

    assert (again["state"], again["contested"], again["due_at"]) == ("waiting", True, asked["due_at"])
    assert (
        again["timeline"][-1]["says"]
        == "You told us that you still wait for someone. It is open again, with the same date."
    )
    assert await readers(northshire, asked) == {"ade", "ruth"}


async def test_she_can_say_herself_that_somebody_got_back_to_her(northshire: World) -> None:
    asked = await asks_for(northshire)

    ended = told(await northshire["maya"].post(f"{PATH}/{asked['id']}/confirmation", {"answered": True}), 200)

    assert (ended["state"], ended["standing"]) == ("answered", "met")


async def test_the_clock_is_an_aim_of_two_working_days(northshire: World) -> None:
    asked = await asks_for(northshire)

    clock = told(await northshire["maya"].get(f"{PATH}/{asked['id']}/clock"), 200)

    assert (clock["basis"], clock["working_days"]) == ("target", 2)


async def test_on_a_borrowed_phone_every_reading_is_refused_whether_or_not_anything_is_there(northshire: World) -> None:
    phone = northshire.phone_of("maya")
    nothing = "00000000-0000-4000-8000-000000000000"
    before = [await phone.get(path) for path in (PATH, f"{PATH}/{nothing}", f"{PATH}/{nothing}/clock")]
    asked = await asks_for(northshire)

    after = [await phone.get(path) for path in (PATH, f"{PATH}/{asked['id']}", f"{PATH}/{asked['id']}/clock")]
    for step in ("withdrawal", "confirmation"):
        body = {"answered": True} if step == "confirmation" else None
        for request_id in (nothing, asked["id"]):
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
    step = f"{PATH}/{first.json()['id']}/withdrawal"
    await northshire["maya"].post(step, key="two-taps")

    again = [await phone.post(PATH, ask, key="one-tap"), await phone.post(step, key="two-taps")]

    assert [set(reply.json()) for reply in again] == [{"says", "help_now"}] * 2
    assert again[0].content == again[1].content


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
