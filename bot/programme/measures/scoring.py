"""Scores, bands and subscales of one finished measure.

Sources: sum of nine items, bands from 5, 10, 15 and 20, and a case from 10 (PHQ-9: Kroenke, Spitzer and Williams 2001, J Gen
Intern Med 16:606); sum of seven, bands from 5, 10 and 15 (GAD-7: Spitzer et al. 2006, Arch Intern Med 166:1092), a case from 8
(Kroenke et al. 2007, Ann Intern Med 146:317, and NHS Talking Therapies); sum of four, bands from 3, 6 and 9, two subscales that
are positive from 3 (PHQ-4: Kroenke et al. 2009, Psychosomatics 50:613); mean of three (PEG: Krebs et al. 2009, J Gen Intern Med
24:733). The figures themselves stand in ``content/LOCALE/measures``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from bot.errors import Invalid
from bot.programme.measures.schema import Band, Measure, Subscale


def score_of(measure: Measure, answers: Mapping[str, int]) -> float:
    """Return the score of complete answers: the sum of all items, or their mean to one decimal.

    Raises:
        Invalid: when an item is missing, unknown, or off its scale.
    """
    names = [item.name for item in measure.items]
    if set(answers) != set(names):
        raise Invalid(f"{measure.id} needs an answer to each of its {len(names)} items, and to nothing else")
    for item in measure.items:
        low, high = measure.span(item)
        if type(answers[item.name]) is not int or not low <= answers[item.name] <= high:
            raise Invalid(f"each answer of {measure.id} must be a whole number from {low} to {high}")
    total = Decimal(sum(answers.values()))
    if measure.score == "mean":
        return float((total / len(names)).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return float(total)


def band_of(measure: Measure, score: float) -> Band:
    """Return the band that ``score`` falls into."""
    return next(band for band in measure.bands if band.low <= score <= band.high)


def subscore(subscale: Subscale, answers: Mapping[str, int]) -> int:
    """Return the sum of a subscale's items."""
    return sum(answers[name] for name in subscale.items)


def reached(measure: Measure, answers: Mapping[str, int]) -> list[Subscale]:
    """Return the subscales that reach their threshold."""
    return [subscale for subscale in measure.subscales if subscore(subscale, answers) >= subscale.threshold]


def shown(measure: Measure, score: float) -> str:
    """Return a score as people write it: "13", "5.3"."""
    return f"{score:.{measure.digits}f}"
