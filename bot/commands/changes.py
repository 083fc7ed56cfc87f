"""How ``handrail safety replay`` shows changes: as they are found, with the progress beside them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.care.replay import Change, Direction, Summary
from bot.commands.explain import CONTROLS, STYLES

ARROWS = {Direction.RAISED: ("up  ", "red"), Direction.LOWERED: ("down", "green"), Direction.CATEGORIES: ("    ", "")}


class Listing:
    """Prints changes on standard output; keeps none of them."""

    def __init__(self, *, as_json: bool, show_text: bool) -> None:
        self._as_json = as_json
        self._show_text = show_text
        self._console = Console(highlight=False, markup=False, soft_wrap=True)

    @contextmanager
    def progress(self, total: int) -> Iterator[Callable[[int], None]]:
        """Show how far it is, on standard error and only at a terminal."""
        columns = (TextColumn("screening"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        error = Console(stderr=True)
        with Progress(
            *columns,
            console=error,
            transient=True,
            disable=not error.is_terminal,
            redirect_stdout=sys.stdout.isatty(),  # elsewhere our lines must not go to standard error
        ) as bar:
            task = bar.add_task("", total=total)
            yield lambda done: bar.advance(task, done)

    def tell(self, change: Change) -> None:
        """Print one change."""
        if self._as_json:
            print(json.dumps(change.as_json(show_text=self._show_text), ensure_ascii=False), flush=True)
            return
        stored, now = change.stored, change.now
        arrow, style = ARROWS[change.direction]
        self._console.print(
            Text.assemble(
                (arrow, style),
                f" message {change.message.id} of conversation {change.message.conversation_id}: ",
                (stored.tier.value, STYLES[stored.tier]),
                f" ({_named(stored.categories)}) -> ",
                (now.tier.value, STYLES[now.tier]),
                f" ({_named([category.value for category in now.categories])})",
                "" if stored.state == now.state else f", {stored.state} -> {now.state}",
                f", {stored.version} -> {now.version}",
            )
        )
        if self._show_text:
            for line in change.message.text.translate(CONTROLS).split("\n"):
                self._console.print(Text(f"     | {line}"))

    def end(self, summary: Summary) -> None:
        """Print what it came to."""
        if self._as_json:
            print(json.dumps({"summary": summary.as_json()}, ensure_ascii=False), flush=True)
            return
        ways = summary.directions
        self._console.print(
            f"{summary.messages} messages screened anew with {summary.version}: {summary.changed} decided otherwise, "
            f"{ways[Direction.RAISED]} up, {ways[Direction.LOWERED]} down, {ways[Direction.CATEGORIES]} with other categories; "
            f"{summary.newly_flagged} newly flagged, {summary.no_longer_flagged} flagged no longer."
        )
        for version, count in summary.stored_versions.most_common():
            self._console.print(f"  {count} had been screened with {version}")


def _named(categories: list[str]) -> str:
    return ", ".join(categories) or "-"
