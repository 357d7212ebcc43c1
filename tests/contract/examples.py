"""Tell the story and write what was said into catalogues/contract/examples.yaml: `make examples`."""

import asyncio
import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
import yaml

from api import embedded
from api.contract_catalogue import EXAMPLES
from tests.contract.story import MORNING
from tests.contract.telling import told
from tests.make.service import prepared

HEAD = "# Written by `make examples`: calls of the story in tests/contract/story.py, with what the service answered.\n"


def written(noted: dict[str, Any]) -> str:
    return HEAD + yaml.safe_dump(dict(sorted(noted.items())), sort_keys=False, allow_unicode=True, width=110)


async def _tell() -> str:
    with embedded.passing() as server, TemporaryDirectory() as home:
        async with told(server, prepared(server, Path(home)), "examples", MORNING) as teller:
            return written(teller.noted)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    EXAMPLES.write_text(asyncio.run(_tell()), encoding="utf-8")
