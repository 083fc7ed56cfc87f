"""``handrail screen``: the safety screen by itself, for clinicians who tune it and programs that measure it."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import settings_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.safety.decisions import Decided
    from bot.safety.lines import BadLine

FORMATS = ("auto", "text", "jsonl")
"""Values of ``LineFormat``, named here so that ``--help`` need not import it."""

Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes that screen; default: one for each core.")]
Locale = Annotated[str | None, typer.Option(help="Folder of content/ with the rules (HANDRAIL_LOCALE).")]


def screen(
    *,
    explain: Annotated[bool, typer.Option("--explain", help="For people: what was found, in which words, why.")] = False,
    kind: Annotated[str, typer.Option("--format", help="text, jsonl, or auto: JSON where a line begins with {.")] = "auto",
    jobs: Jobs = None,
    locale: Locale = None,
) -> None:
    """Screen lines from standard input: text, or JSON with "text" and optionally "id" and "context". One JSON decision a line.

    A line that cannot be read gets an "error" in its place, and the exit code is 1 at the end. Fields and formats:
    docs/clinical-safety/screening.md.
    """
    if kind not in FORMATS:
        raise typer.BadParameter(f"{kind} is none of {', '.join(FORMATS)}", param_hint="--format")
    settings = settings_for(locale=locale)
    from bot.factory import Factory
    from bot.safety.decisions import decide
    from bot.safety.lines import LineFormat, read_lines
    from bot.safety.many import Workers, usable_cores

    screener = Factory(settings).screener
    processes = jobs or (1 if sys.stdin.isatty() else usable_cores())
    with open(0, "rb", closefd=False) as stream, Workers(partial(decide, screener), processes) as workers:
        bad = _print(workers.map(read_lines(stream, LineFormat(kind))), explain=explain)
    if bad:
        print(f"handrail: {bad} lines could not be screened; their places say why", file=sys.stderr)
        raise typer.Exit(1)


def _print(decisions: Iterable[Decided | BadLine], *, explain: bool) -> int:
    """Print each decision as it comes; return how many are none."""
    import json

    from bot.safety.decisions import as_json
    from bot.safety.lines import BadLine

    bad = 0
    if explain:
        from rich.console import Console

        from bot.commands.explain import explained

        console = Console(highlight=False, markup=False, soft_wrap=True)
    for decided in decisions:
        bad += isinstance(decided, BadLine) or bool(decided.failure)
        if explain:
            console.print(*explained(decided), sep="\n")
            sys.stdout.flush()
        else:
            print(json.dumps(as_json(decided), ensure_ascii=False), flush=True)
    return bad
