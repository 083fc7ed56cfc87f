"""A screening told to a person at a terminal: which words, which danger, why, and what lowered it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bot.safety.decisions import layer_of
from bot.safety.lines import BadLine
from bot.safety.trained import CALLS, likeness
from bot.words import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.safety.decisions import Decided
    from bot.safety.screening import Evidence

STYLES = {
    Tier.NONE: "green",
    Tier.LOW: "cyan",
    Tier.MODERATE: "yellow",
    Tier.HIGH: "red",
    Tier.EMERGENCY: "bold white on red",
}
SHOWN_SCORES = 3
"""How many of the trained layer's scores are shown, highest first."""
_LAYERS = {
    "rules": "by the rule",
    "model": "by the trained layer",
    "conversation": "from the conversation",
    "language": "by its language",
}
# A terminal would obey control characters in a message; each becomes one sign, so that places stay.
CONTROLS = {code: "�" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), *range(0xD800, 0xE000)) if chr(code) not in "\n\t"}


def explained(decided: Decided | BadLine) -> Iterator[Text]:
    """Yield the lines that explain ``decided``; they show the message's words."""
    if isinstance(decided, BadLine):
        yield Text.assemble((_name(decided.line, decided.id), "bold"), "  ", ("not screened", "red"), f": {decided.error}")
        yield Text(f"  to do: {decided.remedy}")
        return
    found, text = decided.look.screening, decided.given.text.translate(CONTROLS)
    what = ", ".join(category.value for category in found.categories) or "nothing found"
    yield Text.assemble(
        (_name(decided.given.line, decided.given.id), "bold"), "  ", (found.tier.value.upper(), STYLES[found.tier]), f"  {what}"
    )
    message = Text(text)
    for item in sorted(found.evidence, key=lambda item: item.tier.rank):
        message.stylize(f"underline {STYLES[item.tier]}", item.start, item.end)
    for line in message.split("\n"):
        yield Text.assemble("  | ", line)
    if decided.failure:
        yield Text(f"  the screen failed ({decided.failure}): the message counts as flagged, and a person must read it", "red")
    for item in found.evidence:
        yield from _finding(text, item)
    for note in found.notes:
        yield Text.assemble("  - ", ("lowered", "green"), f": {note}")
    yield Text.assemble("  ", (_scores(decided), "dim"))


def _finding(text: str, item: Evidence) -> Iterator[Text]:
    words = " ".join(text[item.start : item.end].split())
    by = f"{_LAYERS[layer_of(item)]} {item.rule}"
    yield Text.assemble("  - ", (f"“{words}”", STYLES[item.tier]), f"  {item.category.value}, {item.tier.value}, {by}")
    yield Text(f"    {item.why}")


def _name(line: int, known: str | None) -> str:
    return f"line {line}" if known is None else f"line {line} ({known.translate(CONTROLS)})"


def _scores(decided: Decided) -> str:
    margins = [(margin, category) for category, margin in decided.look.margins.items() if margin is not None]
    shown = [f"{CALLS[category]} {likeness(margin):.2f}" for margin, category in sorted(margins, reverse=True)[:SHOWN_SCORES]]
    told = "reads most like: " + ", ".join(shown) if shown else "the trained layer read nothing"
    return f"{told} · {decided.look.screening.version}"
