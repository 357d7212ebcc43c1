"""The chapter of signing in: who is invited, and where somebody is signed in."""

from datetime import datetime

from tests.contract.places import MINE, YOUNG, id_of
from tests.contract.teller import Teller


async def the_way_in(teller: Teller, _morning: datetime) -> None:
    """Let Sam invite Maya and call it back, Kim an advocate; let Noor sign out elsewhere, and take a device away.

    Wes signs out here, Bo everywhere.
    """
    hers = f"{YOUNG}/{id_of('maya')}"
    await teller.post("sam", f"{hers}/invites")
    invite = (await teller.get("sam", f"{hers}/invites"))["items"][0]["id"]
    await teller.delete("sam", f"{hers}/invites/{invite}")
    await teller.post("kim", f"/v1/workers/{id_of('ade')}/invites")
    await teller.put("ruth", f"{hers}/recovery-confirmation")
    await teller.get("noor", f"{MINE}/sessions")
    await teller.post("noor", f"{MINE}/sightings", {"here_too": False})
    phone = (await teller.get("noor", f"{MINE}/passkeys"))["items"][0]["id"]
    await teller.patch("noor", f"{MINE}/passkeys/{phone}", {"name": "my new phone"})
    await teller.delete("noor", f"{MINE}/passkeys/{phone}")
    newest = (await teller.get("wes", f"{MINE}/sessions"))["items"][0]
    await teller.delete("wes", f"{MINE}/sessions/{newest['id']}")
    await teller.delete("bo", f"{MINE}/sessions")
