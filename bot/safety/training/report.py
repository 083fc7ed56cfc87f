"""What the trained layer finds of ideas that it never saw, as tables for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.safety.trained import Scores, Threshold, TrainedLayer
from bot.safety.training.texts import Sentence
from bot.words import Category

STEPS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)
"""How far the thresholds are moved in the second table."""


class Read(NamedTuple):
    """A sentence, and what the layer says of it."""

    sentence: Sentence
    scores: list[Scores]


def read_all(layer: TrainedLayer, sentences: Sequence[Sentence]) -> list[Read]:
    """Return each of ``sentences`` with its scores."""
    return [Read(sentence, layer.read(sentence.text)) for sentence in sentences]


def report(found: Sequence[Read], limits: Mapping[Category, Threshold]) -> str:
    """Return for each group of sentences how many are flagged, at the thresholds ``limits`` and at lower and higher ones."""
    groups: dict[str, list[Read]] = {}
    for read in found:
        name = read.sentence.category.value if read.sentence.category else "none"
        groups.setdefault(f"{name}, {read.sentence.kind}, {read.sentence.tier}", []).append(read)
    head = f"{'':<36}{'n':>6}" + "".join(f"{step:>+8.1f}" for step in STEPS)
    rows = [
        f"{name:<36}{len(group):>6}"
        + "".join(f"{sum(flagged(read, limits, step) for read in group) / len(group):>8.3f}" for step in STEPS)
        for name, group in sorted(groups.items())
    ]
    return "\n".join([head, *rows])


def flagged(read: Read, limits: Mapping[Category, Threshold], step: float = 0.0) -> bool:
    """Whether any category reaches its threshold, moved by ``step``."""
    return any(
        limit.margin(score.strength[category], score.urgent) >= step for score in read.scores for category, limit in limits.items()
    )
