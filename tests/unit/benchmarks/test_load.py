"""The load generator against senders whose cost is known."""

from __future__ import annotations

import asyncio
from typing import Self

import pytest

from benchmarks.load import WARM_UP, Late, closed_loop, long_conversation


class Steady:
    """Answers after a fixed time; every ``late_each``-th answer is late."""

    def __init__(self, seconds: float, late_each: int = 0) -> None:
        self.asked = 0
        self.present = False
        self._seconds = seconds
        self._late_each = late_each

    async def __aenter__(self) -> Self:
        self.present = True
        return self

    async def __aexit__(self, *error: object) -> None:
        self.present = False

    async def ask(self, text: str) -> None:
        self.asked += 1
        await asyncio.sleep(self._seconds)
        if self._late_each and self.asked > WARM_UP and self.asked % self._late_each == 0:
            raise Late


@pytest.mark.asyncio
async def test_closed_loop_measures_what_senders_cost() -> None:
    senders = [Steady(0.02) for _ in range(4)]
    load = await closed_loop(senders, 0.6)
    assert 100 < load.per_second <= 200
    assert 19 < load.p50 < 60
    assert load.late == 0
    assert load.messages == sum(sender.asked - WARM_UP for sender in senders)
    assert not any(sender.present for sender in senders)


@pytest.mark.asyncio
async def test_late_answers_are_counted_apart() -> None:
    sender = Steady(0.01, late_each=2)
    load = await closed_loop([sender], 0.4)
    assert load.late > 0
    assert load.messages + load.late == sender.asked - WARM_UP


@pytest.mark.asyncio
async def test_a_long_conversation_ends_in_time() -> None:
    assert len(await long_conversation(Steady(0.001), 50, 30)) == 50
    assert len(await long_conversation(Steady(0.05), 1000, 0.3)) < 20
