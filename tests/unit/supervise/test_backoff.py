from __future__ import annotations

from bot.supervise.backoff import Backoff


def test_waits_double_up_to_the_longest() -> None:
    backoff = Backoff(first=0.5, longest=30, healthy=60)
    assert [backoff.after(1) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_healthy_life_is_a_new_beginning() -> None:
    backoff = Backoff(first=0.5, longest=30, healthy=60)
    for _ in range(5):
        backoff.after(1)
    assert backoff.after(61) == 0.5
    assert backoff.deaths == 1


def test_a_thousand_deaths_still_have_a_number() -> None:
    backoff = Backoff()
    for _ in range(1200):
        backoff.after(0)
    assert backoff.after(0) == 30.0
