"""``handrail audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import DataDir, settings_for, with_factory
from bot.errors import Invalid

if TYPE_CHECKING:
    from bot.db.chain import Head
    from bot.factory import Factory

audit = typer.Typer(help="The append-only record of who did what.", no_args_is_help=True)


@audit.callback()
def _group() -> None:
    """The append-only record of who did what."""


@audit.command("verify")
def verify(
    anchor: Annotated[
        str | None, typer.Option(help="A head kept elsewhere (NUMBER:DIGEST), which the chain must still hold.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Check the whole chain and the messages it names: exit 0 when whole, 1 when something was altered, removed or replayed."""

    async def work(factory: Factory) -> int:
        result = await factory.audit.verify(_head(anchor))
        print(result)
        return result.exit_code

    raise typer.Exit(with_factory(settings_for(data_dir=data_dir), work))


def _head(text: str | None) -> Head | None:
    if text is None:
        return None
    from bot.db.chain import Head

    try:
        return Head.parse(text)
    except ValueError as error:
        raise Invalid(
            f"{text} is no head of the chain", remedy="give NUMBER:DIGEST as an earlier verification printed it"
        ) from error
