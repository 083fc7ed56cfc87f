"""A running gateway on each database in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.gateway import Gateway, running_gateway


@pytest_asyncio.fixture
async def gateway(db_url: str, tmp_path: Path, root: Path) -> AsyncIterator[Gateway]:
    """A running gateway with an empty database."""
    async with running_gateway(db_url, tmp_path, root) as running:
        yield running
