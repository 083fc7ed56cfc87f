"""How one patient's results of one measure go: the last of them against the first, the one before, and the line through several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.programme.measures.change import Change, change_between
from bot.programme.measures.schema import Measure
from bot.programme.measures.trend import Trend, trend_of
from bot.records import MeasureResultRecord


@dataclass(frozen=True, slots=True)
class Since:
    """The change of a result since an earlier one."""

    score: float
    """The earlier one."""
    at: datetime
    change: Change


@dataclass(frozen=True, slots=True)
class Course:
    """What a result looks like beside those before it."""

    count: int
    """Results so far."""
    since_last: Since | None
    """None for the first result."""
    since_first: Since | None
    """None for the first result, and for the second, whose last is the first."""
    trend: Trend | None


def course_of(measure: Measure, score: float, at: datetime, earlier: Sequence[MeasureResultRecord]) -> Course:
    """Return the course of a result with ``score`` at ``at``; ``earlier``: the measure's results before it, oldest first."""
    return Course(
        count=len(earlier) + 1,
        since_last=_since(measure, earlier[-1], score) if earlier else None,
        since_first=_since(measure, earlier[0], score) if len(earlier) > 1 else None,
        trend=trend_of(measure, [*((one.created_at, one.score) for one in earlier), (at, score)]),
    )


def _since(measure: Measure, before: MeasureResultRecord, score: float) -> Since:
    return Since(before.score, before.created_at, change_between(measure, before.score, score))
