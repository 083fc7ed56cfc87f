"""The safety screen by itself: how long it takes to load, and how long for a message."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stats import percentile
from bot.config import Settings
from bot.factory import Factory

MESSAGES = (
    "hello",
    "about a 7 today, my back was stiff in the morning but it got better after a walk",
    "I slept badly again and I am tired of this",
    "can I take the tablets later in the day?",
    "I don't see the point in going on",
    "I can't feel anything between my legs since this morning",
    "my doctor said I should do the stretches twice a day, is that too much? " * 6,
)
"""Short and long, harmless and flagged: what patients write."""


@dataclass(frozen=True, slots=True)
class ScreeningCost:
    """Times of the screen in this process, one thread."""

    load_seconds: float
    messages: int
    p50: float
    """Milliseconds of the middle message."""
    p95: float
    p99: float
    slowest: float
    version: str


def measure(root: Path, seconds: float = 5.0) -> ScreeningCost:
    """Screen the messages in turn for ``seconds``."""
    began = time.perf_counter()
    screener = Factory(Settings(project_dir=root)).screener
    found = screener.screen("warm up")
    load = time.perf_counter() - began
    milliseconds: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for text in MESSAGES:
            began = time.perf_counter()
            screener.screen(text)
            milliseconds.append((time.perf_counter() - began) * 1000)
    p50, p95, p99 = (round(percentile(milliseconds, percent), 2) for percent in (50, 95, 99))
    return ScreeningCost(round(load, 2), len(milliseconds), p50, p95, p99, round(max(milliseconds), 2), found.version)
