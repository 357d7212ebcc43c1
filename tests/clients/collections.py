"""Write the collections for Postman and Bruno from the story of the contract and openapi.yaml: `make collections`."""

import asyncio
import logging
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
import yaml

from api import contract, embedded
from tests.clients import bruno, postman
from tests.clients.steps import steps
from tests.contract.story import MORNING
from tests.contract.teller import Teller
from tests.contract.telling import told
from tests.make.service import prepared

HOME = Path(__file__).parent.parent.parent / "docs" / "developers" / "collections"
POSTMAN = HOME / "kept.postman_collection.json"


def files(teller: Teller) -> dict[str, str]:
    """Return every file of both collections by its place."""
    document: dict[str, Any] = yaml.safe_load(contract.FILE.read_text(encoding="utf-8"))
    operations = {each["operationId"]: each for methods in document["paths"].values() for each in methods.values()}
    made = steps(teller.calls)
    texts = {f"bruno/{place}": text for place, text in bruno.written(made, operations)}
    return texts | {POSTMAN.name: postman.written(made, operations)}


def kept() -> dict[str, str]:
    """Return every file that is there."""
    return {str(each.relative_to(HOME)): each.read_text(encoding="utf-8") for each in HOME.rglob("*") if each.is_file()}


async def _write() -> None:
    with embedded.passing() as server, TemporaryDirectory() as home:
        async with told(server, prepared(server, Path(home)), "collections", MORNING) as teller:
            shutil.rmtree(HOME, ignore_errors=True)
            for place, text in files(teller).items():
                (HOME / place).parent.mkdir(parents=True, exist_ok=True)
                (HOME / place).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(_write())
