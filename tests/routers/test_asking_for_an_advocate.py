"""Asking for an advocate is nobody else's business: staff, counts and a borrowed phone learn nothing of it."""

from datetime import datetime

from models.involvements import InvolvementRole
from tests.make.scenes import as_told, ids, involve, on, queue, refused, says_reached, tries
from tests.make.world import World

PATH = "/v1/me/contact-requests"
STAFF = ("sam", "alex", "priya", "wes", "dana", "cleo", "eve")


async def with_an_advocate(world: World, *, ended: datetime | None = None) -> dict[str, str]:
    """Let Ade be Maya's advocate; return what names him."""
    await involve(world, "maya", "ade", InvolvementRole.advocate, ended=ended)
    return {"worker_id": str(world.id_of("ade"))}


async def test_naming_her_advocate_makes_it_a_request_for_an_advocate(northshire: World) -> None:
    naming_ade = await with_an_advocate(northshire)

    asked = await northshire.asks_to_be_called("maya", **naming_ade)

    assert (asked["kind"], asked["team"]["name"]) == ("advocate", "Northshire Voice")
    assert asked["people_told"] == [
        {"who": "Northshire Voice", "role": "the team that will talk to you"},
        {"who": "Children's Rights", "role": "they can read it too, and make sure that someone gets back to you"},
        {
            "who": "Emergency Duty",
            "role": "The app looks for words that say you may not be safe. If it finds some, they are told to call you,"
            " but not what you wrote.",
        },
        {"who": "Nobody else", "role": "Nobody else. Your social worker and their team are not told."},
    ]


async def test_the_advocate_and_the_rights_officer_see_it_and_may_call(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", **await with_an_advocate(northshire))

    assert ids(await queue(northshire, "ade")) == [asked["id"]]
    assert ids(await queue(northshire, "ruth")) == [asked["id"]]
    assert (await tries(northshire, "ade", asked)).status_code == 201
    assert (await as_told(northshire, "maya", asked))["state"] == "answered"


async def test_no_other_staff_ever_sees_it_however_late_or_urgent_it_is(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", urgent="scared", **await with_an_advocate(northshire))
    northshire.at(on(30))

    for who in STAFF:
        assert refused(await northshire[who].get(f"/v1/requests/{asked['id']}"), 404, "not_found")
        queued = await northshire[who].get("/v1/triage")
        assert queued.status_code == 403 or queued.json()["counts"]["total"] == (who == "eve")
    for who in ("sam", "priya", "dana"):
        cases = (await northshire[who].get("/v1/young-people")).json()["items"]
        assert {case["open_requests"] for case in cases} == {0}
    (call_her,) = (await northshire["eve"].get("/v1/triage")).json()["items"]
    assert (call_her["kind"], call_her["id"] == asked["id"]) == ("help", False)


async def test_her_own_lists_and_numbers_do_not_tell_of_it(northshire: World) -> None:
    naming_ade = await with_an_advocate(northshire)
    paths = ("/v1/me", "/v1/me/people", PATH)
    before = [(await northshire["maya"].get(path)) for path in paths]

    await northshire.asks_to_be_called("maya", **naming_ade)

    after = [(await northshire["maya"].get(path)) for path in paths]
    assert [reply.content for reply in after] == [reply.content for reply in before]
    assert [reply.headers["ETag"] for reply in after] == [reply.headers["ETag"] for reply in before]


async def test_on_a_borrowed_phone_it_is_not_there(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", **await with_an_advocate(northshire))
    phone = northshire.phone_of("maya")

    for path in ("", "/clock"):
        assert refused(await phone.get(f"{PATH}/{asked['id']}{path}"), 404, "not_found")
    assert refused(await phone.post(f"{PATH}/{asked['id']}/withdrawal"), 404, "not_found")


async def test_a_borrowed_phone_cannot_find_out_by_naming_them(northshire: World) -> None:
    """To ask for an advocate from there, she does not name one: see /v1/me/advocate-requests."""
    stranger = await northshire.phone_of("maya").post(PATH, {"worker_id": str(northshire.id_of("ade"))})

    hers = await northshire.phone_of("maya").post(PATH, await with_an_advocate(northshire))

    assert refused(hers, 422, "not_one_of_your_people")
    assert hers.json()["detail"] == stranger.json()["detail"]


async def test_words_for_a_former_advocate_go_to_childrens_rights_not_to_the_social_worker(northshire: World) -> None:
    naming_ade = await with_an_advocate(northshire, ended=on(1))

    asked = await northshire.asks_to_be_called("maya", message="about Sam", **naming_ade)

    assert (asked["kind"], asked["team"]["name"]) == ("advocate", "Children's Rights")
    assert ids(await queue(northshire, "ruth")) == [asked["id"]]
    assert await queue(northshire, "sam") == []


async def test_staff_cannot_write_one_down_for_her_and_learn_nothing_by_trying(northshire: World) -> None:
    said = {"asked_at": "2026-06-10T08:00:00Z", "asked_through": "phone"}
    path = f"/v1/young-people/{northshire.id_of('maya')}/contact-requests"
    stranger = await northshire["sam"].post(path, said | {"worker_id": str(northshire.id_of("ade"))})

    hers = await northshire["sam"].post(path, said | await with_an_advocate(northshire))

    assert refused(hers, 422, "not_one_of_your_people")
    assert hers.json()["detail"] == stranger.json()["detail"]


async def test_she_can_withdraw_contest_and_confirm_it_herself(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", **await with_an_advocate(northshire))
    await tries(northshire, "ade", asked)

    again = await says_reached(northshire, "maya", asked, reached=False)

    assert (again.json()["state"], again.json()["contested"]) == ("waiting", True)
    assert (await northshire["maya"].post(f"{PATH}/{asked['id']}/withdrawal")).json()["state"] == "withdrawn"


async def test_the_clock_says_that_it_is_an_aim(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", **await with_an_advocate(northshire))

    clock = (await northshire["maya"].get(f"{PATH}/{asked['id']}/clock")).json()

    assert (clock["basis"], clock["working_days"]) == ("target", 2)
