"""The chapters in which a council works: its staff, whom they are there for, its calendar, its figures."""

from datetime import datetime, timedelta

from tests.contract.places import MINE, YOUNG, id_of
from tests.contract.teller import Teller


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
