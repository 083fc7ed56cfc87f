"""``handrail screen``: the safety screen by itself, for clinicians who tune it and programs that measure it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import settings_for
from bot.errors import Invalid

if TYPE_CHECKING:
    from bot.safety.screening import Context


def screen(
    *,
    explain: Annotated[bool, typer.Option("--explain", help="Also say what was found, where, and by which rule.")] = False,
    locale: Annotated[str | None, typer.Option(help="Folder of content/ with the rules (HANDRAIL_LOCALE).")] = None,
) -> None:
    """Screen lines from standard input: text, or JSON with "text" and optionally "earlier" and "asked". Prints JSON lines."""
    settings = settings_for(locale=locale)
    from bot.factory import Factory

    screener = Factory(settings).screener
    for text, context in _lines():
        found = screener.screen(text, context).as_json()
        if not explain:
            found = {name: found[name] for name in ("flagged", "tier", "categories")}
        print(json.dumps(found, ensure_ascii=False), flush=True)


def _lines() -> Iterator[tuple[str, Context]]:
    from bot.safety.screening import Context

    for number, raw in enumerate(sys.stdin, 1):
        line = raw.rstrip("\n")
        if not line.strip():
            continue
        if not line.lstrip().startswith("{"):
            yield line, Context()
            continue
        try:
            given = json.loads(line)
            yield str(given["text"]), Context(tuple(map(str, given.get("earlier", ()))), given.get("asked"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Invalid(f"line {number} is no JSON object with a text", remedy='write {"text": "..."}') from error
