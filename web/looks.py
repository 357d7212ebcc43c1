"""How a page looks: one template each, words from the catalogue, and a policy that lets nothing else in."""

from datetime import datetime
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Scope

from api.errors import Limited
from models.words import say, spoken
from rules.clocks import dated, local
from web.browser import Browser

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
UNSAID: dict[str, object] = {"wrong": "", "no_passkey": "", "council": None}
TEMPLATES.globals["say"] = say
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none';"
    " frame-ancestors 'none'; form-action 'self'"
)


def page(request: Request, name: str, /, *, status: int = 200, goes_to: str = "", **shown: object) -> HTMLResponse:
    """Show a page. `goes_to` is where a form of it may end beside our own address."""
    browser = Browser.of(request)
    title = say(f"pages.titles.{name}")
    given = {"title": title, "lang": spoken(), "token": browser.form_token}
    content = TEMPLATES.get_template(f"{name}.html").render(UNSAID | given | shown)
    policy = f"{POLICY} {goes_to}".rstrip()
    reply = HTMLResponse(content, status, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})
    browser.leave_device(reply)
    return reply


def day_and_hour(moment: datetime) -> str:
    at = local(moment)
    return f"{dated(at.date())}, {at:%H:%M}"


def wait_a_bit(scope: Scope, error: Limited) -> Response:
    """Show a page instead: that was too much at once, and when it goes on."""
    reply = page(Request(scope), "sorry", status=429, says=say("problems.too_many_requests"))
    reply.headers.update(error.headers)
    return reply


def go(path: str) -> RedirectResponse:
    """Send the browser to another page of ours, as after every form: going back sends nothing twice."""
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
