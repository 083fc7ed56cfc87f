"""What commands share: options, settings, and running a service from the command line."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.errors import HandrailError

if TYPE_CHECKING:  # slow to import, and --help needs neither
    from bot.config import Settings
    from bot.factory import Factory

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Database, secrets and logs of this instance (HANDRAIL_DATA_DIR).")
]
Port = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port of the gateway; 0 takes a free one (HANDRAIL_PORT).")
]

_Result = TypeVar("_Result")


def settings_for(**options: object) -> Settings:
    """Return the settings, with the command's ``options`` (those that are not None) before the environment.

    They go by the environment, so that every process started from here reads the same.

    Raises:
        HandrailError: when a setting makes no sense, by the name under which it was set.
    """
    os.environ.update({f"HANDRAIL_{name.upper()}": str(value) for name, value in options.items() if value is not None})
    from pydantic import ValidationError

    from bot.config import load_settings

    load_settings.cache_clear()
    try:
        return load_settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"HANDRAIL_{'_'.join(map(str, first['loc'])).upper()}"
        raise HandrailError(
            f"{name}={first['input']} makes no sense: {first['msg']}", remedy="see docs/configuration.md"
        ) from error


def with_factory(settings: Settings, work: Callable[[Factory], Awaitable[_Result]], *, upgraded: bool = True) -> _Result:
    """Bring the database up to date, run ``work`` with the services, and close them.

    ``upgraded`` False leaves the database's schema as it is: a backup is what one makes before an upgrade.

    Raises:
        HandrailError: from the services, or when the database does not answer.
    """
    import asyncio

    from bot.db.migrate import upgrade
    from bot.factory import Factory

    if upgraded:
        upgrade(settings)

    async def run() -> _Result:
        factory = Factory(settings)
        try:
            return await work(factory)
        finally:
            await factory.aclose()

    return asyncio.run(run())
