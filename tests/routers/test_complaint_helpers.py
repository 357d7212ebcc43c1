"""A complaint is read by a rights officer or an advocate only while she asks them to help."""

from typing import Any

import pytest

from models.involvements import InvolvementRole
from tests.make.saying import answers, later, readers, refused, says, told, tries
from tests.make.scenes import involve
from tests.make.world import World

PATH = "/v1/me/feedback"


async def asks(world: World, said: dict[str, str], **whom: bool) -> dict[str, Any]:
    reply = await world["maya"].put(f"{PATH}/{said['id']}/helpers", whom)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def queued(world: World, said: dict[str, str]) -> set[str]:
    """Return who finds it in their queue."""
    queues = {who: told(await world[who].get("/v1/triage"), 200) for who in ("cleo", "ruth", "ade", "sam", "priya")}
    return {who for who, queue in queues.items() if said["id"] in {each["id"] for each in queue["items"]}}


async def test_whom_she_asks_reads_it_until_she_takes_it_back(northshire: World) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    said = await says(northshire, "complaint")
    assert await readers(northshire, said) == {"cleo"}

    both = await asks(northshire, said, rights_team=True, advocate=True)
    assert await readers(northshire, said) == {"cleo", "ruth", "ade"}
    assert [each["helper"] for each in both["helpers"]] == ["advocate", "rights_team"]

    later(northshire)
    one = await asks(northshire, said, advocate=True)
    assert await readers(northshire, said) == {"cleo", "ade"}
    assert [each["says"] for each in one["helpers"]] == ["Your advocate can read this, since you asked them to help."]

    later(northshire)
    await asks(northshire, said)
    assert await readers(northshire, said) == {"cleo"}


async def test_whoever_answers_it_is_not_told_whom_she_asked(northshire: World) -> None:
    said = await says(northshire, "complaint")
    path = f"/v1/requests/{said['id']}"
    before = await northshire["cleo"].get(path)
    later(northshire)

    await asks(northshire, said, rights_team=True)

    after = await northshire["cleo"].get(path)
    assert (after.text, after.headers["ETag"]) == (before.text, before.headers["ETag"])


async def test_helpers_read_and_do_nothing_more(northshire: World) -> None:
    said = await says(northshire, "complaint")
    await asks(northshire, said, rights_team=True)

    assert (await tries(northshire, "ruth", said, "spoke")).status_code == 409
    assert (await northshire["ruth"].put(f"/v1/requests/{said['id']}/taker")).status_code == 409
    assert (await answers(northshire, "ruth", said)).status_code == 409


async def test_a_complaint_about_a_helper_is_never_read_by_them(northshire: World) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    about_ruth = await says(northshire, "complaint", about_worker_id=str(northshire.id_of("ruth")))
    about_ade = await says(northshire, "complaint", about_worker_id=str(northshire.id_of("ade")))

    await asks(northshire, about_ruth, rights_team=True)
    reply = await northshire["maya"].put(f"{PATH}/{about_ade['id']}/helpers", {"advocate": True})

    assert await readers(northshire, about_ruth) == {"cleo"}
    assert refused(reply, 409, "about_them")


@pytest.mark.parametrize(
    ("kind", "whom", "code"), [("comment", "rights_team", "no_complaint"), ("complaint", "advocate", "no_advocate_yet")]
)
async def test_what_cannot_be_asked_is_refused(northshire: World, kind: str, whom: str, code: str) -> None:
    said = await says(northshire, kind)

    assert refused(await northshire["maya"].put(f"{PATH}/{said['id']}/helpers", {whom: True}), 409, code)


async def test_it_needs_a_fresh_sign_in_and_is_hers_alone(northshire: World) -> None:
    said = await says(northshire, "complaint")
    path = f"{PATH}/{said['id']}/helpers"

    assert (await northshire.phone_of("maya").put(path, {"rights_team": True})).status_code == 401
    assert (await northshire["jay"].put(path, {"rights_team": True})).status_code == 404
    assert told(await northshire["maya"].get(f"{PATH}/{said['id']}"), 200)["helpers"] == []


async def test_whoever_helps_finds_it_in_their_queue_while_it_is_open(northshire: World) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    said = await says(northshire, "complaint")
    assert await queued(northshire, said) == {"cleo"}

    await asks(northshire, said, rights_team=True, advocate=True)
    assert await queued(northshire, said) == {"cleo", "ruth", "ade"}

    later(northshire)
    told(await northshire["maya"].post(f"{PATH}/{said['id']}/withdrawal"), 200)
    assert await queued(northshire, said) == set()
    assert await readers(northshire, said) == {"cleo", "ruth", "ade"}


async def test_an_advocate_helps_for_as_long_as_they_are_there_for_her(northshire: World) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    said = await says(northshire, "complaint")
    await asks(northshire, said, advocate=True)
    path = f"/v1/young-people/{northshire.id_of('maya')}/involvements"
    (hers,) = [each["id"] for each in told(await northshire["ruth"].get(path), 200)["items"]]

    later(northshire)
    told(await northshire["ruth"].put(f"{path}/{hers}/end", {"reason": "She asked for another."}), 200)
    assert await readers(northshire, said) == {"cleo"}
    assert told(await northshire["maya"].get(f"{PATH}/{said['id']}"), 200)["helpers"] == []

    later(northshire)
    told(await northshire["ruth"].post(path, {"worker_id": str(northshire.id_of("ade")), "role": "advocate"}), 201)
    assert await readers(northshire, said) == {"cleo"}
    await asks(northshire, said, advocate=True)
    assert await readers(northshire, said) == {"cleo", "ade"}
