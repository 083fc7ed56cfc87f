"""Nights over midnight and otherwise, against sums done by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.programme.sheets.nights import LEAST, Night, clock, minutes_of, night_of, nights_of, usual_time, window_of

DAY = date(2026, 3, 2)


def told(to_bed: str, woke_up: str, got_up: str, asleep_after: int = 0, awake: int = 0, day: str = "2026-03-02") -> dict[str, Any]:
    return {
        "night": day,
        "to_bed": to_bed,
        "woke_up": woke_up,
        "got_up": got_up,
        "asleep_after": asleep_after,
        "awake": awake,
    }


@pytest.mark.parametrize(
    "values, asleep, in_bed",
    [
        (told("23:15", "06:30", "07:15", 40, 60), 335, 480),
        (told("00:30", "06:30", "07:00", 15, 0), 345, 390),
        (told("22:00", "22:30", "07:00"), 30, 540),
        (told("08:30", "15:00", "15:30", 10, 20), 360, 420),
        (told("23:59", "00:01", "00:05"), 2, 6),
        (told("22:00", "06:00", "06:00", 480, 0), 0, 480),
    ],
)
def test_a_night(values: dict[str, Any], asleep: int, in_bed: int):
    assert night_of(values) == Night(DAY, asleep, in_bed, minutes_of(values["got_up"]))


@pytest.mark.parametrize(
    "values",
    [
        told("23:00", "07:00", "06:00"),  # up before awake
        told("23:00", "06:00", "07:00", 300, 200),  # more awake than the night was long
        told("07:00", "23:30", "23:45"),  # morning and evening changed over
        told("23:00", "23:00", "07:00"),  # no time at all
    ],
)
def test_a_night_that_cannot_be(values: dict[str, Any]):
    assert night_of(values) is None


def test_two_weeks_the_newest_of_a_night_and_odd_ones_left_out():
    kept = [
        told("23:00", "07:00", "07:00", 60, 60, "2026-03-20"),
        told("23:00", "07:00", "07:00", 0, 0, "2026-03-20"),  # written before, changed since
        told("23:00", "07:00", "06:00", day="2026-03-19"),
        told("22:00", "06:00", "06:00", 0, 0, "2026-03-07"),
        told("20:00", "06:00", "06:00", 0, 0, "2026-03-06"),  # more than two weeks before the last
    ]
    nights = nights_of(kept)
    assert (nights.count, nights.odd) == (2, 1)
    assert (nights.asleep, nights.in_bed, nights.got_up) == (420.0, 480.0, minutes_of("06:30"))
    assert nights.efficiency == 0.875
    assert nights_of([]).count == 0
    assert nights_of([]).efficiency == 0


def test_the_usual_time_meets_at_midnight():
    assert clock(usual_time([minutes_of("23:50"), minutes_of("00:10")])) == "00:00"
    assert clock(usual_time([minutes_of("06:30"), minutes_of("07:15"), minutes_of("09:00")])) == "07:35"


@given(
    st.lists(
        st.tuples(st.integers(0, 1439), st.integers(1, 900), st.integers(0, 120), st.integers(0, 300), st.integers(0, 300)),
        min_size=5,
        max_size=14,
    )
)
def test_no_window_is_ever_shorter_than_the_least(nights: list[tuple[int, int, int, int, int]]):
    kept = [
        told(clock(bed), clock((bed + slept) % 1440), clock((bed + slept + late) % 1440), latency, awake, f"2026-03-{place:02}")
        for place, (bed, slept, late, latency, awake) in enumerate(nights, 1)
    ]
    window = window_of(nights_of(kept))
    if window:
        assert (window.closes - window.opens) % 1440 >= LEAST
        assert (window.opens - window.opens_gently) % 1440 == 30
