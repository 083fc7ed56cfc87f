"""Numbers from measurements."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What a closed loop of senders saw: each waits for its answer before it sends the next message."""

    senders: int
    history: int
    """Messages that each sender had sent before the clock started."""
    messages: int
    seconds: float
    per_second: float
    p50: float
    """Milliseconds from sending to the answer, of the middle message."""
    p95: float
    p99: float
    late: int
    """Answers that were a notice of delay, or none: none of them counts as a message."""


def summarise(senders: int, seconds: float, milliseconds: Sequence[float], late: int, history: int = 0) -> Load:
    """Return what ``milliseconds`` (one a message) come to over ``seconds``."""
    return Load(
        senders=senders,
        history=history,
        messages=len(milliseconds),
        seconds=round(seconds, 2),
        per_second=round(len(milliseconds) / seconds, 1) if seconds else 0.0,
        p50=round(percentile(milliseconds, 50), 1),
        p95=round(percentile(milliseconds, 95), 1),
        p99=round(percentile(milliseconds, 99), 1),
        late=late,
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least ``percent`` of ``values`` do not exceed; NaN when there are none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def around(milliseconds: Sequence[float], message: int, width: int = 10) -> float:
    """Return the median cost of the ``width`` messages that end with number ``message`` (counted from 1); NaN if not reached."""
    if len(milliseconds) < message:
        return math.nan
    return round(percentile(milliseconds[max(0, message - width) : message], 50), 1)
