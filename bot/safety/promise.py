"""By when a person was asked to read something, and how that is said: "within 10 minutes", or "by 13:00 on Monday"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MINUTES_SPOKEN = 120
"""From here on a time is said in hours."""
DAYS_BY_NAME = 7
"""Days away up to which a weekday says enough; from here on the date is said too."""
UTC = ZoneInfo("UTC")


class Reader(StrEnum):
    """Whether somebody is there to keep a promise."""

    THERE = "there"
    """Somebody is, and the promise ends before they leave; or they are on call."""
    LATER = "later"
    """Somebody is, but the promise ends after they have left: it is kept when they are back."""
    AWAY = "away"
    """Nobody is."""
    TAKEN_UP = "taken_up"
    """Somebody has taken the case up: there is nothing left to promise."""
    READ = "read"
    """Somebody was shown the messages, and has neither answered nor taken the case up."""
    LATE = "late"
    """The time has passed, and nobody was shown them."""


@dataclass(frozen=True, slots=True)
class Promise:
    """That a person was asked to read something by ``due_at``."""

    now: datetime
    due_at: datetime
    reader: Reader = Reader.THERE
    opens_at: datetime | None = None
    """When somebody is there next; only where nobody is."""
    zone: ZoneInfo = UTC
    """The clinic's."""
    patient_zone: ZoneInfo = UTC
    read_at: datetime | None = None
    """When somebody was shown what the case is about; see ``ConversationRecord.case_read_at``."""

    @property
    def time_to_person(self) -> timedelta:
        """How long it takes at most, from now."""
        return self.due_at - self.now


@dataclass(frozen=True, slots=True)
class WhenWords:
    """How a language says a moment. ``{time}``, ``{day}``, ``{date}`` and ``{when}`` are filled in."""

    today: str
    tomorrow: str
    day: str
    date: str
    other_zone: str
    """Around the rest, for a patient whose clocks show another time than the clinic's."""
    days: tuple[str, ...]
    months: tuple[str, ...]

    def say(self, moment: datetime, promise: Promise) -> str:
        """Return ``moment`` by the clinic's clocks, seen from the promise's present."""
        local, today = moment.astimezone(promise.zone), promise.now.astimezone(promise.zone).date()
        ahead = (local.date() - today).days
        form = self.today if ahead == 0 else self.tomorrow if ahead == 1 else self.day if abs(ahead) < DAYS_BY_NAME else self.date
        said = form.format(
            time=f"{local:%H:%M}", day=self.days[local.weekday()], date=f"{local.day} {self.months[local.month - 1]}"
        )
        here = moment.astimezone(promise.patient_zone).utcoffset()
        return said if here == local.utcoffset() else self.other_zone.format(when=said)


def spoken(duration: timedelta) -> str:
    """Return a duration as people say it, rounded up, since it is a promise: ``10 minutes``, ``4 hours``."""
    minutes = math.ceil(duration.total_seconds() / 60)
    if minutes == 1:
        return "1 minute"
    return f"{minutes} minutes" if minutes < MINUTES_SPOKEN else f"{math.ceil(minutes / 60)} hours"
