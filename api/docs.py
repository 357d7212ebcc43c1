"""The pages for developers: the contract, a browser for it from our own files, and a page for every problem."""

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.late import late
from api.problems import PROBLEMS

if TYPE_CHECKING:
    from api import developers
else:
    developers = late("api.developers")

router = APIRouter(include_in_schema=False)
browser = APIRouter(include_in_schema=False)

# Swagger UI as it is shipped in a wheel; nothing is fetched from anybody else's address.
STATIC = files("fastapi_offline") / "static"
FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}
START = (
    b'window.ui = SwaggerUIBundle({url: "/openapi.json", dom_id: "#contract", deepLinking: true, validatorUrl: null});'
)
POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# The browser of the contract writes styles into its own page, and draws with images that are data.
BROWSER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/docs/static/favicon.png">{head}</head>
<body>{body}</body></html>
"""


@browser.get("/openapi.json")
async def read_openapi(request: Request) -> JSONResponse:
    """Return the contract."""
    return JSONResponse(request.app.openapi())


@browser.get("/docs")
async def read_docs() -> Response:
    """Browse the contract."""
    head = '<link rel="stylesheet" href="/docs/static/swagger-ui.css">'
    scripts = '<script src="/docs/static/swagger-ui-bundle.js"></script><script src="/docs/static/start.js"></script>'
    return _page("Kept: the contract", head, f'<div id="contract"></div>{scripts}', BROWSER_POLICY)


@browser.get("/docs/developers")
async def read_first_page() -> Response:
    """Begin with the pages for developers."""
    return await read_page(developers.FIRST)


@browser.get("/docs/developers/{name}")
async def read_page(name: str) -> Response:
    """Read one of the pages for developers."""
    page = developers.pages().get(name)
    if page is None:
        raise HTTPException(404)
    return _page(f"Kept: {page.title}", "", page.body, POLICY)


@browser.get("/docs/static/{name}")
async def read_static(name: str) -> Response:
    """Return one of our own files."""
    headers = {"Cache-Control": "public, max-age=86400"}
    if name == "start.js":
        return Response(START, media_type="text/javascript", headers=headers)
    if name not in FILES:
        raise HTTPException(404)
    return Response((STATIC / name).read_bytes(), media_type=FILES[name], headers=headers)


@router.get("/docs/errors/{code}")
async def read_problem(code: str) -> Response:
    """Explain one problem: what it means and what to do."""
    problem = PROBLEMS.get(code)
    if problem is None:
        raise HTTPException(404)
    body = (
        f"<main><h1>{escape(problem.meaning)}</h1><p>Status {problem.status}, code <code>{problem.code}</code>.</p>"
        f"<h2>What to do</h2><p>{escape(problem.what_to_do)}</p></main>"
    )
    return _page(problem.meaning, "", body, POLICY)


def _page(title: str, head: str, body: str, policy: str) -> HTMLResponse:
    return HTMLResponse(
        PAGE.format(title=escape(title), head=head, body=body), headers={"Content-Security-Policy": policy}
    )
