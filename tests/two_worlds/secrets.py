"""What one person asks that others must not learn of: each a secret, told in a world of its own or with others."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from models.involvements import Involvement, InvolvementRole
from tests.two_worlds.worlds import MORNING, Worlds

Secret = Callable[[Worlds], Awaitable[object]]


async def an_advocate_request(worlds: Worlds) -> None:
    """Maya asks for an advocate whom she knows."""
    world = worlds.northshire
    await _gets_an_advocate(worlds)
    await world.asks_to_be_called("maya", worker_id=str(world.id_of("ade")), message="please speak for me")


async def an_advocates_involvement(worlds: Worlds) -> None:
    """Maya has an advocate."""
    await _gets_an_advocate(worlds)


async def asking_for_an_advocate(worlds: Worlds) -> None:
    """Maya asks for an advocate, who tries to reach her."""
    asked = await worlds.northshire["maya"].post("/v1/me/advocate-requests", {"purpose": "advocate"}, key="asks")
    path = f"/v1/requests/{asked.json()['id']}/attempts"
    tried = await worlds.northshire["ade"].post(path, {"outcome": "no_answer"}, key="tried")
    assert tried.status_code == 201


async def a_complaint(worlds: Worlds) -> None:
    """Maya complains about Sam and gets an answer, which she says is none."""
    world = worlds.northshire
    said = {"kind": "complaint", "message": "He shouts.", "about_worker_id": str(world.id_of("sam"))}
    made = (await world["maya"].post("/v1/me/feedback", said, key="says")).json()
    answer = {"message": "He says that he does not.", "reason": "We asked him."}
    await world["cleo"].post(f"/v1/requests/{made['id']}/answers", answer, key="answers")
    path = f"/v1/me/feedback/{made['id']}/confirmation"
    denied = await world["maya"].post(path, {"answered": False}, key="denies")
    assert denied.json()["contested"]


async def a_cry_for_help(worlds: Worlds) -> None:
    """Maya presses for help, twice, and Eve has seen it and tries to reach her."""
    maya, eve = worlds.northshire["maya"], worlds.northshire["eve"]
    for tap in ("one", "two"):
        await worlds.northshire.phone_of("maya").post("/v1/me/help-now", {"message": "quick"}, key=tap)
    pressed = (await maya.get("/v1/me/help-now")).json()["items"][0]["id"]
    assert (await eve.put(f"/v1/requests/{pressed}/acknowledgement")).status_code == 200
    await eve.post(f"/v1/requests/{pressed}/attempts", {"outcome": "no_answer"}, key="eve-tried")


async def words_of_harm_in_a_complaint(worlds: Worlds) -> None:
    """Maya complains about Sam with words of harm, and Eve is told to call her."""
    world = worlds.northshire
    said = {"kind": "complaint", "message": "He hits me.", "about_worker_id": str(world.id_of("sam"))}
    assert (await world.phone_of("maya").post("/v1/me/feedback", said, key="harm")).status_code == 201
    assert (await world["eve"].get("/v1/triage")).json()["items"][0]["kind"] == "help"


async def asking_for_help_with_a_complaint(worlds: Worlds) -> None:
    """Maya complains, asks children's rights and her advocate to help, and then her advocate alone."""
    maya, world = worlds.northshire["maya"], worlds.northshire
    await _gets_an_advocate(worlds)
    said = (await maya.post("/v1/me/feedback", {"kind": "complaint", "message": "He shouts."}, key="says")).json()
    path = f"/v1/me/feedback/{said['id']}/helpers"
    for whom in ({"rights_team": True, "advocate": True}, {"advocate": True}):
        assert (await maya.put(path, whom)).status_code == 200
    assert (await world["ade"].get(f"/v1/requests/{said['id']}")).status_code == 200


async def sharing_a_plan(worlds: Worlds) -> None:
    """Maya shares a part of her plan with her advocate, who reads it, and then all of it."""
    maya, world = worlds.northshire["maya"], worlds.northshire
    await _gets_an_advocate(worlds)
    for what in ({"sections": ["home"]}, {"whole": True}):
        assert (await maya.put("/v1/me/plans/care/shares", what)).status_code == 200
        read = await world["ade"].get(f"/v1/young-people/{world.id_of('maya')}/plans/care")
        assert read.status_code == 200


async def a_change_of_advocate(worlds: Worlds) -> None:
    """Maya gets an advocate, whom she met before; a visitor is announced; and the advocate goes again."""
    world = worlds.northshire
    hers, ade = f"/v1/young-people/{world.id_of('maya')}", str(world.id_of("ade"))
    ruth = world["ruth"]
    met = {"worker_id": ade, "role": "advocate", "how": "met"}
    assert (await ruth.post(f"{hers}/introductions", met, key="met")).status_code == 201
    comes = {"worker_id": ade, "role": "advocate", "why": "you_asked", "words": "Ade knows a lot about dogs."}
    begun = await ruth.post(f"{hers}/involvements", comes, key="comes")
    assert begun.status_code == 201, begun.text
    later = {"worker_id": ade, "role": "independent_visitor", "starts_at": "2026-06-20T09:00:00Z"}
    assert (await ruth.post(f"{hers}/involvements", later, key="later")).status_code == 201
    ends = {"reason": "Ade is away.", "words": "Ade will come back.", "ends_at": "2026-06-11T09:00:00Z"}
    gone = await ruth.put(f"{hers}/involvements/{begun.json()['id']}/end", ends)
    assert gone.status_code == 200, gone.text


async def _gets_an_advocate(worlds: Worlds) -> None:
    """Let Ade be her advocate, once: some secrets are told together."""
    world = worlds.northshire
    if not worlds.has_an_advocate:
        ade = Involvement(
            council_id=world.id,
            young_person_id=world.id_of("maya"),
            worker_id=world.id_of("ade"),
            role=InvolvementRole.advocate,
            started_at=MORNING - timedelta(days=30),
        )
        await world.save(ade)
    worlds.has_an_advocate = True


SECRETS: dict[str, Secret] = {
    "an advocate request": an_advocate_request,
    "an advocate's involvement": an_advocates_involvement,
    "asking for an advocate": asking_for_an_advocate,
    "a complaint": a_complaint,
    "a cry for help": a_cry_for_help,
    "words of harm in a complaint": words_of_harm_in_a_complaint,
    "asking for help with a complaint": asking_for_help_with_a_complaint,
    "sharing a plan": sharing_a_plan,
    "a change of advocate": a_change_of_advocate,
}


def secrets(*names: str) -> Secret:
    """Return what tells these secrets, one after the other; of none, nothing."""

    async def tell(worlds: Worlds) -> None:
        for name in names:
            await SECRETS[name](worlds)

    return tell
