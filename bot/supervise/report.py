"""What the person at the terminal sees: steps with their time, lines about parts, one panel with the addresses.

On a terminal long steps show a spinner and their last news; elsewhere (a pipe, a log, CI) each step is two plain lines.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

SHORT = 0.05
"""Seconds under which a step's time says nothing."""

_STYLES = {"gateway": "cyan", "rasa": "magenta", "actions": "blue", "worker": "green"}


@dataclass(slots=True)
class Step:
    """A step in progress: ``note`` says what it does now, ``result`` how it ended."""

    _progress: Progress | None = None
    _task: TaskID | None = None
    result: str = ""
    _said: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Show ``text`` beside the spinner; on a plain output it is not shown."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, note=text[:80])


class Report:
    """Writes to the terminal; everything that ``up`` says goes through here."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self._progress: Progress | None = None
        self._open = 0

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show ``title`` while the block runs, then how long it took; several may run at once."""
        began = time.monotonic()
        live = self._enter()
        task = live.add_task(title, note="", total=None) if live else None
        if live is None:
            self.console.print(f"[dim]...[/] {title}")
        step = Step(live, task)
        ended = False
        try:
            yield step
            ended = True
        finally:
            if live is not None and task is not None:
                live.remove_task(task)
            self._leave()
            self._ended(title, step.result, time.monotonic() - began, ok=ended)

    def line(self, text: str, style: str = "") -> None:
        """Print one line, above any spinner."""
        self.console.print(Text(text, style=style))

    def part(self, name: str, text: str) -> None:
        """Print one line about, or from, a part."""
        line = Text(f"{name:<8}", style=_STYLES.get(name, "white"))
        line.append("| ", style="dim")
        line.append(text)
        self.console.print(line, soft_wrap=True)

    def addresses(self, title: str, rows: Sequence[tuple[str, str]], footer: str = "") -> None:
        """Print what a person needs to begin, as names and values in a panel."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="bold")
        grid.add_column(overflow="fold")
        for name, value in rows:
            grid.add_row(name, Text(value))
        self.console.print(Panel(grid, title=title, subtitle=footer or None, border_style="green", expand=False))

    def _enter(self) -> Progress | None:
        self._open += 1
        if not self.console.is_terminal:
            return None
        if self._progress is None:
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                TextColumn("[dim]{task.fields[note]}"),
                TimeElapsedColumn(),
            )
            self._progress = Progress(*columns, console=self.console, transient=True)
            self._progress.start()
        return self._progress

    def _leave(self) -> None:
        self._open -= 1
        if not self._open and self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _ended(self, title: str, result: str, seconds: float, *, ok: bool) -> None:
        mark = Text("✓ ", style="green") if ok else Text("✗ ", style="red")
        mark.append(title, style="" if ok else "red")
        detail = [result] if result else []
        if seconds >= SHORT:
            detail.append(f"{seconds:.1f} s")
        if detail:
            mark.append(f"  {', '.join(detail)}", style="dim")
        self.console.print(mark)
