"""``handrail up``."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.common import DataDir, Port, settings_for


def up(
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Demo accounts and a demo page; for trying out, never for patients.")
    ] = False,
    port: Port = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on (HANDRAIL_HOST).")] = None,
    data_dir: DataDir = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the logs of all parts here too.")] = False,
) -> None:
    """Prepare and run everything on this machine: web pages, database, training, then gateway, Rasa, actions and worker."""
    settings = settings_for(demo=demo or None, port=port, host=host, data_dir=data_dir)
    import asyncio

    from bot.supervise.report import Report
    from bot.supervise.up import up as run

    asyncio.run(run(settings, Report(), verbose=verbose))
