"""``handrail backup``: a copy of a running instance that a start or a verification can use at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import DataDir, settings_for, with_factory
from bot.errors import HandrailError

if TYPE_CHECKING:
    from bot.factory import Factory


def backup(
    target: Annotated[Path, typer.Argument(help="The folder to make, on another disk if possible.")], data_dir: DataDir = None
) -> None:
    """Copy database and secrets of an instance into a new folder, also while it runs. ``up --data-dir FOLDER`` starts the copy.

    The copy holds every conversation, so it leaves an entry in the audit chain: before it is made, so that there is none without.
    """
    settings = settings_for(data_dir=data_dir)
    if settings.database_url:
        raise HandrailError("the database is PostgreSQL, which has its own tools", remedy="use pg_dump; see docs/runbook.md")
    from bot.db.backup import back_up, database_to_copy

    database_to_copy(settings.data_dir, target)

    async def record(factory: Factory) -> None:
        from bot.accounts.actor import Actor
        from bot.audit.events import AuditEvent

        facts = {"to": str(target.absolute())}
        await factory.audit.record(
            AuditEvent.BACKUP_BEGUN, actor=Actor.command_line(), object_type="instance", object_id="backup", facts=facts
        )

    with_factory(settings, record, upgraded=False)
    back_up(settings.data_dir, target)
    print(f"written: {target}")
