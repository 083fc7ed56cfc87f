"""What the screen made of one labelled message."""

from __future__ import annotations

from dataclasses import dataclass

from bot.safety.decisions import Decided, decide, layer_of
from bot.safety.evaluation.labelled import Labelled
from bot.safety.screen import Screener
from bot.words import Category, Tier

UNREAD = -50.0
"""Score of a message in which the trained layer had nothing to read; below all that it gives."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A label and the decision."""

    label: Labelled
    tier: Tier
    categories: tuple[Category, ...]
    flagged: bool
    failed: bool
    """Whether the screen failed; it then counts as flagged."""
    rules: tuple[str, ...]
    strengths: dict[Category, float]
    """The trained layer's score of each category (``Look.strengths``)."""
    margin: float
    """How far the trained layer was above the nearest of its thresholds; below 0 it flagged nothing."""
    otherwise: bool
    """Whether another layer than the trained one flagged it."""

    def flagged_at(self, shift: float) -> bool:
        """Whether it would be flagged if every threshold of the trained layer stood higher by ``shift``."""
        return self.failed or self.otherwise or self.margin >= shift


def judge(screener: Screener, label: Labelled) -> Judged:
    """Screen one message; never raises."""
    decided = decide(screener, label.given)
    if not isinstance(decided, Decided):
        raise TypeError("a labelled message is no bad line")
    found = decided.look.screening
    margin = decided.look.margin
    return Judged(
        label=label,
        tier=found.tier,
        categories=found.categories,
        flagged=found.flagged,
        failed=bool(decided.failure),
        rules=tuple(dict.fromkeys(item.rule for item in found.evidence)),
        strengths={category: UNREAD if value is None else value for category, value in decided.look.strengths.items()},
        margin=UNREAD if margin is None else margin,
        otherwise=any(layer_of(item) != "model" for item in found.evidence),
    )
