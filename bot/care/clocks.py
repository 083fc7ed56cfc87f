"""Service-level clocks: how long a case of a tier may wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.config import Settings
from bot.words import Tier


@dataclass(frozen=True, slots=True)
class Clocks:
    """Time to a person by tier.

    Defaults: emergency and high 10 min, moderate 4 h, low 24 h. Sources: a youth service lets an uncleared alert climb at 30 min
    (CAMH); NHS England proposes 4 h for very urgent and 24 h for urgent mental health needs.
    """

    high: timedelta
    moderate: timedelta
    low: timedelta

    @classmethod
    def from_settings(cls, settings: Settings) -> Clocks:
        """Read the clocks that the administrator set."""
        return cls(*(timedelta(seconds=value) for value in (settings.clock_high, settings.clock_moderate, settings.clock_low)))

    def due_in(self, tier: Tier) -> timedelta:
        """Return how long a case of ``tier`` may wait."""
        if tier.rank >= Tier.HIGH.rank:
            return self.high
        return self.moderate if tier is Tier.MODERATE else self.low
