"""Shares with their intervals, and the area under a curve; what cannot be computed is undefined and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

CONFIDENCE = 0.95
"""Of every interval. Wilson's, which holds for few messages and for shares near 0 and 1 as well."""


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``of``."""

    hits: int
    of: int

    @classmethod
    def among(cls, found: Sequence[bool]) -> Share:
        """Return how many of ``found`` are true."""
        return cls(sum(found), len(found))

    @property
    def value(self) -> float | None:
        """The share, or None when it is of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval, or None when it is of nothing."""
        if not self.of:
            return None
        found = binomtest(self.hits, self.of).proportion_ci(CONFIDENCE, method="wilson")
        return float(found.low), float(found.high)

    def __str__(self) -> str:
        """Percent, interval and n."""
        if self.value is None or self.interval is None:
            return "undefined (n = 0)"
        low, high = (round(100 * end) for end in self.interval)
        return f"{100 * self.value:.0f} % ({low} to {high}), {self.hits} of {self.of}"

    def per_thousand(self) -> str:
        """Like ``str``, in a thousand."""
        if self.value is None or self.interval is None:
            return "undefined (n = 0)"
        low, high = (round(1000 * end) for end in self.interval)
        return f"{1000 * self.value:.0f} ({low} to {high}), {self.hits} of {self.of}"

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types; ``value`` is null, and ``undefined`` says why, when it is of nothing."""
        low, high = self.interval or (None, None)
        plain = {"value": self.value, "low": low, "high": high, "hits": self.hits, "n": self.of}
        return plain if self.of else {**plain, "undefined": "no messages to count"}


@dataclass(frozen=True, slots=True)
class Area:
    """Area under the ROC curve: how often a message of the class scores above one that is not of it."""

    value: float | None
    """None when one of the two classes is missing."""
    of_class: int
    others: int

    @classmethod
    def under(cls, scores: Sequence[float], truth: Sequence[bool]) -> Area:
        """Return the area for ``scores`` where ``truth`` says which messages are of the class."""
        inside = sum(truth)
        outside = len(truth) - inside
        return cls(float(roc_auc_score(truth, scores)) if inside and outside else None, inside, outside)

    def __str__(self) -> str:
        """The area and both counts."""
        told = "undefined (one class is missing)" if self.value is None else f"{self.value:.2f}"
        return f"{told}, {self.of_class} against {self.others}"

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types; ``value`` is null, and ``undefined`` says why, when a class is missing."""
        plain = {"value": self.value, "of_class": self.of_class, "others": self.others}
        return plain if self.value is not None else {**plain, "undefined": "one class is missing"}


def expected_ppv(sensitivity: Share, specificity: Share, prevalence: float) -> float | None:
    """Return which share of alerts would be right where ``prevalence`` of all messages show risk; None when it is undefined."""
    if sensitivity.value is None or specificity.value is None:
        return None
    right = sensitivity.value * prevalence
    wrong = (1 - specificity.value) * (1 - prevalence)
    return right / (right + wrong) if right + wrong else None
