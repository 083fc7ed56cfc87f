"""The figures of one labelled file: how much is found, how much is alarmed for nothing, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.safety.evaluation.judged import UNREAD, Judged
from bot.safety.evaluation.shares import Area, Share, expected_ppv
from bot.words import Category, Tier

SHIFTS = (-2.0, -1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0)
"""By how much the thresholds of the trained layer (log odds) are moved in the table of thresholds."""


@dataclass(frozen=True, slots=True)
class Question:
    """A yes-or-no question to the screen, against the same to the labels."""

    name: str
    sensitivity: Share
    specificity: Share
    ppv: Share

    @classmethod
    def of(cls, name: str, pairs: Iterable[tuple[bool, bool]]) -> Question:
        """Return the figures of ``pairs``: what the label says, what the screen says."""
        both = list(pairs)
        return cls(
            name,
            Share.among([said for true, said in both if true]),
            Share.among([not said for true, said in both if not true]),
            Share.among([true for true, said in both if said]),
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        kinds = {"sensitivity": self.sensitivity, "specificity": self.specificity, "ppv": self.ppv}
        return {"name": self.name, **{name: share.as_json() for name, share in kinds.items()}}


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category: ``question`` asks whether the screen names it."""

    question: Question
    found: Share
    """Of messages labelled so, those flagged for whatever reason: a person sees them."""
    area: Area
    """Of the trained layer's score of this category, for messages labelled so against all others."""


@dataclass(frozen=True, slots=True)
class TierRow:
    """One tier: ``question`` asks for this tier or above."""

    question: Question
    found: Share
    """Of messages labelled with just this tier, those flagged at all."""
    urgent_enough: Share
    """Of these messages, those screened at this tier or above."""


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """What would be flagged if the trained layer's thresholds stood elsewhere; the other layers as they are."""

    shift: float
    sensitivity: Share
    alerts_harmless: Share
    alerts: Share
    """Of all messages in the file."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is told of one file."""

    version: str
    messages: int
    risk: int
    failed: int
    flagged: Question
    alerts: Share
    alerts_harmless: Share
    prevalence: float
    expected_ppv: float | None
    """Share of alerts that would be right where ``prevalence`` of all messages show risk; None: undefined."""
    trained_area: Area
    """Of the trained layer alone: how far it is above its nearest threshold."""
    tier_area: Area
    """Of all layers together: the tier as a number from 0 to 4."""
    categories: tuple[CategoryRow, ...]
    tiers: tuple[TierRow, ...]
    kinds: tuple[tuple[str, bool, Share], ...]
    """Kind, whether its messages show risk, and how many of them were flagged."""
    thresholds: tuple[ThresholdRow, ...]
    misses: tuple[Judged, ...]
    """Messages with risk that were not flagged, the most urgent first, and of these the farthest from being found."""
    false_alarms: tuple[Judged, ...]
    """Messages without risk that were flagged, the highest tier first."""


def figures(judged: Sequence[Judged], version: str, *, prevalence: float) -> Figures:
    """Return the figures of ``judged``, whose screen was ``version``."""
    truth = [item.label.risk for item in judged]
    harmless = [item for item in judged if not item.label.risk]
    flagged = Question.of("flagged", ((item.label.risk, item.flagged) for item in judged))
    missed = [item for item in judged if item.label.risk and not item.flagged]
    return Figures(
        version=version,
        messages=len(judged),
        risk=sum(truth),
        failed=sum(item.failed for item in judged),
        flagged=flagged,
        alerts=Share.among([item.flagged for item in judged]),
        alerts_harmless=Share.among([item.flagged for item in harmless]),
        prevalence=prevalence,
        expected_ppv=expected_ppv(flagged.sensitivity, flagged.specificity, prevalence),
        trained_area=Area.under([item.margin for item in judged], truth),
        tier_area=Area.under([item.tier.rank for item in judged], truth),
        categories=tuple(_category(judged, category) for category in _categories(judged)),
        tiers=tuple(_tier(judged, tier) for tier in Tier if tier is not Tier.NONE),
        kinds=_kinds(judged),
        thresholds=tuple(_threshold(judged, shift) for shift in SHIFTS),
        misses=tuple(sorted(missed, key=lambda item: (-item.label.tier.rank, round(item.margin, 1), item.label.given.line))),
        false_alarms=tuple(
            sorted(
                (item for item in harmless if item.flagged),
                key=lambda item: (-item.tier.rank, -round(item.margin, 1), item.label.given.line),
            )
        ),
    )


def _categories(judged: Sequence[Judged]) -> list[Category]:
    """Return the categories that a label or the screen names, in their usual order."""
    named = {item.label.category for item in judged} | {category for item in judged for category in item.categories}
    return [category for category in Category if category in named]


def _category(judged: Sequence[Judged], category: Category) -> CategoryRow:
    pairs = ((item.label.category is category, category in item.categories) for item in judged)
    scores = [item.strengths.get(category, UNREAD) for item in judged]
    return CategoryRow(
        Question.of(category.value, pairs),
        Share.among([item.flagged for item in judged if item.label.category is category]),
        Area.under(scores, [item.label.category is category for item in judged]),
    )


def _tier(judged: Sequence[Judged], tier: Tier) -> TierRow:
    pairs = ((item.label.tier.rank >= tier.rank, item.tier.rank >= tier.rank) for item in judged)
    labelled = [item for item in judged if item.label.tier is tier]
    return TierRow(
        Question.of(tier.value, pairs),
        Share.among([item.flagged for item in labelled]),
        Share.among([item.tier.rank >= tier.rank for item in labelled]),
    )


def _kinds(judged: Sequence[Judged]) -> tuple[tuple[str, bool, Share], ...]:
    groups: dict[tuple[str, bool], list[bool]] = {}
    for item in judged:
        groups.setdefault((item.label.kind, item.label.risk), []).append(item.flagged)
    return tuple((kind, risk, Share.among(found)) for (kind, risk), found in groups.items())


def _threshold(judged: Sequence[Judged], shift: float) -> ThresholdRow:
    return ThresholdRow(
        shift,
        Share.among([item.flagged_at(shift) for item in judged if item.label.risk]),
        Share.among([item.flagged_at(shift) for item in judged if not item.label.risk]),
        Share.among([item.flagged_at(shift) for item in judged]),
    )
