"""The chapter of signing in: who is invited, and where somebody is signed in."""

from datetime import datetime

from tests.contract.places import MINE, YOUNG, id_of
from tests.contract.teller import Teller


async def the_way_in(teller: Teller, _morning: datetime) -> None:
    """Let Sam invite Maya and call it back, Kim an advocate; let Noor see where she is signed in, and sign out."""
    hers = f"{YOUNG}/{id_of('maya')}"
    await teller.post("sam", f"{hers}/invites")
    invite = (await teller.get("sam", f"{hers}/invites"))["items"][0]["id"]
    await teller.delete("sam", f"{hers}/invites/{invite}")
    await teller.post("kim", f"/v1/workers/{id_of('ade')}/invites")
    await teller.put("ruth", f"{hers}/recovery-confirmation")
    devices = (await teller.get("noor", f"{MINE}/sessions"))["items"]
    other = next(each["id"] for each in devices if not each["this_one"])
    await teller.delete("noor", f"{MINE}/sessions/{other}")
    await teller.post("noor", f"{MINE}/sessions/sighting")
    await teller.delete("noor", f"{MINE}/sessions")
