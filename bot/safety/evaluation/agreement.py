"""How far two people agree who labelled the same messages: Cohen's kappa, with what it is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sklearn.metrics import cohen_kappa_score

from bot.errors import Invalid
from bot.safety.evaluation.labelled import HARMLESS, Labelled, LabelledFile
from bot.safety.evaluation.shares import Share
from bot.words import Category, Tier

RESAMPLES = 1000
"""Times that the messages are drawn anew for an interval (percentile bootstrap, 95 %)."""
SEED = 20260301
"""Where the drawing begins, so that the same files give the same interval."""
ENOUGH = 0.95
"""Share of the draws that must have a kappa for the interval to be told."""

Weights = Literal["quadratic"] | None


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement on one question."""

    question: str
    weights: Weights
    n: int
    value: float | None
    """None: undefined, see ``undefined``."""
    interval: tuple[float, float] | None
    """None when it, or too many of the draws that it is made of, is undefined."""
    same: Share
    """Messages on which both said the same."""
    undefined: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        low, high = self.interval or (None, None)
        told = {"question": self.question, "weights": self.weights, "n": self.n, "kappa": self.value, "low": low, "high": high}
        return {**told, "same": self.same.as_json(), **({"undefined": self.undefined} if self.undefined else {})}


@dataclass(frozen=True, slots=True)
class Difference:
    """A message on which the two differ."""

    first: Labelled
    second: Labelled

    @property
    def apart(self) -> int:
        """Tiers between them."""
        return abs(self.first.tier.rank - self.second.tier.rank)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two labelled files have in common."""

    kappas: tuple[Kappa, ...]
    differences: tuple[Difference, ...]
    """Farthest apart first."""


def agreement(first: LabelledFile, second: LabelledFile) -> Agreement:
    """Return how far the labels of two files agree.

    Raises:
        Invalid: when they are not of the same messages.
    """
    pairs = _pairs(first, second)
    names = [HARMLESS[0], *Category]
    named = [tuple(names.index(label.category or HARMLESS[0]) for label in pair) for pair in pairs]
    kappas = (
        _kappa("flagged or not", [(int(one.risk), int(other.risk)) for one, other in pairs], range(2), None),
        _kappa("category", named, range(len(names)), None),
        _kappa("tier", [(one.tier.rank, other.tier.rank) for one, other in pairs], range(len(Tier)), "quadratic"),
    )
    differences = [Difference(one, other) for one, other in pairs if (one.category, one.tier) != (other.category, other.tier)]
    return Agreement(kappas, tuple(sorted(differences, key=lambda item: -item.apart)))


def _pairs(first: LabelledFile, second: LabelledFile) -> list[tuple[Labelled, Labelled]]:
    others = {message.id: message for message in second.messages}
    only_first = [message.id for message in first.messages if message.id not in others]
    only_second = set(others) - {message.id for message in first.messages}
    if only_first or only_second:
        raise Invalid(
            f"the files are not of the same messages: {len(only_first)} ids are only in {first.path.name}, "
            f"{len(only_second)} only in {second.path.name}, such as {(only_first or sorted(only_second))[0]}",
            remedy="give both files the same ids",
        )
    pairs = [(message, others[message.id]) for message in first.messages]
    for one, other in pairs:
        if one.given.text.split() != other.given.text.split():
            raise Invalid(f"the id {one.id} has another text in each file", remedy="compare labels of the same messages")
    return pairs


def _kappa(question: str, pairs: Sequence[tuple[int, ...]], labels: range, weights: Weights) -> Kappa:
    both = np.array(pairs, dtype=np.int64)
    same = Share.among([one == other for one, other in pairs])
    value = _coefficient(both, labels, weights)
    if value is None:
        reason = "both used one and the same label for every message, so there is no agreement beyond chance to measure"
        return Kappa(question, weights, len(pairs), None, None, same, reason)
    return Kappa(question, weights, len(pairs), value, _interval(both, lambda drawn: _coefficient(drawn, labels, weights)), same)


def _coefficient(both: Any, labels: range, weights: Weights) -> float | None:
    if len(np.unique(both)) < 2:  # noqa: PLR2004 - one label in both: chance alone agrees wholly, and kappa is 0 / 0
        return None
    return float(cohen_kappa_score(both[:, 0], both[:, 1], labels=list(labels), weights=weights))


def _interval(both: Any, coefficient: Callable[[Any], float | None]) -> tuple[float, float] | None:
    draw = np.random.default_rng(SEED)
    drawn = (coefficient(both[draw.integers(0, len(both), len(both))]) for _ in range(RESAMPLES))
    defined = [value for value in drawn if value is not None]
    if len(defined) < ENOUGH * RESAMPLES:
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)
