"""How long to wait before a part that died is started again."""

from __future__ import annotations

FIRST = 0.5
"""Seconds before the first restart: a single crash should cost a patient little."""
LONGEST = 30.0
"""Seconds at most: a part that cannot start must neither fill the disk with logs nor stay away after the cause is mended."""
HEALTHY = 60.0
"""Seconds alive after which earlier deaths are forgotten."""


class Backoff:
    """Doubles the wait with every death in a row."""

    def __init__(self, first: float = FIRST, longest: float = LONGEST, healthy: float = HEALTHY) -> None:
        self._first = first
        self._longest = longest
        self._healthy = healthy
        self.deaths = 0

    def after(self, alive: float) -> float:
        """Return the seconds to wait after a part died that had lived for ``alive`` seconds."""
        self.deaths = 1 if alive >= self._healthy else self.deaths + 1
        return min(self._longest, self._first * 2.0 ** min(self.deaths - 1, 30))
