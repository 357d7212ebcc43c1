"""One story in which every operation is called at least once and succeeds: where the examples of the contract are from.

A new route joins by a line at the place in the story where somebody would make that call; then `make examples`.
"""

from datetime import UTC, datetime, timedelta

from tests.contract.places import MINE, WORK, YOUNG, id_of
from tests.contract.teller import Teller
from tests.contract.way_in import the_way_in

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
    for start, end, level in ((-1, 5, 1), (5, 9, 1), (1, 2, 2)):
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


async def what_they_are_told(teller: Teller, _morning: datetime) -> None:
    """Let Maya and Sam read what became of the asking, and say that they have read it."""
    for who, inbox in (("maya", f"{MINE}/notices"), ("sam", "/v1/notices")):
        newest = (await teller.get(who, inbox))["items"][0]["id"]
        await teller.put(who, f"{inbox}/{newest}/read")


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


async def the_staff(teller: Teller, morning: datetime) -> None:
    """Let staff see whom they work with, say who is there for Maya, and when they are away."""
    hers = f"{YOUNG}/{id_of('maya')}"
    await teller.get("sam", YOUNG)
    await teller.get("sam", hers)
    await her_people(teller)
    away = {
        "away_from": (morning + timedelta(days=3)).isoformat(),
        "away_until": (morning + timedelta(days=9)).isoformat(),
        "covered_by": id_of("alex"),
    }
    nobody = dict.fromkeys(away)
    await teller.get("sam", "/v1/workers/me/cover")
    await teller.put("sam", "/v1/workers/me/cover", away)
    await teller.put("priya", f"/v1/workers/{id_of('sam')}/cover", away)
    await teller.put("sam", "/v1/workers/me/cover", nobody)
    await teller.put("priya", f"/v1/workers/{id_of('sam')}/requests/holder", {"worker_id": id_of("alex")})
    gone = {"leaves_at": (morning + timedelta(days=40)).isoformat()}
    await teller.put("kim", f"/v1/workers/{id_of('bo')}/departure", gone)
    await the_calendar(teller, morning)
    await teller.get("maya", f"{MINE}/access-log")


async def her_people(teller: Teller) -> None:
    """Let Sam write down that Maya knows Dana, and somebody come for Maya and go again."""
    hers = f"{YOUNG}/{id_of('maya')}"
    met = {"worker_id": id_of("dana"), "role": "reviewing_officer", "how": "letter"}
    await teller.post("sam", f"{hers}/introductions", met)
    await teller.get("dana", f"{hers}/introductions")
    new = {"worker_id": id_of("alex"), "role": "key_worker", "why": "more_help"}
    begun = (await teller.post("priya", f"{hers}/involvements", new))["id"]
    await teller.get("priya", f"{hers}/involvements")
    await teller.put("priya", f"{hers}/involvements/{begun}/end", {"reason": "Done.", "words": "You asked for Bo."})


async def the_calendar(teller: Teller, morning: datetime) -> None:
    """Let the admin say that two days are closed."""
    wednesday = (morning + timedelta(days=40 + (2 - morning.weekday()) % 7)).date()
    holiday = {"day": wednesday.isoformat(), "why": "The King's day"}
    closure = {"day": (wednesday + timedelta(days=7)).isoformat(), "why": "We learn together"}
    await teller.post("kim", "/v1/calendars/bank-holidays", holiday)
    await teller.get("kim", "/v1/calendars/bank-holidays")
    await teller.post("kim", "/v1/calendars/closures", closure)
    await teller.get("kim", "/v1/calendars/closures")


async def the_board(teller: Teller, morning: datetime) -> None:
    """Let a board member read a month that is counted."""
    long_over = morning.replace(day=1) - timedelta(days=45)
    await teller.get("lee", f"/v1/reports/callbacks?month={long_over:%Y-%m}")


async def how_it_went(teller: Teller, morning: datetime) -> None:
    """Let a manager and a worker read how this month's calls went."""
    for who in ("priya", "sam"):
        await teller.get(who, f"/v1/reports/callbacks?month={morning:%Y-%m}")


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
    the_way_in,
)
