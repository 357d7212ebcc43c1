"""A young person has their say, and the last word on whether the answer was one."""

import pytest

from models.accounts import Role
from models.workers import Job
from tests.conftest import WEDNESDAY
from tests.make.saying import STAFF, answers, joins, later, leaves, readers, refused, says, told, tries
from tests.make.world import World

PATH = "/v1/me/feedback"
NOTHING = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("kind", "due", "line"),
    [
        ("comment", "Wednesday 24 June, 5 pm", "You told us what you think."),
        ("compliment", "Wednesday 24 June, 5 pm", "You told us what went well."),
        (
            "complaint",
            "the end of Wednesday 24 June",
            "You told us that something is wrong. This is a complaint.",
        ),
    ],
)
async def test_it_is_accepted_with_a_date_and_goes_to_the_team_that_listens(
    northshire: World, kind: str, due: str, line: str
) -> None:
    said = await says(northshire, kind)

    assert (said["kind"], said["state"], said["due_in_words"], said["says"]) == (kind, "waiting", due, line)
    assert said["team"]["name"] == said["people_told"][0]["who"] == "Listening Team"
    assert [line["phone"] for line in said["help_now"]] == ["01632 960999", "999", "0800 1111", "01632 960998"]
    assert await readers(northshire, said) == {"cleo"}


@pytest.mark.parametrize(("kind", "basis"), [("comment", "target"), ("compliment", "target"), ("complaint", "law")])
async def test_the_clock_says_whether_it_is_an_aim_or_the_law(northshire: World, kind: str, basis: str) -> None:
    said = await says(northshire, kind)

    clock = told(await northshire["maya"].get(f"{PATH}/{said['id']}/clock"), 200)

    assert (clock["basis"], clock["working_days"]) == (basis, 10)


async def test_she_is_told_who_may_see_a_comment_later_and_who_never_sees_a_complaint(northshire: World) -> None:
    sam = str(northshire.id_of("sam"))
    comment, complaint = await says(northshire, "comment"), await says(northshire, "complaint", about_worker_id=sam)

    assert comment["people_told"][1] == {
        "who": "Your social worker's team",
        "role": "They may be shown it later. If they are, you will see that here.",
    }
    assert complaint["people_told"][1]["role"].startswith("The app looks for words that say you may not be safe.")
    assert complaint["people_told"][2] == {
        "who": "Nobody else",
        "role": "Nobody else can read it here. The person it is about is not told.",
    }
    assert (complaint["about_worker_id"], complaint["about_worker"]) == (sam, "Sam")


async def test_she_may_name_any_worker_and_learns_nothing_about_who_they_are(northshire: World) -> None:
    bo = str(northshire.id_of("bo"))

    said = await says(northshire, "complaint", about_worker_id=bo)

    assert (said["about_worker_id"], said["about_worker"]) == (bo, None)
    card = told(await northshire["cleo"].get(f"/v1/requests/{said['id']}"), 200)
    assert (card["about_worker_id"], card["about_worker"]) == (bo, "Bo")


@pytest.mark.parametrize("kind", ["comment", "compliment", "complaint"])
async def test_naming_somebody_who_does_not_work_here_is_refused(northshire: World, eastvale: World, kind: str) -> None:
    for unknown in (NOTHING, str(eastvale.id_of("zed")), str(northshire.id_of("jay"))):
        reply = await northshire["maya"].post(PATH, {"kind": kind, "message": "!", "about_worker_id": unknown})
        assert refused(reply, 422, "not_one_of_your_people")


async def test_a_complaint_about_the_only_complaints_officer_reaches_childrens_rights(northshire: World) -> None:
    said = await says(northshire, "complaint", about_worker_id=str(northshire.id_of("cleo")))

    assert said["team"]["name"] == "Children's Rights"
    assert await readers(northshire, said) == {"ruth"}
    assert told(await northshire["cleo"].get("/v1/triage"), 200)["counts"]["total"] == 0
    assert (await tries(northshire, "cleo", said, "no_answer")).status_code == 404
    assert (await answers(northshire, "cleo", said, reason="!")).status_code == 404
    assert (await northshire["cleo"].put(f"/v1/requests/{said['id']}/passed-on")).status_code == 404
    assert (await northshire["ruth"].put(f"/v1/requests/{said['id']}/taker")).status_code == 200
    assert (await answers(northshire, "ruth", said, reason="We were wrong.")).status_code == 201
    assert await readers(northshire, said) == {"ruth"}


async def test_a_complaint_about_one_complaints_officer_reaches_the_other(northshire: World) -> None:
    await joins(northshire, "cal", Role.complaints_officer, Job.complaints_officer, "listening")

    said = await says(northshire, "complaint", about_worker_id=str(northshire.id_of("cleo")))

    assert said["team"]["name"] == "Listening Team"
    assert await readers(northshire, said, (*STAFF, "cal")) == {"cal"}
    assert told(await northshire["cleo"].get("/v1/triage"), 200)["items"] == []


async def test_when_nobody_listens_any_more_childrens_rights_hear_it_but_never_about_themselves(
    northshire: World,
) -> None:
    await leaves(northshire, "cleo")
    await joins(northshire, "rob", Role.rights_officer, Job.childrens_rights_officer, "rights")
    staff = ("ruth", "rob", "sam", "priya", "ade")

    about_ruth = await says(northshire, "complaint", about_worker_id=str(northshire.id_of("ruth")))
    comment = await says(northshire, "comment")

    assert await readers(northshire, about_ruth, staff) == {"rob"}
    assert await readers(northshire, comment, staff) == {"ruth", "rob"}


async def test_a_comment_about_the_complaints_officer_is_no_complaint_and_reaches_her(northshire: World) -> None:
    said = await says(northshire, "comment", about_worker_id=str(northshire.id_of("cleo")))

    assert await readers(northshire, said) == {"cleo"}


async def test_an_answer_ends_it_and_she_reads_it(northshire: World) -> None:
    said = await says(northshire, "complaint")
    later(northshire)
    assert (await northshire["cleo"].put(f"/v1/requests/{said['id']}/taker")).json()["taken_by"] == "Cleo"

    reply = await answers(northshire, "cleo", said, decision="partly", reason="There is no money for more.")

    assert (reply.status_code, reply.json()["state"], reply.json()["standing"]) == (201, "answered", "met")
    read = told(await northshire["maya"].get(f"{PATH}/{said['id']}"), 200)
    assert read["answer"] == {
        "at": "2026-06-10T09:03:00Z",
        "who": "Cleo",
        "message": "We looked into it.",
        "decision": "partly",
        "reason": "There is no money for more.",
    }
    assert [line["says"] for line in read["timeline"]] == [
        "You told us that something is wrong. This is a complaint.",
        "Cleo has it and will answer you.",
        "Cleo answered: yes to a part of it. They told you why.",
    ]


async def test_that_is_no_answer_opens_it_again_with_the_same_date_and_first_in_the_queue(northshire: World) -> None:
    said, other = await says(northshire, "complaint"), await says(northshire, "comment", who="jay")
    await answers(northshire, "cleo", said, reason="Because.")
    verdict = {"answered": False, "message": "You did not say why."}
    later(northshire)

    again = told(await northshire["maya"].post(f"{PATH}/{said['id']}/confirmation", verdict), 200)

    assert (again["state"], again["contested"], again["due_at"]) == ("waiting", True, said["due_at"])
    assert (again["answer"], again["timeline"][-1]["message"]) == (None, "You did not say why.")
    queue = told(await northshire["cleo"].get("/v1/triage"), 200)["items"]
    assert [card["id"] for card in queue] == [said["id"], other["id"]]


async def test_that_is_an_answer_settles_it(northshire: World) -> None:
    said = await says(northshire, "comment")
    await answers(northshire, "cleo", said)
    path = f"{PATH}/{said['id']}/confirmation"
    await northshire["maya"].post(path, {"answered": False})
    await answers(northshire, "cleo", said)

    settled = told(await northshire["maya"].post(path, {"answered": True}), 200)

    assert (settled["state"], settled["contested"], settled["standing"]) == ("answered", False, "met")


async def test_four_weeks_later_it_is_too_late_to_say_so(northshire: World) -> None:
    said = await says(northshire, "complaint")
    await answers(northshire, "cleo", said, reason="Because.")
    northshire.at(WEDNESDAY.replace(month=7, day=9))

    reply = await northshire["maya"].post(f"{PATH}/{said['id']}/confirmation", {"answered": False})

    assert refused(reply, 409, "too_long_ago")


async def test_while_there_is_no_answer_she_can_say_that_but_not_that_there_is_one(northshire: World) -> None:
    said = await says(northshire, "complaint")
    path = f"{PATH}/{said['id']}/confirmation"
    later(northshire)

    assert refused(await northshire["maya"].post(path, {"answered": True}), 409, "not_in_this_state")
    waiting = told(await northshire["maya"].post(path, {"answered": False}), 200)
    assert (waiting["state"], waiting["contested"]) == ("waiting", False)
    assert waiting["timeline"][-1]["says"] == "You told us that nobody has answered yet. It is still open."


async def test_she_can_take_it_back(northshire: World) -> None:
    said = await says(northshire, "complaint")

    assert told(await northshire["maya"].post(f"{PATH}/{said['id']}/withdrawal"), 200)["state"] == "withdrawn"
    assert refused(await answers(northshire, "cleo", said, reason="!"), 409, "not_in_this_state")
