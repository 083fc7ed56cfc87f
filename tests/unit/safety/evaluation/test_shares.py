"""The numbers, against known ones; and what is undefined says so."""

from __future__ import annotations

import pytest

from bot.safety.evaluation.shares import Area, Share, expected_ppv


@pytest.mark.parametrize(
    "hits, of, low, high",
    [
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (15, 148, 0.0624, 0.1605),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_intervals_are_wilsons(hits: int, of: int, low: float, high: float) -> None:
    """The examples of Newcombe 1998 (Statistics in Medicine 17, 857-872), method 3."""
    assert Share(hits, of).interval == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_undefined() -> None:
    share = Share.among([])
    assert share.value is None
    assert share.interval is None
    assert str(share) == share.per_thousand() == "undefined (n = 0)"
    assert share.as_json() == {"value": None, "low": None, "high": None, "hits": 0, "n": 0, "undefined": "no messages to count"}


def test_n_is_always_shown() -> None:
    assert str(Share(18, 20)) == "90 % (70 to 97), 18 of 20"
    assert Share(5, 55).per_thousand() == "91 (39 to 196), 5 of 55"
    assert Share(18, 20).as_json()["n"] == 20


def test_area_under_the_curve() -> None:
    assert Area.under([0.1, 0.4, 0.35, 0.8], [False, False, True, True]).value == pytest.approx(0.75)
    assert Area.under([1, 1, 1, 1], [False, False, True, True]).value == pytest.approx(0.5)
    assert str(Area.under([2.0, 1.0], [True, False])) == "1.00, 1 against 1"


@pytest.mark.parametrize("truth", [[True, True], [False, False], []])
def test_an_area_of_one_class_is_undefined(truth: list[bool]) -> None:
    area = Area.under([1.0] * len(truth), truth)
    assert area.value is None
    assert str(area).startswith("undefined")
    assert area.as_json()["undefined"]


def test_the_ppv_that_a_prevalence_lets_expect() -> None:
    assert expected_ppv(Share(9, 10), Share(90, 100), 0.01) == pytest.approx(0.009 / (0.009 + 0.099))
    assert expected_ppv(Share(9, 10), Share(0, 0), 0.01) is None
    assert expected_ppv(Share(0, 10), Share(10, 10), 0.01) is None
