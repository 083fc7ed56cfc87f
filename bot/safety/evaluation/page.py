"""The figures as a page of the documentation, the same from the same files and screen: it holds no date and no machine's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.safety.evaluation.figures import Figures
from bot.safety.evaluation.labelled import LabelledFile
from bot.safety.evaluation.tables import Table, tables

COMMAND = "handrail safety evaluate tests/unit/safety/held_out.tsv tests/safety_sets --report docs/clinical-safety/evaluation.md"
"""Makes the page of this repository anew."""


def page(measured: Sequence[tuple[LabelledFile, Figures]], *, root: Path, worst: int, show_text: bool) -> str:
    """Return the page in Markdown; files under ``root`` are named from there."""
    return "\n".join(_lines(measured, root, worst, show_text=show_text)) + "\n"


def _lines(measured: Sequence[tuple[LabelledFile, Figures]], root: Path, worst: int, *, show_text: bool) -> Iterator[str]:
    yield "# The screen, measured"
    yield ""
    yield "Made by a program; do not edit. Make it anew after every change of rules, model or files:"
    yield ""
    yield "```sh"
    yield f"uv run {COMMAND}"
    yield "```"
    yield ""
    yield "What the files are, what the figures mean and what they do not: [screening.md](screening.md). Every figure comes with"
    yield "its n and a 95 % interval. Misses are named by their id alone, since a set whose misses were read is no longer fresh."
    for file, found in measured:
        yield ""
        yield f"## {file.path.name}"
        yield ""
        yield f"`{_name(file.path, root)}`, {found.messages} messages, SHA-256 {file.digest}..."
        for table in tables(found, worst=worst, show_text=show_text):
            yield from _table(table)


def _name(path: Path, root: Path) -> str:
    whole = path.resolve()
    return whole.relative_to(root.resolve()).as_posix() if whole.is_relative_to(root.resolve()) else path.name


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield f"### {table.title}"
    yield ""
    yield table.note
    if not table.rows:
        return
    yield ""
    yield _row(table.columns)
    yield _row(["---"] * len(table.columns))
    yield from map(_row, table.rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
