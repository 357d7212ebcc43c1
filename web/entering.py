"""Signing in: which council, then the name, then the words. One thing a page."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import bindparam
from sqlmodel import col
from starlette.responses import Response

from api.statements import Read
from auth.doors import Public
from auth.signing_in import passphrases
from auth.signing_in.doorstep import TooSoon, WrongSecret
from auth.signing_in.entering import Entered, NewWordsWanted, sign_in, sign_in_anew
from models.councils import MY_COUNCIL, Council, CouncilFound
from models.help_lines import help_now
from models.teams import TEAMS, TeamFound
from models.words import say_refusal
from rules.errors import NotValid
from web.browser import Browser, Sitter
from web.councils import council_of, councils, device_of, doorstep
from web.forms import PageRoute, asked, form_of, then_of
from web.looks import go, page

router = APIRouter(include_in_schema=False, route_class=PageRoute)

HERE = Read(CouncilFound, MY_COUNCIL.where(col(Council.slug) == bindparam("slug")))
TEAM_LIST = Read(TeamFound, TEAMS)


@router.get("/sign-in")
async def choose_council(request: Request, then: str = "") -> Response:
    """Choose where I live."""
    then = asked(then_of(then))
    found = await councils(request)
    if len(found) == 1:
        return go(f"/sign-in/{found[0].slug}{then}")
    return page(request, "choose", councils=found, way="sign-in", then=then)


@router.get("/sign-in/{slug}")
async def ask_name(request: Request, slug: str, then: str = "") -> Response:
    """Ask for the name that came with the invite."""
    council = await council_of(request, slug)
    return page(request, "name", council=council, then=then_of(then))


@router.post("/sign-in/{slug}")
async def take_words(request: Request, slug: str) -> Response:
    """Take the name, then the words."""
    council, form = await council_of(request, slug), form_of(request)
    name, words, then = form["name"], form["words"], then_of(form["then"])
    known: dict[str, Any] = {"council": council, "name": name, "then": then}
    if not name.strip():
        return page(request, "name", status=422, wrong="name", council=council, then=then)
    if not words:
        return page(request, "words", **known)
    return await _signed_in(request, known | {"words": words, "new": form["new"]}, other=form["step"] == "other")


async def _signed_in(request: Request, known: dict[str, Any], *, other: bool) -> Response:
    """Let in whoever has the words; ask for new ones first where somebody may have seen the old ones."""
    try:
        entered = await _entered(request, known | ({"new": ""} if other else {}))
    except (WrongSecret, TooSoon) as refusal:
        return page(request, "words", status=422, **known | {"wrong": say_refusal(refusal.sentence)})
    except NewWordsWanted:
        return page(request, "anew", **known, offered=passphrases.offered())
    except NotValid as refusal:
        shown = known | {"wrong": say_refusal(refusal.sentence), "offered": passphrases.offered()}
        return page(request, "anew", status=422, **shown)
    return let_in(request, entered, known["then"])


async def _entered(request: Request, known: dict[str, Any]) -> Entered:
    step, council_id, device = doorstep(request), known["council"].council_id, device_of(request)
    if known["new"]:
        return await sign_in_anew(step, council_id, (known["name"], known["words"]), known["new"], device)
    return await sign_in(step, council_id, known["name"], known["words"], device)


@router.get("/sign-in/{slug}/lost")
async def lost_words(request: Request, slug: str) -> Response:
    """Say who can help when the words are lost."""
    council = await council_of(request, slug)
    (here,), teams = await Public(request).of(council.council_id).together(HERE(slug=slug), TEAM_LIST())
    return page(request, "lost", council=council, teams=teams, lines=help_now(here))


def let_in(request: Request, entered: Entered, then: str) -> Response:
    """Let the browser remember who sits before it; ask for new words where somebody may have seen the old ones."""
    reply = go("/my/words" + asked(then) if entered.new_words_wanted else then or "/my")
    browser = Browser.of(request)
    browser.leave_device(reply)
    browser.sit_down(reply, Sitter.of(entered))
    return reply
