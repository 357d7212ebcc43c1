"""A directory on this machine, for each test that asks for one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.make.local_directory import LocalDirectory, a_directory


@pytest_asyncio.fixture
async def there() -> AsyncIterator[LocalDirectory]:
    async with a_directory() as directory:
        yield directory
