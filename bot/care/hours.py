"""When somebody from the team is there: the clinic's opening hours, in its own time zone, less its holidays.

Every moment that goes in or comes out is an aware datetime; what comes out is UTC. Wall clock becomes time in one place
(``_moment``), so that the two nights a year on which clocks change are right everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.config import Settings
from bot.errors import HandrailError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXAMPLE = "Mon-Fri 09:00-12:30 13:30-17:00; Sat 10:00-12:00"
LONGEST_HOLIDAYS = 366
"""Days that one range of holidays may span; more is a typing mistake in the year."""

Span = tuple[time, time]
"""From and until, on one day by the wall clock; ``time.max`` stands for 24:00."""

_WEEK = timedelta(days=7)
_DAY = re.compile(r"([a-z]{3})[a-z]*(?:-([a-z]{3})[a-z]*)?")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Hours:
    """A clinic's opening hours. Without any (``ALWAYS``) it never closes, and time passes as on any clock."""

    week: tuple[tuple[Span, ...], ...]
    """For Monday to Sunday the spans of a day, in order; empty: always open."""
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    @classmethod
    def parse(cls, hours: str, zone: str = "UTC", holidays: str = "") -> Hours:
        """Read hours as an administrator writes them.

        Args:
            hours: days and times, entries separated by ``;`` (``EXAMPLE``); empty for a clinic that never closes.
            zone: name of a time zone, such as ``Europe/London``.
            holidays: dates on which it is closed, separated by commas; ``2026-12-24..2027-01-01`` is a range, its ends included.

        Raises:
            HandrailError: naming the setting, what is wrong with it, and how it is written.
        """
        return cls(_week(hours), _zone(zone), _holidays(holidays))

    @classmethod
    def from_settings(cls, settings: Settings) -> Hours:
        """Read what the administrator set; see ``parse``."""
        return cls.parse(settings.opening_hours, settings.time_zone, settings.holidays)

    @property
    def always(self) -> bool:
        """Whether no hours are set."""
        return not self.week

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at ``at``. A span holds its first moment and not its last."""
        return self.always or any(start <= at < end for start, end in self._spans(self._day(at)))

    def next_opening(self, at: datetime) -> datetime:
        """Return ``at`` if it is open then, else the moment at which it opens next."""
        if self.always:
            return at.astimezone(UTC)
        return next(max(start, at.astimezone(UTC)) for start, end in self._from(at) if end > at)

    def next_closing(self, at: datetime) -> datetime | None:
        """Return when it closes next, from ``at`` on if it is open then; None for a clinic that never does."""
        if self.always:
            return None
        closing: datetime | None = None
        for start, end in self._from(at):
            if closing is not None and start > closing:
                break
            if end > at:
                closing = end
                if end - at > 2 * _WEEK:  # open without a gap: it never closes
                    return None
        return closing

    def add_working_time(self, at: datetime, delta: timedelta) -> datetime:
        """Return the first moment by which ``delta`` of open time has passed since ``at``; ``at`` itself for no time.

        Raises:
            ValueError: a negative ``delta``.
        """
        if delta < timedelta(0):
            raise ValueError("working time cannot be taken away")
        moment = at.astimezone(UTC)
        if self.always or not delta:
            return moment + delta
        left = delta
        for start, end in self._from(at):
            room = end - max(start, moment)
            if room >= left:
                return max(start, moment) + left
            left -= max(room, timedelta(0))
        raise AssertionError("the days do not end")

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Return how much open time there is from ``start`` until ``end``; none when it is over before it begins."""
        if self.always or end <= start:
            return max(end - start, timedelta(0))
        total = timedelta(0)
        for opens, closes in self._from(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta(0))
        return total

    def end_of_next_day(self, at: datetime) -> datetime:
        """Return when the next day with opening hours ends, today not counted; where it never closes, after a day."""
        day = self._day(at)
        if self.always:
            return at.astimezone(UTC) + timedelta(days=1)
        while True:
            day += timedelta(days=1)
            if spans := self._spans(day):
                return spans[-1][1]

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield every span that may end after ``at``, in order, without end."""
        day = self._day(at)
        while True:
            yield from self._spans(day)
            day += timedelta(days=1)

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.holidays:
            return []
        pairs = [
            (self._moment(day, start, last=False), self._moment(day, end, last=True)) for start, end in self.week[day.weekday()]
        ]
        return [(start, end) for start, end in pairs if start < end]

    def _moment(self, day: date, wall: time, *, last: bool) -> datetime:
        """Return the moment at which clocks show ``wall``, or would, where they are put forward over it.

        Where they show it twice, because they are put back, it is the second time for an end (``last``) and the first for a
        beginning: a span that touches the repeated hour is open for both.
        """
        if wall == time.max:
            return self._moment(day + timedelta(days=1), time.min, last=False)
        local = datetime.combine(day, wall, self.zone).replace(fold=int(last))
        moment = local.astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
            return moment
        return self._change(local)

    def _change(self, local: datetime) -> datetime:
        """Return the moment at which clocks jump over ``local``, to the second."""
        before, after = sorted(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        offset = after.astimezone(self.zone).utcoffset()
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // 2
            if middle.astimezone(self.zone).utcoffset() == offset:
                after = middle
            else:
                before = middle
        return after.replace(microsecond=0)


ALWAYS = Hours((), ZoneInfo("UTC"))
"""A clinic that never closes: what holds when no hours are set."""


def _week(hours: str) -> tuple[tuple[Span, ...], ...]:
    week: list[list[Span]] = [[] for _ in DAYS]
    for entry in filter(None, (part.strip() for part in hours.split(";"))):
        days, _, spans = entry.partition(" ")
        read = [_span(word, entry) for word in spans.replace(",", " ").split()]
        if not read:
            raise _wrong(f"{entry!r} has days but no times")
        for day in _days(days, entry):
            week[day] += read
    for name, spans_of_day in zip(DAYS, week, strict=True):
        spans_of_day.sort()
        for (_, end), (start, _) in pairwise(spans_of_day):
            if start < end:
                raise _wrong(f"two times overlap on {name.capitalize()}")
    return tuple(map(tuple, week)) if any(week) else ()


def _days(text: str, entry: str) -> Iterator[int]:
    for part in text.lower().split(","):
        found = _DAY.fullmatch(part)
        names = [name for name in (found.groups() if found else ()) if name]
        if not names or any(name not in DAYS for name in names):
            raise _wrong(f"{part!r} in {entry!r} is no day")
        first, last = DAYS.index(names[0]), DAYS.index(names[-1])
        yield from range(first, last + 1) if first <= last else (*range(first, len(DAYS)), *range(last + 1))


def _span(text: str, entry: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise _wrong(f"{text!r} in {entry!r} is no time such as 09:00-17:00")
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    try:
        start = time(from_hour, from_minute)
        end = time.max if (to_hour, to_minute) == (24, 0) else time(to_hour, to_minute)
    except ValueError:
        raise _wrong(f"{text!r} in {entry!r} is no time of a day") from None
    if end <= start:
        raise _wrong(f"{text!r} in {entry!r} ends before it begins; over midnight write two, until 24:00 and from 00:00")
    return start, end


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise HandrailError(
            f"HANDRAIL_TIME_ZONE: there is no time zone {name!r}", remedy="give one by its name, such as Europe/London"
        ) from None


def _holidays(text: str) -> frozenset[date]:
    found: set[date] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        first, _, last = part.partition("..")
        try:
            start, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
        except ValueError:
            raise _wrong_holiday(f"{part!r} is no date") from None
        if not 0 <= (end - start).days <= LONGEST_HOLIDAYS:
            raise _wrong_holiday(f"{part!r} ends before it begins, or after more than a year")
        found.update(start + timedelta(days=day) for day in range((end - start).days + 1))
    return frozenset(found)


def _wrong(what: str) -> HandrailError:
    return HandrailError(f"HANDRAIL_OPENING_HOURS: {what}", remedy=f"write it like: {EXAMPLE}")


def _wrong_holiday(what: str) -> HandrailError:
    return HandrailError(f"HANDRAIL_HOLIDAYS: {what}", remedy="write dates like: 2026-12-25, 2026-12-28..2027-01-01")
