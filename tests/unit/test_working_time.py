"""When the clinic works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.config import Settings
from bot.working_time import WorkingTime, parse_days, parse_holidays, parse_hours, parse_zone

LONDON = WorkingTime.parse("mon-fri", "09:00-17:00", "Europe/London", "2026-12-25,2026-12-28")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "now, ends",
    [
        ("2026-03-02 09:00", "2026-03-03 17:00"),  # Monday, in winter
        ("2026-03-06 23:30", "2026-03-09 17:00"),  # Friday night: Monday
        ("2026-03-07 12:00", "2026-03-09 17:00"),  # Saturday: Monday
        ("2026-06-30 23:30", "2026-07-02 16:00"),  # in London it is the first of July already, and summer
        ("2026-12-24 10:00", "2026-12-29 17:00"),  # holiday, weekend, holiday
    ],
)
def test_the_next_working_day_ends(now: str, ends: str):
    assert LONDON.next_day_ends(utc(now)) == utc(ends)


@pytest.mark.parametrize(
    "moment, then",
    [
        ("2026-03-02 10:00", "2026-03-02 10:00"),
        ("2026-03-02 06:00", "2026-03-02 09:00"),
        ("2026-03-02 17:00", "2026-03-03 09:00"),
        ("2026-03-06 18:00", "2026-03-09 09:00"),
        ("2026-06-08 07:00", "2026-06-08 08:00"),
        ("2026-12-25 10:00", "2026-12-29 09:00"),
    ],
)
def test_what_is_not_urgent_waits_for_working_hours(moment: str, then: str):
    assert LONDON.from_then(utc(moment)) == utc(then)


def test_days_are_read():
    assert parse_days("mon-fri") == frozenset(range(5))
    assert parse_days("Mon, wed,fri-sun") == frozenset({0, 2, 4, 5, 6})
    assert parse_holidays("") == frozenset()


@pytest.mark.parametrize(
    "reader, text",
    [
        *((parse_days, text) for text in ("", "monday", "fri-mon", "mon-", "mon;tue")),
        *((parse_hours, text) for text in ("", "9-17", "17:00-09:00", "09:00", "09:00-09:00", "09:00+01:00-17:00+01:00")),
        *((parse_zone, text) for text in ("", "Mars/North", "/etc/passwd", "Europe")),
        *((parse_holidays, text) for text in ("25.12.2026", "2026-13-01", "christmas")),
    ],
)
def test_what_makes_no_sense_is_refused(reader: Callable[[str], object], text: str):
    with pytest.raises(ValueError):
        reader(text)


@pytest.mark.parametrize(
    "setting, value, told",
    [
        ("working_days", "weekdays", "written mon-fri"),
        ("working_hours", "9 to 5", "written 09:00-17:00"),
        ("clinic_time_zone", "Mars/North", "such as Europe/London"),
        ("clinic_holidays", "Christmas", "2026-12-25"),
        ("mail_url", "smtp://mail.example", "mailtos://"),
        ("alarm_urls", "nobody", "apprise URLs"),
    ],
)
def test_settings_say_how_they_are_written(setting: str, value: str, told: str):
    with pytest.raises(ValidationError, match=told):
        Settings(_env_file=None, **{setting: value})
