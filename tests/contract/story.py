"""One story in which every operation is called at least once and succeeds: where the examples of the contract are from.

A new route joins by a line at the place in the story where somebody would make that call; then `make examples`.
"""

from datetime import UTC, datetime, timedelta

from tests.contract.apps_chapter import apps_of_others
from tests.contract.places import MINE, WORK, YOUNG, id_of
from tests.contract.teller import Teller
from tests.contract.the_council import how_it_went, the_board, the_staff
from tests.contract.way_in import the_way_in
from tests.make.outside import Browser

MORNING = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


async def tell(teller: Teller, morning: datetime) -> None:
    """Tell the whole story. `morning` is the time at which it is told."""
    for chapter in CHAPTERS:
        teller.chapter = chapter.__name__.replace("_", " ").capitalize()
        await chapter(teller, morning)


async def anyone(teller: Teller, _morning: datetime) -> None:
    """Look at what a council shows to everyone, and at what a machine asks."""
    await teller.get("nobody", "/livez")
    await teller.get("nobody", "/readyz")
    await teller.get("nobody", "/v1/councils")
    for page in ("", "/help", "/glossary", "/promises"):
        await teller.get("nobody", f"/v1/councils/northshire{page}")


async def about_me(teller: Teller, _morning: datetime) -> None:
    """Let Maya look at what is hers, and change how it is safe to contact her."""
    await teller.get("maya", MINE)
    contact = {"channel": "call", "number": "07700 900013", "hours": "After school, from 4"}
    await teller.patch("maya", MINE, {"pronouns": "she/her", "safe_contact": contact})
    await teller.get("maya", f"{MINE}/people")
    await teller.get("maya", f"{MINE}/privacy")
    promises = await teller.get("maya", f"{MINE}/promises")
    first = promises["themes"][0]["promises"][0]["id"]
    await teller.put("maya", f"{MINE}/promises/{first}/rating", {"rating": "sometimes", "words": "Some of them do."})


async def a_call(teller: Teller, morning: datetime) -> None:
    """Let Maya ask to be called, and Sam call her."""
    asks = f"{MINE}/contact-requests"
    ask = {"about": "seeing my brother", "message": "Can I stay the night at Theo's?", "safe_times": "After 4"}
    asked = (await teller.post("maya", asks, ask))["id"]
    await teller.get("maya", asks)
    await teller.get("maya", f"{asks}/{asked}")
    await teller.get("maya", f"{asks}/{asked}/clock")
    await teller.post("maya", f"{asks}/{asked}/additions", {"message": "He has a bed for me now."})
    await teller.get("sam", "/v1/triage")
    await teller.put("sam", f"{WORK}/{asked}/taker")
    await teller.delete("sam", f"{WORK}/{asked}/taker")
    await teller.put("priya", f"{WORK}/{asked}/taker", {"worker_id": id_of("sam")})
    await teller.get("sam", f"{WORK}/{asked}")
    tried = {"outcome": "spoke", "note": "She would like to stay with Theo on Saturday."}
    await teller.post("sam", f"{WORK}/{asked}/attempts", tried)
    await teller.post("maya", f"{asks}/{asked}/confirmation", {"reached": True})
    other = (await teller.post("maya", asks, {"about": "my bus pass"}))["id"]
    await teller.post("maya", f"{asks}/{other}/withdrawal")
    said = {"about": "my bus pass", "asked_at": (morning - timedelta(hours=2)).isoformat(), "asked_through": "phone"}
    await teller.post("sam", f"{YOUNG}/{id_of('jay')}/contact-requests", said)


async def an_advocate(teller: Teller, _morning: datetime) -> None:
    """Let Maya ask for somebody who is on her side."""
    asks = f"{MINE}/advocate-requests"
    ask = {"purpose": "advocate", "message": "I want to see Theo more.", "reach_me": "After swimming, at the pool"}
    asked = (await teller.post("maya", asks, ask))["id"]
    await teller.get("maya", asks)
    await teller.get("maya", f"{asks}/{asked}")
    await teller.get("maya", f"{asks}/{asked}/clock")
    answer = {"message": "I will be at your review.", "decision": "yes"}
    await teller.post("ade", f"{WORK}/{asked}/answers", answer)
    await teller.post("maya", f"{asks}/{asked}/confirmation", {"answered": True})
    hers = {"worker_id": id_of("ade"), "role": "advocate"}
    await teller.post("ruth", f"{YOUNG}/{id_of('maya')}/involvements", hers)
    shares = f"{MINE}/plans/care/shares"
    await teller.put("maya", shares, {"sections": ["home", "free_time"]})
    await teller.get("maya", shares)
    await teller.get("ade", f"{YOUNG}/{id_of('maya')}/plans/care")
    other = (await teller.post("maya", asks, {"purpose": "independent_visitor"}))["id"]
    await teller.post("maya", f"{asks}/{other}/withdrawal")


async def a_complaint(teller: Teller, _morning: datetime) -> None:
    """Let Maya say what went wrong, and what went well."""
    says = f"{MINE}/feedback"
    complaint = {"kind": "complaint", "message": "Sam never rings back.", "about_worker_id": id_of("sam")}
    said = (await teller.post("maya", says, complaint))["id"]
    await teller.get("maya", says)
    await teller.get("maya", f"{says}/{said}")
    await teller.get("maya", f"{says}/{said}/clock")
    await teller.put("maya", f"{says}/{said}/helpers", {"rights_team": True, "advocate": True})
    answer = {"message": "We looked at the calls.", "decision": "partly", "reason": "He rang once, not twice."}
    await teller.post("cleo", f"{WORK}/{said}/answers", answer)
    await teller.post("maya", f"{says}/{said}/confirmation", {"answered": False, "message": "He did not ring."})
    await teller.post("maya", f"{says}/{said}/withdrawal")
    thanks = (await teller.post("maya", says, {"kind": "compliment", "message": "Alex always listens."}))["id"]
    await teller.put("cleo", f"{WORK}/{thanks}/passed-on")
    await teller.get("maya", f"{MINE}/requests")


async def on_duty(teller: Teller, morning: datetime) -> None:
    """Let Priya plan who is there for what cannot wait, and Kim let young people be told of it."""
    shifts, wording = "/v1/duty-shifts", "/v1/duty-wording"
    for start, end, level in ((-1, 5, 1), (4, 9, 1), (1, 2, 2)):  # the first two overlap: no second is left out
        starts, ends = ((morning + timedelta(days=each)).isoformat() for each in (start, end))
        times = {"level": level, "starts_at": starts, "ends_at": ends}
        last = (await teller.post("priya", shifts, times | {"worker_id": id_of("eve")}))["id"]
    await teller.put("eve", f"{shifts}/{last}", times | {"level": 3})
    await teller.get("eve", shifts)
    await teller.delete("eve", f"{shifts}/{last}")
    await teller.put("kim", wording, {"said": True})
    await teller.get("kim", wording)


async def in_need(teller: Teller, _morning: datetime) -> None:
    """Let Maya press for help, and the duty worker say that she has seen it."""
    mine = f"{MINE}/help-now"
    await teller.post("maya", mine, {"urgent": "scared", "message": "Please ring me now."})
    pressed = (await teller.get("maya", mine))["items"][0]["id"]
    await teller.put("eve", f"{WORK}/{pressed}/acknowledgement")
    await teller.get("maya", f"{mine}/{pressed}")
    await teller.post("maya", f"{mine}/{pressed}/confirmation", {"reached": False})


async def what_they_are_told(teller: Teller, _morning: datetime) -> None:
    """Let Maya and Sam read what became of the asking, and say that they have read it."""
    for who, inbox in (("maya", f"{MINE}/notices"), ("sam", "/v1/notices")):
        newest = (await teller.get(who, inbox))["items"][0]["id"]
        await teller.put(who, f"{inbox}/{newest}/read")
    await teller.follow("maya", f"{MINE}/stream")
    await teller.follow("sam", "/v1/triage/stream")
    await how_she_is_told(teller)


async def how_she_is_told(teller: Teller) -> None:
    """Let Maya choose how she is told outside, and the admin see what became of the messages."""
    settings, devices = f"{MINE}/notice-settings", f"{MINE}/push-subscriptions"
    phone = {"endpoint": "https://push.example/of-mayas-phone", "keys": Browser.of(9).keys}
    added = (await teller.post("maya", devices, phone))["id"]
    await teller.get("maya", devices)
    ways = {"by_text": False, "by_email": False, "by_push": True}
    await teller.put("maya", settings, ways | {"quiet_from": "20:30", "quiet_until": "07:30"})
    await teller.get("maya", settings)
    await teller.delete("maya", f"{devices}/{added}")
    await teller.get("kim", "/v1/deliveries")


async def her_plan(teller: Teller, _morning: datetime) -> None:
    """Let Maya read her plan and speak to it, and Sam write the next version."""
    plans, hers = f"{MINE}/plans", f"{YOUNG}/{id_of('maya')}/plans"
    await teller.get("maya", plans)
    await teller.get("maya", f"{plans}/care/versions/1")
    await teller.get("maya", f"{plans}/care")
    await teller.get("maya", f"{plans}/care/changes?since=1&until=2")
    await teller.post("maya", f"{plans}/care/views", {"section": "home", "message": "I like my room."})
    doubt = {"section": "family", "message": "I want every Saturday."}
    await teller.post("maya", f"{plans}/care/disagreements", doubt)
    await teller.get("maya", f"{plans}/care/views")
    await teller.get("maya", f"{plans}/care/disagreements")
    await teller.get("sam", f"{hers}/health")
    plan = {
        "sections": [{"section": "checks", "body": "You see the nurse in spring and in autumn."}],
        "actions": [{"what": "Keep a second inhaler at school", "owner": "The school", "due_on": "2026-09-01"}],
    }
    await teller.put("sam", f"{hers}/health", plan, if_match=await teller.tag("sam", f"{hers}/health"))
    first = {"sections": [{"section": "home", "body": "You want a flat near the college."}]}
    await teller.put("sam", f"{hers}/pathway", first, if_none_match="*")


async def reviews(teller: Teller, morning: datetime) -> None:
    """Let Maya say how she takes part in her review, and her reviewing officer hold it."""
    coming = next(
        each for each in (await teller.get("maya", f"{MINE}/reviews"))["coming"] if each["plan_kind"] == "care"
    )
    taking = {"how": "letter", "whom_i_want": "Alex", "message": "Please read it out."}
    await teller.put("maya", f"{MINE}/reviews/{coming['id']}/taking-part", taking)
    hers = f"{YOUNG}/{id_of('maya')}/reviews"
    await teller.get("dana", hers)
    await teller.put(
        "dana", f"{hers}/{coming['id']}", {"planned_on": (morning + timedelta(days=20)).date().isoformat()}
    )
    ask = {"plan_kind": "pathway", "planned_on": (morning + timedelta(days=60)).date().isoformat()}
    await teller.post("dana", hers, ask)


CHAPTERS = (
    anyone,
    about_me,
    a_call,
    an_advocate,
    a_complaint,
    on_duty,
    in_need,
    what_they_are_told,
    her_plan,
    reviews,
    the_staff,
    how_it_went,
    the_board,
    apps_of_others,
    the_way_in,
)
