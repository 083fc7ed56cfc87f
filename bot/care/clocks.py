"""Service-level clocks: how long a case of a tier may wait for a person, and when the ladder's steps come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.config import Settings
from bot.words import Tier
from bot.working_time import WorkingTime

LONGEST_PATIENCE = timedelta(hours=2)
"""Most time that anybody beyond the first has to answer, before the next is asked."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Time to a person by tier.

    Defaults: emergency and high 10 min, moderate 4 h, low by the end of the clinic's next working day. Sources: a youth service
    lets an uncleared alert climb at 30 min (CAMH); NHS England proposes 4 h for very urgent and 24 h for urgent mental health
    needs.
    """

    high: timedelta
    moderate: timedelta
    low: timedelta | None
    """None: the end of the next working day."""
    working: WorkingTime = field(default_factory=WorkingTime)

    @classmethod
    def from_settings(cls, settings: Settings) -> Clocks:
        """Read the clocks that the administrator set."""
        high, moderate, low = (
            timedelta(seconds=value) for value in (settings.clock_high, settings.clock_moderate, settings.clock_low)
        )
        working = WorkingTime.parse(
            settings.working_days, settings.working_hours, settings.clinic_time_zone, settings.clinic_holidays
        )
        return cls(high, moderate, low or None, working)

    def due_in(self, tier: Tier, now: datetime) -> timedelta:
        """Return how long a case of ``tier`` that begins now may wait."""
        if tier.rank >= Tier.HIGH.rank:
            return self.high
        if tier is Tier.MODERATE:
            return self.moderate
        return self.low if self.low is not None else self.working.next_day_ends(now) - now

    def patience(self, tier: Tier) -> timedelta:
        """Return how long the ladder waits for each further person: half the clock, and never more than two hours."""
        clock = self.high if tier.rank >= Tier.HIGH.rank else self.moderate if tier is Tier.MODERATE else 2 * LONGEST_PATIENCE
        return min(clock / 2, LONGEST_PATIENCE)

    def not_before(self, tier: Tier, moment: datetime) -> datetime:
        """Return when a step due at ``moment`` is taken: for low cases not in the night or at a weekend."""
        return moment if tier.rank > Tier.LOW.rank else self.working.from_then(moment)
