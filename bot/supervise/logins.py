"""What ``up`` tells about accounts: the demo's logins, and whether anybody can administer."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from bot.accounts.demo import FILE
from bot.config import Settings
from bot.factory import Factory

PATIENCE = 20
"""Seconds to wait for the demo's accounts; three passwords take one."""


async def demo_logins(data_dir: Path) -> list[tuple[str, str]]:
    """Return the demo's codes and passwords, by name, as the gateway wrote them down.

    At the very first start the gateway makes them after it began to answer: wait for that, but not for ever.
    """
    path = data_dir / FILE
    for _ in range(PATIENCE * 10):
        if path.is_file():
            break
        await asyncio.sleep(0.1)
    else:
        return [("Demo logins", f"will be in {path}")]
    return [(str(name), str(value)) for name, value in json.loads(path.read_text()).items()]


async def has_administrator(settings: Settings) -> bool:
    """Whether somebody can administer this instance."""
    factory = Factory(settings)
    try:
        return await factory.accounts.has_administrator()
    finally:
        await factory.aclose()
