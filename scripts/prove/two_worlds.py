"""Two worlds: the same story with one secret and without, compared byte by byte, for each secret by itself."""

import asyncio
import re
import sys

from scripts.prove.stage import Stage
from scripts.prove_durable.figures import Figure, exactly

COUNTED = re.compile(r"(\d+) (passed|failed|error)")


async def equal(_stage: Stage) -> list[Figure]:
    """Run the tests of the two worlds: each is one secret and one person who must not learn of it."""
    told = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "--quiet", "--tb=line", "-m", "alone", "tests/two_worlds"),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await told.communicate()
    counted = {what: int(number) for number, what in COUNTED.findall(said.decode())}
    return [
        Figure("secrets, each beside everybody who must not learn of it", counted.get("passed", 0), least=1),
        exactly("of them with a byte that differs", counted.get("failed", 0) + counted.get("error", 0), 0),
        exactly("the tests ended well", told.returncode or 0, 0),
    ]
