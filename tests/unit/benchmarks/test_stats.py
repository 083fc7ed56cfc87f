from __future__ import annotations

import math

import pytest

from benchmarks.results import Measured, figures, rows
from benchmarks.stats import Load, around, percentile, summarise


@pytest.mark.parametrize("percent, value", [(50, 50), (95, 95), (99, 99), (100, 100), (1, 1), (0, 1)])
def test_percentiles_are_nearest_rank(percent: float, value: float) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], percent) == value


def test_nothing_measured_is_no_number() -> None:
    assert math.isnan(percentile([], 50))
    assert summarise(1, 10.0, [], 3).late == 3


def test_a_load_counts_answers_a_second() -> None:
    load = summarise(8, 2.0, [10.0] * 99 + [1000.0], 0)
    assert (load.per_second, load.p50, load.p99, load.messages) == (50.0, 10.0, 10.0, 100)


def test_the_cost_at_a_message_is_that_of_the_ten_up_to_it() -> None:
    cost = [float(n) for n in range(1, 101)]
    assert around(cost, 10) == 5
    assert around(cost, 100) == 95
    assert math.isnan(around(cost, 101))


def measured(per_second: float, ms: float) -> Measured:
    load = Load(1, 0, 100, 10.0, per_second, ms, ms, ms, 0)
    return Measured("x", 60.0, 5.0, [load], [{"rasa": ms}], {10: ms, 400: math.nan}, {"rasa": 100.0, "gateway": 50.0})


def test_ratios_say_how_many_times_better() -> None:
    table = {row[0]: row for row in rows(measured(10, 90), measured(40, 30))}
    assert table["1 sender: messages a second"] == ("1 sender: messages a second", "10", "40", "4.0")
    assert table["1 sender: p95 to the answer"][3] == "3.0"
    assert table["message 400 of one conversation"][1:] == ("-", "-", "-")
    assert table["resident memory, all processes (PSS)"][1:] == ("150 MiB", "150 MiB", "1.0")
    assert table["1 sender: late or no answer"][3] == "-"


def test_one_of_them_alone_is_a_table_too() -> None:
    assert len(rows(None, measured(1, 1))) == len(figures(measured(1, 1)))
