"""A council that is a draft, and its file: the example of the documentation."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI

from tests.make.council_file import EXAMPLE, FOLDER, write_folder
from tests.make.desk import Typing, at_a_desk


@pytest_asyncio.fixture
async def westmere(app: FastAPI, owner_url: str) -> AsyncIterator[Typing]:
    """Make a council that is a draft and empty."""
    async with at_a_desk(app, owner_url) as desk:
        await desk.types("new", desk.slug, "--name", "Westmere")
        yield desk


@pytest.fixture
def file(tmp_path: Path, westmere: Typing) -> Path:
    """Write the example of the documentation, for this test's own council."""
    written = tmp_path / "westmere.yaml"
    written.write_text(EXAMPLE.replace("slug: westmere", f"slug: {westmere.slug}"), encoding="utf-8")
    return written


@pytest.fixture
def folder(tmp_path: Path, westmere: Typing) -> Path:
    """Write the example of a folder."""
    return write_folder(tmp_path / "folder", FOLDER, westmere.slug)
