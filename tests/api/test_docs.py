"""The pages for developers, served from our own address alone."""

import re

import pytest
from fastapi import FastAPI

from api import developers
from api.docs import FILES
from api.problems import PROBLEMS, Problem
from tests.make.world import Speaker

ELSEWHERE = re.compile(r"""(?:src|href|action|url)\s*[=:(]\s*["']?\s*(?:https?:)?//[^"'\s)>]*""", re.IGNORECASE)
STYLES = "/docs/static/swagger-ui.css"
TOLD = [f"/docs/developers/{name}" for name in developers.pages()]
PAGES = ["/docs", "/docs/developers", *TOLD, "/docs/errors/not_found", "/docs/static/start.js", STYLES]


@pytest.fixture
def reader(app: FastAPI) -> Speaker:
    return Speaker(app, None)


async def policy(reader: Speaker, path: str) -> dict[str, list[str]]:
    """Return the content security policy of a page, by directive."""
    said = (await reader.get(path)).headers["Content-Security-Policy"]
    return {name: sources for name, *sources in (part.split() for part in said.split(";"))}


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_sends_the_reader_to_anybody_else(reader: Speaker, path: str) -> None:
    page = await reader.get(path)

    assert page.status_code == 200
    assert ELSEWHERE.findall(page.text) == []


@pytest.mark.parametrize("path", ["/docs", "/docs/errors/not_found", "/docs/developers/start"])
async def test_a_page_may_load_nothing_but_our_own_files(reader: Speaker, path: str) -> None:
    rules = await policy(reader, path)

    assert rules["default-src"] == ["'none'"]
    assert rules.get("script-src", ["'none'"]) in (["'self'"], ["'none'"])
    assert rules.get("connect-src", ["'none'"]) in (["'self'"], ["'none'"])
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    assert not [source for sources in rules.values() for source in sources if "unsafe-eval" in source or "//" in source]


@pytest.mark.parametrize("path", ["/docs/errors/not_found", "/docs/developers/start"])
async def test_a_page_without_scripts_may_run_none(reader: Speaker, path: str) -> None:
    rules = await policy(reader, path)

    assert "script-src" not in rules
    assert "style-src" not in rules


async def test_every_file_that_the_contract_page_names_is_there(reader: Speaker) -> None:
    page = (await reader.get("/docs")).text

    named = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert len(named) >= len(FILES)
    for path in named:
        file = await reader.get(path)
        assert (file.status_code, file.headers["Cache-Control"]) == (200, "public, max-age=86400")


@pytest.mark.parametrize("name", ["nothing.js", "swagger-ui.css.map", "..%2f..%2fapp.py", "%2e%2e"])
async def test_no_other_file_is_served(reader: Speaker, name: str) -> None:
    reply = await reader.get(f"/docs/static/{name}")

    assert reply.status_code in (400, 404)
    assert reply.headers["content-type"] == "application/problem+json"


async def test_the_contract_is_served_as_it_is_written(reader: Speaker, app: FastAPI) -> None:
    contract = (await reader.get("/openapi.json")).json()

    assert contract == app.openapi()
    assert [each["url"] for each in contract["servers"]] == ["/"]


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=lambda problem: problem.code)
async def test_every_problem_has_a_page_that_says_what_to_do(reader: Speaker, problem: Problem) -> None:
    page = await reader.get(f"/docs/errors/{problem.code}")

    assert page.status_code == 200
    assert f"<code>{problem.code}</code>" in page.text
    assert f"Status {problem.status}" in page.text
    assert "What to do" in page.text


async def test_a_problem_points_to_its_page(reader: Speaker) -> None:
    problem = (await reader.get("/v1/me")).json()

    assert problem["type"] == "/docs/errors/not_signed_in"
    assert (await reader.get(problem["type"])).status_code == 200


async def test_a_problem_that_we_do_not_have_has_no_page_and_is_not_repeated(reader: Speaker) -> None:
    reply = await reader.get("/docs/errors/my-secret")

    assert reply.status_code == 404
    assert "my-secret" not in reply.text


@pytest.mark.parametrize("path", TOLD)
async def test_every_link_of_a_page_for_developers_leads_to_a_page(reader: Speaker, path: str) -> None:
    page = (await reader.get(path)).text

    linked = re.findall(r'href="([^"]+)"', page)

    assert all(each.startswith("/docs") for each in linked)
    assert {each: (await reader.get(each)).status_code for each in linked} == dict.fromkeys(linked, 200)


async def test_the_first_page_leads_to_every_other(reader: Speaker) -> None:
    first = (await reader.get("/docs/developers")).text

    assert "<h1>Build on Kept</h1>" in first
    assert {path for path in TOLD if f'href="{path}"' not in first} == {"/docs/developers/README"}


async def test_there_is_no_other_page_for_developers(reader: Speaker) -> None:
    assert (await reader.get("/docs/developers/..%2foperating")).status_code in (400, 404)
    assert (await reader.get("/docs/developers/collections")).status_code == 404
