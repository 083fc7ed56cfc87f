"""When the clinic works: its days, hours, zone and holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of ``date.weekday``."""

LONGEST_BREAK = 60
"""Most days in a row without work; beyond them, holidays are a mistake in the settings."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The clinic's working time; every moment that goes in or comes out is aware, those that come out in UTC."""

    days: frozenset[int] = frozenset(range(5))
    """Weekdays, 0 (Monday) to 6 (Sunday)."""
    begins: time = time(9)
    ends: time = time(17)
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009 - immutable
    holidays: frozenset[date] = frozenset()

    @classmethod
    def parse(cls, days: str, hours: str, zone: str, holidays: str) -> WorkingTime:
        """Read the settings' words.

        Raises:
            ValueError: one of them makes no sense; the message says which, and how it is written.
        """
        begins, ends = parse_hours(hours)
        return cls(parse_days(days), begins, ends, parse_zone(zone), parse_holidays(holidays))

    def works_on(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        return day.weekday() in self.days and day not in self.holidays

    def next_day_ends(self, now: datetime) -> datetime:
        """Return the end of the first working day after today."""
        day = self._first_working_day(now.astimezone(self.zone).date() + timedelta(days=1))
        return self._at(day, self.ends)

    def from_then(self, moment: datetime) -> datetime:
        """Return ``moment`` if the clinic works then, else the next beginning of work."""
        local = moment.astimezone(self.zone)
        if self.works_on(local.date()) and local.time() < self.ends:
            return max(moment, self._at(local.date(), self.begins)).astimezone(UTC)
        return self._at(self._first_working_day(local.date() + timedelta(days=1)), self.begins)

    def _first_working_day(self, day: date) -> date:
        candidates = (day + timedelta(days=count) for count in range(LONGEST_BREAK))
        return next((candidate for candidate in candidates if self.works_on(candidate)), day)

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


def parse_days(text: str) -> frozenset[int]:
    """Read ``mon-fri`` or ``mon,wed,fri``."""
    found: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if (dash and not last) or first not in DAYS or (last or first) not in DAYS or DAYS.index(last or first) < DAYS.index(first):
            raise ValueError("working days are written mon-fri or mon,wed,fri")
        found.update(range(DAYS.index(first), DAYS.index(last or first) + 1))
    return frozenset(found)


def parse_hours(text: str) -> tuple[time, time]:
    """Read ``09:00-17:00``."""
    begins, _, ends = text.replace(" ", "").partition("-")
    try:
        hours = time.fromisoformat(begins), time.fromisoformat(ends)
    except ValueError:
        raise ValueError("working hours are written 09:00-17:00") from None
    if hours[0] >= hours[1] or any(hour.tzinfo for hour in hours):
        raise ValueError("working hours begin before they end, on the same day, as in 09:00-17:00")
    return hours


def parse_zone(text: str) -> ZoneInfo:
    """Read a name such as ``Europe/London``."""
    try:
        return ZoneInfo(text)
    except (LookupError, OSError, ValueError):  # unknown, a folder of zones, not even a path
        raise ValueError("a time zone is a name such as Europe/London") from None


def parse_holidays(text: str) -> frozenset[date]:
    """Read ``2026-12-25,2027-01-01``."""
    try:
        holidays = frozenset(date.fromisoformat(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError("holidays are dates with commas between them, as in 2026-12-25,2027-01-01") from None
    return holidays
