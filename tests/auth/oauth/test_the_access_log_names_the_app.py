"""What an app does in her name, she can read: which app, on which day, and what."""

from tests.make.apps import an_app, consent_path
from tests.make.world import World


async def test_what_an_app_writes_stands_in_the_access_log_with_its_name(northshire: World) -> None:
    app = await an_app(northshire)
    phone = await app.speaker()
    await phone.post("/v1/me/contact-requests", {"about": "a lift"})
    await northshire["maya"].post("/v1/me/contact-requests", {})
    await northshire["maya"].delete(consent_path(app.app.id))

    items = (await northshire["maya"].get("/v1/me/access-log")).json()["items"]

    assert {each["app"] for each in items} == {"Plan Pal"}
    assert {(each["who"], each["role"]) for each in items} == {("you", "with an app that you let in")}
    assert {each["what_for"] for each in items} == {
        *("let this app in", "signed in to this app", "It can ask for someone to call you.")
    }
