"""``handrail content``: what patients read, checked."""

from __future__ import annotations

import sys
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


@content.command("preview")
def preview(
    module: Annotated[str, typer.Argument(help="A module, or one lesson as module/lesson.")],
    locale: Annotated[str | None, typer.Option(help="Folder of content/ (HANDRAIL_LOCALE).")] = None,
    goal: Annotated[str, typer.Option(help="The goal that home practices speak of, in a patient's words.")] = "",
    area: Annotated[str, typer.Option(help="The goal's area, as in programme.yml.")] = "",
) -> None:
    """Play a module as a patient goes through it. Enter takes the first button, a number that one, and words are a reply."""
    from bot.errors import NotFound
    from bot.programme.content import Content
    from bot.programme.lesson_player import Goal
    from bot.programme.preview import play

    settings = settings_for(locale=locale)
    held = Content.load(settings.root / "content" / settings.locale)
    lessons = [lesson for lesson in held.lessons.values() if module in {lesson.id, lesson.module.id}]
    if not lessons:
        modules = ", ".join(place.id for place in held.plan.modules)
        raise NotFound(f"no module or lesson {module}", remedy=f"take one of {modules}")
    typed = (line.rstrip("\n") for line in sys.stdin)
    if not play(held, lessons, Goal(goal, area), lambda: next(typed, None), print):
        raise typer.Exit(1)
