"""The line through several results: worked examples, where it is undefined, and against scipy's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import theilslopes

from bot.programme.content import Content
from bot.programme.measures.trend import MOST_RESULTS, trend_of
from bot.words import Movement
from tests.conftest import ROOT

MEASURES = Content.load(ROOT / "content" / "en").measures
START = datetime(2026, 3, 2, 10, tzinfo=UTC)


def results(scores: list[float], days: float = 14) -> list[tuple[datetime, float]]:
    return [(START + timedelta(days=days * number), score) for number, score in enumerate(scores)]


@pytest.mark.parametrize(
    "measure, scores, days, slope, rise, movement",
    [
        ("phq9", [8, 10, 12, 14], 14, 1.0, 6.0, Movement.WORSE),  # creeps up: no two neighbours differ reliably
        ("phq9", [8, 10, 11, 13], 14, 0.79, 4.8, Movement.SAME),
        ("phq9", [18, 15, 13, 11], 14, -1.08, -6.5, Movement.BETTER),
        ("phq9", [18, 8, 10, 12, 14], 14, 1.0, 8.0, Movement.WORSE),  # so does the way back up after a fall
        ("phq9", [10, 10, 24, 10, 10], 14, 0.0, 0.0, Movement.SAME),  # one bad fortnight turns nothing
        ("gad7", [6, 9, 10], 14, 1.0, 4.0, Movement.WORSE),
        ("peg", [4.0, 5.0, 5.3, 6.0, 6.3], 7, 0.54, 2.1, Movement.WORSE),
        ("peg", [7.0, 6.0, 5.0, 4.0], 7, -1.0, -3.0, Movement.BETTER),
        ("phq4", [2, 5, 9], 14, 1.75, 7.0, Movement.UNKNOWN),
    ],
)
def test_worked_examples(measure: str, scores: list[float], days: float, slope: float, rise: float, movement: Movement) -> None:
    trend = trend_of(MEASURES[measure], results(scores, days))
    assert trend
    assert (trend.slope, trend.rise, trend.movement, trend.count) == (slope, rise, movement, len(scores))


@pytest.mark.parametrize(
    "given_results",
    [[], results([4]), results([4, 20]), results([4, 9, 20], days=4), results([4, 9, 20], days=0), results([4, 9, 20], days=80)],
)
def test_where_it_is_undefined(given_results: list[tuple[datetime, float]]) -> None:
    assert trend_of(MEASURES["phq9"], given_results) is None


def test_three_weekly_results_are_enough_also_when_the_last_comes_early() -> None:
    assert trend_of(MEASURES["peg"], results([4, 5, 6], days=5.5))


def test_only_the_last_six_count() -> None:
    trend = trend_of(MEASURES["phq9"], results([27] * 10 + [5, 5, 5, 5, 5, 5]))
    assert trend
    assert (trend.count, trend.slope) == (MOST_RESULTS, 0)


SERIES = st.lists(st.tuples(st.integers(1, 13), st.integers(0, 27)), min_size=3, max_size=6)


def at_days(gaps: list[tuple[int, int]]) -> list[tuple[datetime, float]]:
    found, at = [], START
    for gap, score in gaps:
        at += timedelta(days=gap)
        found.append((at, float(score)))
    return found


@given(SERIES)
def test_the_slope_is_theil_and_sens(gaps: list[tuple[int, int]]) -> None:
    given_results = at_days(gaps)
    trend = trend_of(MEASURES["phq9"], given_results)
    if trend is None:
        assert given_results[-1][0] - given_results[0][0] < timedelta(days=10)
        return
    weeks = [(at - START) / timedelta(weeks=1) for at, _ in given_results]
    expected = theilslopes([score for _, score in given_results], weeks).slope
    assert trend.slope == pytest.approx(expected, abs=0.006)


@given(SERIES, st.integers(-5, 5))
def test_where_the_scale_begins_does_not_matter(gaps: list[tuple[int, int]], shift: int) -> None:
    plain, moved = at_days(gaps), [(at, score + shift) for at, score in at_days(gaps)]
    first, second = trend_of(MEASURES["phq9"], plain), trend_of(MEASURES["phq9"], moved)
    assert (first and (first.slope, first.movement)) == (second and (second.slope, second.movement))
