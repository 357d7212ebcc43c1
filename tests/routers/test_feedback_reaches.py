"""Who gets to read what a young person says, and who does not."""

import pytest

from models.accounts import Role
from models.workers import Job
from tests.conftest import WEDNESDAY
from tests.make.saying import answers, asks_for, joins, later, readers, refused, says, told, tries
from tests.make.world import World

PATH = "/v1/me/feedback"
NOTHING = "00000000-0000-4000-8000-000000000000"


async def test_what_is_passed_on_is_read_by_the_social_workers_team_and_she_sees_that(northshire: World) -> None:
    said = await says(northshire, "comment")
    before = told(await northshire["sam"].get("/v1/young-people"), 200)
    later(northshire)

    passed = [await northshire["cleo"].put(f"/v1/requests/{said['id']}/passed-on") for _ in range(2)]

    assert [reply.status_code for reply in passed] == [200, 200]
    assert await readers(northshire, said) == {"cleo", "sam", "alex", "priya"}
    read = told(await northshire["maya"].get(f"{PATH}/{said['id']}"), 200)
    assert [line["what"] for line in read["timeline"]] == ["asked", "passed_on"]
    assert read["timeline"][1]["says"] == "Cleo showed it to your social worker's team."
    assert (read["passed_on_at"], read["people_told"][1]["role"]) == (
        "2026-06-10T09:02:00Z",
        "They have been shown it.",
    )
    # It is there to be read: no work in a queue, no number in a caseload, nothing to be taken or answered.
    assert told(await northshire["sam"].get("/v1/triage"), 200)["items"] == []
    assert told(await northshire["sam"].get("/v1/young-people"), 200) == before
    assert (await northshire["sam"].put(f"/v1/requests/{said['id']}/taker")).status_code == 409
    assert (await tries(northshire, "sam", said, "spoke")).status_code == 409


async def test_what_was_answered_can_still_be_passed_on_and_read(northshire: World) -> None:
    said = await says(northshire, "compliment")
    await answers(northshire, "cleo", said)

    assert (await northshire["cleo"].put(f"/v1/requests/{said['id']}/passed-on")).status_code == 200
    assert await readers(northshire, said) == {"cleo", "sam", "alex", "priya"}


async def test_a_complaint_is_never_passed_on(northshire: World) -> None:
    said = await says(northshire, "complaint")

    reply = await northshire["cleo"].put(f"/v1/requests/{said['id']}/passed-on")

    assert refused(reply, 409, "never_passed_on")
    assert await readers(northshire, said) == {"cleo"}


@pytest.mark.parametrize("who", ["sam", "priya", "ruth", "ade", "dana", "eve", "maya", "lee"])
async def test_only_a_complaints_officer_passes_anything_on(northshire: World, who: str) -> None:
    said = await says(northshire, "comment")

    assert refused(await northshire[who].put(f"/v1/requests/{said['id']}/passed-on"), 403, "not_allowed")


async def test_on_a_borrowed_phone_every_reading_is_refused_whether_or_not_anything_is_there(northshire: World) -> None:
    phone = northshire.phone_of("maya")
    said = [await says(northshire, kind) for kind in ("comment", "complaint")]
    for request_id in (NOTHING, *(each["id"] for each in said)):
        await northshire["maya"].post(f"{PATH}/{request_id}/withdrawal", key=request_id)
        replies = [
            await phone.post(f"{PATH}/{request_id}/withdrawal", key=request_id),
            await phone.get(PATH),
            await phone.get(f"{PATH}/{request_id}"),
            await phone.get(f"{PATH}/{request_id}/clock"),
            await phone.post(f"{PATH}/{request_id}/withdrawal"),
            await phone.post(f"{PATH}/{request_id}/confirmation", {"answered": False}),
        ]
        assert all(refused(reply, 401, "fresh_sign_in_needed") for reply in replies)


async def test_a_complaint_from_a_borrowed_phone_is_answered_by_the_receipt_of_every_secret(northshire: World) -> None:
    phone, sam = northshire.phone_of("maya"), str(northshire.id_of("sam"))

    complaint = await phone.post(PATH, {"kind": "complaint", "message": "He shouts.", "about_worker_id": sam})
    advocate = await phone.post("/v1/me/advocate-requests", {"purpose": "advocate"})
    comment = await phone.post(PATH, {"kind": "comment", "message": "More football."})

    assert complaint.content == advocate.content
    assert ("location" in complaint.headers, "location" in comment.headers) == (False, True)
    assert comment.json()["message"] == "More football."
    assert told(await northshire["cleo"].get("/v1/triage"), 200)["counts"]["total"] == 2


async def test_staff_who_must_not_know_of_a_complaint_get_the_same_bytes(northshire: World) -> None:
    await joins(northshire, "cal", Role.complaints_officer, Job.complaints_officer, "listening")
    who = ("sam", "alex", "priya", "wes", "bo", "dana", "eve", "ruth", "ade", "cleo")

    async def crawl() -> list[tuple[int, bytes, str | None]]:
        pages = ("/v1/triage", "/v1/young-people", "/v1/triage?kind=complaint")
        replies = [await northshire[each].get(page) for each in who for page in pages]
        return [
            (each.status_code, each.content if each.is_success else b"", each.headers.get("ETag")) for each in replies
        ]

    before = await crawl()
    said = await says(northshire, "complaint", about_worker_id=str(northshire.id_of("cleo")))
    await tries(northshire, "cal", said, "no_answer")

    assert await crawl() == before


async def test_it_is_nobody_elses(northshire: World) -> None:
    said = await says(northshire, "complaint")

    replies = [
        await northshire["jay"].get(f"{PATH}/{said['id']}"),
        await northshire["jay"].get(f"{PATH}/{said['id']}/clock"),
        await northshire["jay"].post(f"{PATH}/{said['id']}/withdrawal"),
        await northshire["jay"].post(f"{PATH}/{said['id']}/confirmation", {"answered": False}),
    ]

    assert all(refused(reply, 404, "not_found") for reply in replies)
    assert told(await northshire["jay"].get(PATH), 200)["items"] == []


async def test_each_kind_stands_at_its_own_address(northshire: World) -> None:
    complaint, advocate = await says(northshire, "complaint"), await asks_for(northshire)
    call = await northshire.asks_to_be_called("maya")
    wrong = [
        f"/v1/me/advocate-requests/{complaint['id']}",
        f"/v1/me/contact-requests/{complaint['id']}",
        f"{PATH}/{advocate['id']}",
        f"{PATH}/{call['id']}",
        f"/v1/me/advocate-requests/{call['id']}",
    ]

    for path in wrong:
        word = {"reached": True} if "contact" in path else {"answered": True}
        assert refused(await northshire["maya"].get(path), 404, "not_found")
        assert refused(await northshire["maya"].post(f"{path}/confirmation", word), 404, "not_found")

    everything = told(await northshire["maya"].get("/v1/me/requests"), 200)["items"]
    assert {each["state"] for each in everything} == {"waiting"}


async def test_the_list_is_hers_the_newest_first_page_by_page(northshire: World) -> None:
    said = []
    for hour, kind in enumerate(("comment", "compliment", "complaint")):
        northshire.at(WEDNESDAY.replace(hour=9 + hour))
        said.append((await says(northshire, kind))["id"])

    first = told(await northshire["maya"].get(f"{PATH}?limit=2"), 200)
    second = told(await northshire["maya"].get(f"{PATH}?limit=2&cursor={first['next_cursor']}"), 200)

    assert [each["id"] for each in (*first["items"], *second["items"])] == said[::-1]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kind": "comment"},
        {"kind": "contact", "message": "ring me"},
        {"kind": "help", "message": "!"},
        {"kind": "complaint", "message": " "},
    ],
)
async def test_what_is_not_right_is_refused(northshire: World, said: dict[str, object]) -> None:
    assert refused(await northshire["maya"].post(PATH, said), 422, "not_valid")
