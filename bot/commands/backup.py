"""``handrail backup``: a copy of a running instance that a start or a verification can use at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import DataDir, settings_for
from bot.errors import HandrailError


def backup(
    target: Annotated[Path, typer.Argument(help="The folder to make, on another disk if possible.")], data_dir: DataDir = None
) -> None:
    """Copy database and secrets of an instance into a new folder, also while it runs. ``up --data-dir FOLDER`` starts the copy."""
    settings = settings_for(data_dir=data_dir)
    if settings.database_url:
        raise HandrailError("the database is PostgreSQL, which has its own tools", remedy="use pg_dump; see docs/runbook.md")
    from bot.db.backup import back_up

    back_up(settings.data_dir, target)
    print(f"written: {target}")
