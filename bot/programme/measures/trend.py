"""Where a measure's results go over time.

The slope is that of Theil and Sen (Sen 1968, J Am Stat Assoc 63:1379): the median of the slopes between all pairs of results. One
odd week among several does not turn it, it takes results at uneven intervals, and it assumes nothing about how they scatter.

A trend is worse, or better, when its line moves over the results that it covers by as much as a reliable change. So it sees what no
comparison with one earlier result does: a load that creeps up in small steps after it had fallen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from statistics import median

from bot.programme.measures.change import movement_of
from bot.programme.measures.schema import Measure
from bot.words import Movement

LEAST_RESULTS = 3
"""Two results are a change and no trend."""
MOST_RESULTS = 6
"""The last so many count: of a weekly measure six weeks, of a fortnightly one twelve."""
LONGEST = timedelta(weeks=12)
"""What is older tells of another time."""
SHORTEST = timedelta(days=10)
"""Less than this between the first and the last is no trend: three weekly results, the last of them a few days early, still are."""
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Trend:
    """A line through several results."""

    slope: float
    """Points a week; above 0 the load grows."""
    rise: float
    """Points from the first to the last result that it covers, along the line."""
    count: int
    """Results that it covers."""
    movement: Movement


def trend_of(measure: Measure, results: Sequence[tuple[datetime, float]]) -> Trend | None:
    """Return the trend of ``results`` (time and score, oldest first).

    None where it is undefined: fewer than three results within twelve weeks of the last one, or all of them within ten days.
    """
    recent = [(at, score) for at, score in results if results[-1][0] - at <= LONGEST][-MOST_RESULTS:]
    if len(recent) < LEAST_RESULTS or recent[-1][0] - recent[0][0] < SHORTEST:
        return None
    slope = median(
        (later - earlier) / ((then - at) / WEEK) for (at, earlier), (then, later) in combinations(recent, 2) if then > at
    )
    rise = slope * ((recent[-1][0] - recent[0][0]) / WEEK)
    begins = median(score - slope * ((at - recent[0][0]) / WEEK) for at, score in recent)
    return Trend(round(slope, 2), round(rise, 1), len(recent), movement_of(measure, begins, rise))
