"""Apps of others in the story: one is let in and stopped, another is given less and sent away."""

from datetime import datetime

from tests.contract.places import MINE
from tests.contract.teller import Teller


async def apps_of_others(teller: Teller, morning: datetime) -> None:
    """Let a developer register an app, Kim decide on it, and Maya change her mind about the one that she let in."""
    ask = {
        "council": "northshire",
        "name": "Bus Buddy",
        "about": "Helps you to be on time for a visit.",
        "developer": "Bus Buddy Cooperative",
        "contact": "hello@busbuddy.example",
        "privacy_notice": "https://busbuddy.example/privacy",
        "kind": "public",
        "redirect_uris": ["https://busbuddy.example/back", "http://127.0.0.1/back"],
        "scopes": ["me:read", "people:read", "plans:read"],
    }
    new = (await teller.post("nobody", "/v1/apps", ask))["id"]
    await teller.get("kim", "/v1/apps")
    until = morning.replace(year=morning.year + 1).date().isoformat()
    await teller.put("kim", f"/v1/apps/{new}/approval", {"scopes": ["me:read", "plans:read"], "ends_on": until})
    await teller.delete("kim", f"/v1/apps/{new}/approval")
    mine = (await teller.get("maya", f"{MINE}/apps"))["items"][0]["id"]
    tag = await teller.tag("maya", f"{MINE}/apps/{mine}")
    await teller.get("maya", f"{MINE}/apps/{mine}")
    await teller.put("maya", f"{MINE}/apps/{mine}/scopes", {"scopes": ["plans:read"]}, if_match=tag)
    await teller.delete("maya", f"{MINE}/apps/{mine}")
