"""What was measured, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.load import WARM_UP
from benchmarks.screening import ScreeningCost
from benchmarks.stats import Load

STOCK_NOTE = (
    "Stock Rasa keeps conversations in memory only, since its SQL tracker store does not run here; Handrail commits every message."
)
ORDER_NOTE = "One after the other on the same machine; the load generator, on the same cores, is the same program for both."


@dataclass(slots=True)
class Measured:
    """One assistant's numbers."""

    name: str
    start_seconds: float
    """From the command to the first answer of the bot; models and pages were there before."""
    first_contact_seconds: float
    """From the command to the first answer of any kind over HTTP."""
    loads: list[Load] = field(default_factory=list)
    cpu_ms: list[dict[str, float]] = field(default_factory=list)
    """Processor time of each process for one message under each load: unlike the others, hardly changed by a busy machine."""
    at_message: dict[int, float] = field(default_factory=dict)
    """Median milliseconds of the ten messages up to this number of one conversation."""
    memory_mib: dict[str, float] = field(default_factory=dict)

    @property
    def memory(self) -> float:
        """All processes together."""
        return round(sum(self.memory_mib.values()), 0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number."""

    value: float
    unit: str
    more_is_better: bool = False

    def __str__(self) -> str:
        return "-" if math.isnan(self.value) else f"{self.value:g} {self.unit}".strip()


Row = tuple[str, str, str, str]
NONE = Figure(math.nan, "")


def figures(found: Measured) -> dict[str, Figure]:
    """Return all numbers of one assistant by what they are."""
    named: dict[str, Figure] = {}
    for load, cpu_ms in zip(found.loads, found.cpu_ms, strict=True):
        title = f"{load.senders} sender{'s' if load.senders > 1 else ''}"
        title += f" at message {load.history}" if load.history > WARM_UP else ""
        named[f"{title}: messages a second"] = Figure(load.per_second, "", more_is_better=True)
        named |= {f"{title}: {name} to the answer": Figure(getattr(load, name), "ms") for name in ("p50", "p95", "p99")}
        named[f"{title}: processor time a message"] = Figure(round(sum(cpu_ms.values()), 1), "ms")
        named[f"{title}: late or no answer"] = Figure(load.late, "")
    named |= {f"message {message} of one conversation": Figure(cost, "ms") for message, cost in found.at_message.items()}
    named["start to first HTTP answer"] = Figure(found.first_contact_seconds, "s")
    named["start to the bot's first answer"] = Figure(found.start_seconds, "s")
    named["resident memory, all processes (PSS)"] = Figure(found.memory, "MiB")
    return named


def rows(stock: Measured | None, ours: Measured | None) -> list[Row]:
    """Return the table: what, stock, Handrail, and the ratio (how many times better Handrail is)."""
    left, right = (figures(each) if each else {} for each in (stock, ours))
    return [_row(what, left.get(what, NONE), right.get(what, NONE)) for what in {**left, **right}]


def table(found: list[Row]) -> Table:
    """Return the rows as a table for the terminal."""
    shown = Table(title="Handrail beside the stock Rasa starter", title_justify="left")
    for name in ("", "stock Rasa", "Handrail", "times better"):
        shown.add_column(name, justify="left" if not name else "right")
    for row in found:
        shown.add_row(*row)
    return shown


def markdown(machine: dict[str, Any], stock: Measured | None, ours: Measured | None, screening: ScreeningCost | None) -> str:
    """Return the whole result as a page."""
    found = rows(stock, ours)
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    lines = [
        f"# Benchmark of {machine['measured']}",
        "",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}.",
        f"Python {machine['python']}, {versions}.",
        f"A commit to disk takes {machine['fsync_ms']} ms; load before the run {machine['load_before']}.",
        "",
    ]
    if found:
        lines += ["| | stock Rasa | Handrail | times better |", "|---|--:|--:|--:|", *(f"| {' | '.join(row)} |" for row in found)]
        lines += ["", STOCK_NOTE, ORDER_NOTE, *(_spent(each) for each in (stock, ours) if each), ""]
    if screening is not None:
        lines += [
            f"Safety screen {screening.version}: loads in {screening.load_seconds} s; {screening.messages} messages screened.",
            f"One takes {screening.p50} ms (p95 {screening.p95}, p99 {screening.p99}, slowest {screening.slowest}).",
            "",
        ]
    return "\n".join(lines)


def write(
    out: Path, machine: dict[str, Any], stock: Measured | None, ours: Measured | None, screening: ScreeningCost | None
) -> list[Path]:
    """Print the tables, write both files, and return their paths."""
    out.mkdir(parents=True, exist_ok=True)
    found = rows(stock, ours) if stock or ours else []
    console = Console(width=None if Console().is_terminal else 100)
    if found:
        console.print(table(found))
    if screening is not None:
        cost = f"{screening.p50} ms a message (p95 {screening.p95}, p99 {screening.p99})"
        console.print(f"safety screen: {cost}, loads in {screening.load_seconds} s")
    data = {
        "machine": machine,
        "stock": stock and asdict(stock),
        "handrail": ours and asdict(ours),
        "screening": screening and asdict(screening),
    }
    paths = [out / f"{machine['measured']}.md", out / f"{machine['measured']}.json"]
    paths[0].write_text(markdown(machine, stock, ours, screening))
    paths[1].write_text(json.dumps(data, indent=2) + "\n")
    return paths


def _row(what: str, stock: Figure, ours: Figure) -> Row:
    better, worse = (ours.value, stock.value) if ours.more_is_better else (stock.value, ours.value)
    known = worse and not math.isnan(better / worse)
    return what, str(stock), str(ours), f"{better / worse:.1f}" if known else "-"


def _spent(found: Measured) -> str:
    parts = ", ".join(f"{name} {ms} ms" for name, ms in sorted(found.cpu_ms[-1].items(), key=lambda part: -part[1]) if ms)
    return f"Processor time of a message in {found.name}, last load: {parts}."
