"""``handrail content``: what patients read, checked."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.common import settings_for

content = typer.Typer(help="What patients read.", no_args_is_help=True)


@content.callback()
def _group() -> None:
    """What patients read."""


@content.command("check")
def check(locale: Annotated[str | None, typer.Option(help="Folder of content/ (HANDRAIL_LOCALE).")] = None) -> None:
    """Load every text and read it with the screens of messages: exit 1 when a finding is not listed in safety/reviewed.yml."""
    settings = settings_for(locale=locale)
    import asyncio

    from bot.factory import Factory
    from bot.safety import own_texts
    from bot.supervise.content import check as load

    asyncio.run(load(settings))
    factory = Factory(settings)
    _ = factory.safety_replies
    wrong = own_texts.check(settings.root, settings.locale, factory.outbound_screen)
    for line in wrong:
        print(line)
    if wrong:
        print(
            f"{len(wrong)} to look at: change the text, or list it with a reason in content/{settings.locale}/{own_texts.REVIEWED}"
        )
    else:
        print(f"content/{settings.locale} is in order.")
    raise typer.Exit(1 if wrong else 0)
