"""She sees what each app may do, takes a part of it away, or all."""

from tests.make.apps import an_app, consent_path
from tests.make.world import World


async def test_she_sees_what_each_app_may_do_in_words(northshire: World) -> None:
    app = await an_app(northshire)
    await app.tokens("maya", ticked=("me:read", "plans:read"))

    (mine,) = (await northshire["maya"].get("/v1/me/apps")).json()["items"]

    assert (mine["name"], mine["works"], mine["sessions"]) == ("Plan Pal", True, 1)
    assert [each["scope"] for each in mine["scopes"]] == ["me:read", "plans:read"]
    assert mine["scopes"][1]["says"] == "It can see your plans, and what you said of them."
    assert (await northshire["jay"].get("/v1/me/apps")).json()["items"] == []
    assert (await northshire["jay"].get(consent_path(app.app.id))).status_code == 404


async def test_what_she_takes_away_is_gone_at_the_next_request(northshire: World) -> None:
    app = await an_app(northshire)
    told = await app.tokens()
    maya = await app.speaker()
    path = consent_path(app.app.id)
    tag = (await northshire["maya"].get(path)).headers["ETag"]

    less = await northshire["maya"].put(f"{path}/scopes", {"scopes": ["me:read"]}, headers={"If-Match": tag})

    assert [each["scope"] for each in less.json()["scopes"]] == ["me:read"]
    assert (await maya.get("/v1/me")).status_code == 200
    assert (await maya.get("/v1/me/people")).status_code == 401
    assert (await app.refresh(told["refresh_token"])).json()["scope"] == "me:read"


async def test_she_can_only_take_away_and_only_from_what_she_has_read(northshire: World) -> None:
    app = await an_app(northshire)
    await app.tokens("maya", ticked=("me:read", "plans:read"))
    path = consent_path(app.app.id)
    tag = (await northshire["maya"].get(path)).headers["ETag"]
    maya = northshire["maya"]

    more = await maya.put(f"{path}/scopes", {"scopes": ["people:read"]}, headers={"If-Match": tag})
    blind = await maya.put(f"{path}/scopes", {"scopes": ["me:read"]})
    await maya.put(f"{path}/scopes", {"scopes": ["me:read"]}, headers={"If-Match": '"what nobody has read"'})
    stale = await maya.put(f"{path}/scopes", {"scopes": ["me:read"]}, headers={"If-Match": '"x"'})

    assert (more.status_code, more.json()["code"]) == (422, "only_narrower")
    assert (blind.status_code, blind.json()["code"]) == (428, "condition_needed")
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")


async def test_an_app_that_she_sends_away_is_out_everywhere_at_once(northshire: World) -> None:
    app = await an_app(northshire)
    told, phone = await app.tokens(), await app.speaker()

    gone = await northshire["maya"].delete(consent_path(app.app.id))

    assert gone.json()["ended"] == 2
    assert (await phone.get("/v1/me")).status_code == 401
    assert (await app.refresh(told["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await northshire["maya"].get("/v1/me/apps")).json()["items"] == []
    assert (await northshire["maya"].delete(consent_path(app.app.id))).status_code == 404


async def test_a_code_is_worth_nothing_once_she_has_sent_the_app_away(northshire: World) -> None:
    app = await an_app(northshire)
    code = await app.code()
    await northshire["maya"].delete(consent_path(app.app.id))

    assert (await app.change(code)).json()["error"] == "invalid_grant"


async def test_it_may_ask_again_and_gets_what_she_says_then(northshire: World) -> None:
    app = await an_app(northshire)
    await app.tokens()
    await northshire["maya"].delete(consent_path(app.app.id))

    told = await app.tokens("maya", ticked=("plans:read",))

    assert told["scope"] == "plans:read"
    (mine,) = (await northshire["maya"].get("/v1/me/apps")).json()["items"]
    assert [each["scope"] for each in mine["scopes"]] == ["plans:read"]


async def test_signing_out_everywhere_signs_apps_out_too(northshire: World) -> None:
    phone = await (await an_app(northshire)).speaker()

    await northshire["maya"].delete("/v1/me/sessions")

    assert (await phone.get("/v1/me")).status_code == 401


async def test_no_app_sees_her_apps_or_her_devices(northshire: World) -> None:
    phone = await (await an_app(northshire)).speaker()

    answers = {path: (await phone.get(path)).status_code for path in ("/v1/me/apps", "/v1/me/sessions")}

    assert set(answers.values()) == {403}
