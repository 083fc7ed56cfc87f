"""What the heads find of ideas that they never saw, as a table for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.safety.trained import ANY
from bot.safety.training.fit import OUTPUTS
from bot.safety.training.texts import Sentence
from bot.words import Category


def report(sentences: Sequence[Sentence], unseen: Any, flags: Mapping[Category, float]) -> str:
    """Return, for each group of sentences, how many the trained layer alone flags at the thresholds ``flags``."""
    flagged = flags_of(unseen, flags)
    groups: dict[str, list[bool]] = {}
    for sentence, flag in zip(sentences, flagged, strict=True):
        name = sentence.category.value if sentence.category else "none"
        groups.setdefault(f"{name}, {sentence.kind}", []).append(bool(flag))
    rows = [(name, sum(found), len(found)) for name, found in sorted(groups.items())]
    return "\n".join(f"{name:<28}{hits:>5} of {total:>5}  {hits / total:.3f}" for name, hits, total in rows)


def flags_of(unseen: Any, flags: Mapping[Category, float]) -> Any:
    """Return for each row of log odds whether any category reaches its threshold."""
    strength = {category: unseen[:, OUTPUTS.index(category.value)] + unseen[:, OUTPUTS.index(ANY)] for category in flags}
    reached = [strength[category] >= limit for category, limit in flags.items()]
    return sum(reached).astype(bool)
