"""``handrail audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.commands.common import DataDir, settings_for, with_factory

if TYPE_CHECKING:
    from bot.factory import Factory

audit = typer.Typer(help="The append-only record of who did what.", no_args_is_help=True)


@audit.callback()
def _group() -> None:
    """The append-only record of who did what."""


@audit.command("verify")
def verify(data_dir: DataDir = None) -> None:
    """Check the whole chain: exit 0 when it is whole, 1 when an entry was altered, removed or replayed."""

    async def work(factory: Factory) -> int:
        result = await factory.audit.verify()
        if result.ok:
            print(f"whole: {result.length} entries, head {result.head}")
        else:
            print(f"broken: {result}")
        return 0 if result.ok else 1

    code = with_factory(settings_for(data_dir=data_dir), work)
    raise typer.Exit(code)
