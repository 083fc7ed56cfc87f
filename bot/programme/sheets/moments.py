"""Reads times of day and days as people type them. Plain functions."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.programme.heard import fold
from bot.programme.numbers import digits
from bot.programme.sheets.nights import DAY, clock, minutes_of

HOUR, HALF_DAY = 60, 12 * 60
_TIME = re.compile(r"(?<![\d:.])(2[0-3]|[01]?\d)(?:[:.h]\s?([0-5]\d))?(?!\d)\s*(a\.?m\b\.?|p\.?m\b\.?|o'?clock)?", re.IGNORECASE)
_PLAIN_TIME = re.compile(r"\b([01]\d|2[0-3])([0-5]\d)\b")
_HALF = re.compile(r"\bhalf (?=\d)")
"""As the British say half past."""
_SPOKEN = re.compile(r"\b(half|quarter|\d{1,2})(?: minutes?)? ?(past|to) (\d{1,2})\b")
MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_MONTH = "|".join(name[:3] for name in MONTHS)
_DATE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})[a-z]*\b|\b({_MONTH})[a-z]* (\d{{1,2}})(?:st|nd|rd|th)?\b")
SOON = [
    (re.compile(r"\b(?:day before yesterday|night before last)\b"), -2),
    (re.compile(r"\bday after tomorrow\b"), 2),
    (re.compile(r"\byesterday\b"), -1),
    (re.compile(r"\btomorrow\b"), 1),
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening)|last night|now)\b"), 0),
]
_LATE = re.compile(r"(?<![a-z])p\.?m\b|\b(?:evening|afternoon|tonight)\b|\bat night\b")
_EARLY = re.compile(r"(?<![a-z])a\.?m\b|\bmorning\b")
_NAMED = {"midnight": "00:00", "noon": "12:00", "midday": "12:00"}


def read_time(text: str, example: str) -> str | None:
    """Read a time of day; None for none or several.

    Of "half past ten" without am or pm, the one nearer to the field's ``example`` is meant.
    """
    plain = _HALF.sub("half past ", digits(fold(text)))
    named = next((time for name, time in _NAMED.items() if re.search(rf"\b{name}\b", plain)), None)
    found = None if named else _spoken(plain) or _written(plain)
    if found is None:
        return named
    minutes, exact = found
    if exact or minutes >= HALF_DAY + HOUR:
        return clock(minutes)
    late, early = bool(_LATE.search(plain)), bool(_EARLY.search(plain))
    first, second = minutes % HALF_DAY, minutes % HALF_DAY + HALF_DAY
    if late or early:
        after_midnight = "at night" in plain and first < HALF_DAY // 2
        return clock(second if late and not after_midnight else first)
    if not example:
        return clock(minutes)
    about = minutes_of(example)
    return clock(min((first, second), key=lambda time: min((time - about) % DAY, (about - time) % DAY)))


def _spoken(plain: str) -> tuple[int, bool] | None:
    """Read "half past ten"; minutes, and that the half of the day is open."""
    spoken = _SPOKEN.search(plain)
    if spoken is None:
        return None
    away = {"half": HOUR // 2, "quarter": HOUR // 4}.get(spoken[1]) or int(spoken[1])
    return (int(spoken[3]) * HOUR + (away if spoken[2] == "past" else -away)) % DAY, False


def _written(plain: str) -> tuple[int, bool] | None:
    """Read "10:30", "10pm" or "2230"; minutes, and whether the half of the day is certain ("07:15")."""
    joined = _PLAIN_TIME.findall(plain)
    found = [(*joined[0], "")] if len(joined) == 1 else _TIME.findall(plain)
    if len(found) != 1:
        return None
    hour, minute, _ = found[0]
    return int(hour) * HOUR + int(minute or 0), bool(minute) and hour.startswith("0")


def read_day(text: str, today: date, *, ahead: bool) -> str | None:
    """Read a day, ISO 8601; None for none.

    ``ahead``: whether a day of the week is the next of its name rather than the last.
    """
    plain = fold(text)
    days = next((days for pattern, days in SOON if pattern.search(plain)), None)
    if days is not None:
        return (today + timedelta(days=days)).isoformat()
    try:
        named = _named_date(plain, today)
    except ValueError:  # 30 February
        return None
    if named is not None:
        return named.isoformat()
    for place, name in enumerate(DAYS):
        if re.search(rf"\b{name[:3]}(?:{name[3:]})?\b", plain):
            days = (place - today.weekday()) % len(DAYS) if ahead else -((today.weekday() - place) % len(DAYS))
            return (today + timedelta(days=days)).isoformat()
    return None


def _named_date(plain: str, today: date) -> date | None:
    if iso := _ISO.search(plain):
        year, month, day = (int(part) for part in iso.groups())
        return date(year, month, day)
    found = _DATE.search(plain)
    if found is None:
        return None
    number, name = (found[1], found[2]) if found[1] else (found[4], found[3])
    place = next(at for at, month in enumerate(MONTHS, 1) if month.startswith(name))
    years = [today.year - 1, today.year, today.year + 1]
    if (place, int(number)) == (2, 29):
        years = [year for year in range(today.year - 4, today.year + 5) if year % 4 == 0]
    return min((date(year, place, int(number)) for year in years), key=lambda one: abs((one - today).days))
