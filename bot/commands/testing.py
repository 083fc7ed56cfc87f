"""``handrail test``: every test there is, the browser ones too; and ``handrail web``, the pages by themselves."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.common import settings_for


def run(
    context: typer.Context,
    *,
    fast: Annotated[bool, typer.Option("--fast", help="Only tests/unit, without web build, training and browser.")] = False,
) -> None:
    """Run every test: builds the web pages and the model when needed, finds a browser, then runs pytest with what else is given."""
    import asyncio

    from bot.supervise.suite import run_tests

    raise typer.Exit(asyncio.run(run_tests(settings_for(), context.args, fast=fast)))


def web(*, check: Annotated[bool, typer.Option("--check", help="Also their types, lint and unit tests.")] = False) -> None:
    """Build the web pages that are not built from their present sources; Node.js is installed when there is none."""
    import asyncio

    from bot.supervise.suite import run_web

    asyncio.run(run_web(settings_for(), check=check))
