"""What ``up`` tells about accounts: the demo's logins, and whether anybody can administer."""

from __future__ import annotations

import json
from pathlib import Path

from bot.config import Settings


def demo_logins(data_dir: Path) -> list[tuple[str, str]]:
    """Return the demo's codes and passwords as rows for a person; empty when the gateway made none."""
    path = data_dir / "demo.json"
    return _rows(json.loads(path.read_text())) if path.is_file() else []


async def has_administrator(settings: Settings) -> bool:
    """Whether somebody can administer this instance."""
    from bot.factory import Factory  # noqa: PLC0415 - it imports the database, which the checks before it do not need

    factory = Factory(settings)
    try:
        return await factory.accounts.has_administrator()
    finally:
        await factory.aclose()


def _rows(demo: dict[str, object]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in demo.items()]
