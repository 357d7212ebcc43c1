"""The pages of docs/developers, as a browser shows them: Markdown in the repository, HTML where the service stands."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

HOME = Path(__file__).parent.parent / "docs" / "developers"
FIRST = "README"
# Between the files a link names a file; between the pages, the page beside it.
TO_A_FILE = re.compile(r'href="([\w-]+)\.md"')


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    body: str


@cache
def pages() -> dict[str, Page]:
    """Return every page by its name; they do not change while the service runs."""
    return {file.stem: _page(file.read_text(encoding="utf-8")) for file in sorted(HOME.glob("*.md"))}


def _page(text: str) -> Page:
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    linked = TO_A_FILE.sub(r'href="/docs/developers/\1"', body)
    return Page(text.partition("\n")[0].removeprefix("# "), f"<main>{linked}</main>")
