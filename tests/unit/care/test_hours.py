"""Opening hours: what administrators write, and time that passes only while somebody is there, also when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.hours import ALWAYS, DAYS, Hours
from bot.errors import HandrailError

OFFICE = Hours.parse("Mon-Fri 09:00-12:30 13:30-17:00; Sat 10:00-12:00", "Europe/London", "2026-12-25, 2026-12-28..2027-01-01")


def london(text: str) -> datetime:
    """A moment by the clocks of London."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    "at, is_open, opens",
    [
        ("2026-03-02 09:00", True, "2026-03-02 09:00"),  # a Monday
        ("2026-03-02 12:30", False, "2026-03-02 13:30"),
        ("2026-03-02 17:00", False, "2026-03-03 09:00"),
        ("2026-03-07 11:59", True, "2026-03-07 11:59"),
        ("2026-03-07 12:00", False, "2026-03-09 09:00"),
        ("2026-12-24 18:00", False, "2026-12-26 10:00"),  # a holiday on Friday, and Saturday is open
        ("2026-12-26 12:00", False, "2027-01-02 10:00"),
        ("2026-03-27 18:00", False, "2026-03-28 10:00"),
        ("2026-03-28 18:00", False, "2026-03-30 09:00"),  # clocks went forward in between
    ],
)
def test_open_and_next_opening(at: str, is_open: bool, opens: str) -> None:
    assert OFFICE.is_open(london(at)) is is_open
    assert OFFICE.next_opening(london(at)) == london(opens)


@pytest.mark.parametrize(
    "at, hours, until",
    [
        ("2026-03-02 09:00", 1, "2026-03-02 10:00"),
        ("2026-03-02 12:00", 1, "2026-03-02 14:00"),
        ("2026-03-06 16:00", 4, "2026-03-09 10:00"),  # an hour on Friday, two on Saturday, one on Monday
        ("2026-03-28 20:00", 1, "2026-03-30 10:00"),
        ("2026-03-02 03:00", 0, "2026-03-02 03:00"),
        ("2026-03-02 09:00", 7, "2026-03-02 17:00"),
    ],
)
def test_working_time(at: str, hours: float, until: str) -> None:
    assert OFFICE.add_working_time(london(at), timedelta(hours=hours)) == london(until)


def test_when_it_closes() -> None:
    assert OFFICE.next_closing(london("2026-03-02 10:00")) == london("2026-03-02 12:30")
    assert OFFICE.next_closing(london("2026-03-02 12:45")) == london("2026-03-02 17:00")
    assert Hours.parse("Mon-Tue 00:00-24:00").next_closing(datetime(2026, 3, 2, tzinfo=UTC)) == datetime(2026, 3, 4, tzinfo=UTC)
    assert Hours.parse("Mon-Sun 00:00-24:00").next_closing(datetime(2026, 3, 2, tzinfo=UTC)) is None
    assert ALWAYS.next_closing(datetime(2026, 3, 2, tzinfo=UTC)) is None


def test_without_hours_time_passes_as_on_any_clock() -> None:
    at = london("2026-03-01 03:00")
    for hours in (ALWAYS, Hours.parse(""), Hours.parse(" ; ")):
        assert hours.always
        assert hours.is_open(at)
        assert hours.next_opening(at) == at
        assert hours.add_working_time(at, timedelta(hours=4)) == at + timedelta(hours=4)


@pytest.mark.parametrize(
    "night, hours, length",
    [
        ("2026-03-29", "Sun 00:00-06:00", 5),  # 01:00 to 02:00 does not exist
        ("2026-03-29", "Sun 01:15-01:45", 0),
        ("2026-03-29", "Sun 01:30-03:00", 1),
        ("2026-10-25", "Sun 00:00-06:00", 7),  # 01:00 to 02:00 comes twice
        ("2026-10-25", "Sun 00:00-01:30", 2.5),
        ("2026-10-25", "Sun 01:30-03:00", 2.5),
    ],
)
def test_nights_on_which_clocks_change(night: str, hours: str, length: float) -> None:
    read = Hours.parse(hours, "Europe/London")
    moment = london(f"{night} 00:00").astimezone(UTC)
    minutes = sum(read.is_open(moment + timedelta(minutes=minute)) for minute in range(26 * 60))
    assert minutes == length * 60


@pytest.mark.parametrize(
    "hours, zone, holidays, said",
    [
        ("Mon-Fri", "UTC", "", "has days but no times"),
        ("Mo-Fri 09:00-17:00", "UTC", "", "is no day"),
        ("Mon-Fry 09:00-17:00", "UTC", "", "is no day"),
        ("Mon 9-17", "UTC", "", "'9-17'"),
        ("Mon 09:00-25:00", "UTC", "", "no time of a day"),
        ("Mon 17:00-09:00", "UTC", "", "ends before it begins"),
        ("Mon 09:00-17:00; Mon-Wed 16:00-18:00", "UTC", "", "overlap on Mon"),
        ("Mon 09:00-17:00", "Europe/Lundon", "", "no time zone 'Europe/Lundon'"),
        ("Mon 09:00-17:00", "", "", "no time zone"),
        ("Mon 09:00-17:00", "../../etc/passwd", "", "no time zone"),
        ("Mon 09:00-17:00", "UTC", "25.12.2026", "'25.12.2026' is no date"),
        ("Mon 09:00-17:00", "UTC", "2026-12-25..2026-12-24", "ends before it begins"),
        ("Mon 09:00-17:00", "UTC", "2026-12-25..2029-12-24", "more than a year"),
    ],
)
def test_a_mistake_is_told_with_setting_and_remedy(hours: str, zone: str, holidays: str, said: str) -> None:
    with pytest.raises(HandrailError) as caught:
        Hours.parse(hours, zone, holidays)
    assert said in caught.value.message
    assert caught.value.message.startswith("HANDRAIL_")
    assert caught.value.remedy


def test_days_in_full_lists_and_over_the_weekend() -> None:
    assert Hours.parse("monday,Wed 09:00-10:00") == Hours.parse("Mon 09:00-10:00; Wed 09:00-10:00")
    assert Hours.parse("Sat-Mon 09:00-10:00") == Hours.parse("Sat 09:00-10:00; Sun 09:00-10:00; Mon 09:00-10:00")


ZONES = st.sampled_from(["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu"])
MOMENTS = st.integers(0, 3 * 366 * 86_400).map(lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
DELTAS = st.timedeltas(timedelta(0), timedelta(hours=60))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Some clinic."""
    entries = []
    for day in draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True)):
        marks = sorted(draw(st.lists(st.integers(0, 96), min_size=2, max_size=4, unique=True)))
        spans = [f"{a // 4:02}:{a % 4 * 15:02}-{b // 4:02}:{b % 4 * 15:02}" for a, b in zip(marks[::2], marks[1::2], strict=False)]
        entries.append(f"{day} {' '.join(spans)}")
    closed = draw(st.lists(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=20))
    return Hours.parse("; ".join(entries), draw(ZONES), ",".join(map(str, closed)))


@settings(deadline=None, max_examples=150)
@given(clinic=hours(), at=MOMENTS)
def test_open_is_what_the_wall_clock_says(clinic: Hours, at: datetime) -> None:
    local = at.astimezone(clinic.zone)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        return  # the repeated hour has a rule of its own
    wall, spans = local.time(), clinic.week[local.weekday()]
    says = local.date() not in clinic.holidays and any(start <= wall and (wall < end or end == time.max) for start, end in spans)
    assert clinic.is_open(at) is says


@settings(deadline=None, max_examples=150)
@given(clinic=hours(), at=MOMENTS)
def test_the_next_opening_is_the_first_open_moment(clinic: Hours, at: datetime) -> None:
    opens = clinic.next_opening(at)
    assert opens >= at
    assert clinic.is_open(opens)
    assert (opens == at) is clinic.is_open(at)
    if opens > at:
        assert not clinic.is_open(opens - timedelta(microseconds=1))
        assert not clinic.is_open(at + (opens - at) / 2)


@settings(deadline=None, max_examples=150)
@given(clinic=hours(), at=MOMENTS, first=DELTAS, second=DELTAS)
def test_working_time_adds_up(clinic: Hours, at: datetime, first: timedelta, second: timedelta) -> None:
    once, twice = clinic.add_working_time(at, first + second), clinic.add_working_time(clinic.add_working_time(at, first), second)
    assert once == twice
    assert once >= at + first + second
    if first + second:
        assert clinic.is_open(once - timedelta(microseconds=1)), "it ends in open time, though it may be its last moment"
    with pytest.raises(ValueError, match="taken away"):
        clinic.add_working_time(at, timedelta(seconds=-1))


@settings(deadline=None, max_examples=150)
@given(clinic=hours(), at=MOMENTS, delta=DELTAS)
def test_working_time_is_counted_as_it_is_added(clinic: Hours, at: datetime, delta: timedelta) -> None:
    until = clinic.add_working_time(at, delta)
    assert clinic.working_time(at, until) == delta
    assert clinic.working_time(until, at) == timedelta(0)


@pytest.mark.parametrize(
    "at, closes",
    [
        ("2026-03-02 09:00", "2026-03-03 17:00"),  # a Monday
        ("2026-03-02 03:00", "2026-03-03 17:00"),  # today is not counted, though it has not begun
        ("2026-03-06 23:30", "2026-03-07 12:00"),
        ("2026-03-07 12:00", "2026-03-09 17:00"),
        ("2026-03-28 10:00", "2026-03-30 17:00"),  # clocks go forward in between
        ("2026-12-26 10:00", "2027-01-02 12:00"),
    ],
)
def test_the_end_of_the_next_day(at: str, closes: str) -> None:
    assert OFFICE.end_of_next_day(london(at)) == london(closes)


def test_the_end_of_the_next_day_is_by_the_clinics_clocks() -> None:
    assert OFFICE.end_of_next_day(datetime(2026, 6, 29, 23, 30, tzinfo=UTC)) == datetime(2026, 7, 1, 16, tzinfo=UTC)
    day_and_night = Hours.parse("Mon-Sun 00:00-24:00")
    assert day_and_night.end_of_next_day(datetime(2026, 3, 2, 5, tzinfo=UTC)) == datetime(2026, 3, 4, tzinfo=UTC)
    assert ALWAYS.end_of_next_day(datetime(2026, 3, 2, 5, tzinfo=UTC)) == datetime(2026, 3, 3, 5, tzinfo=UTC)
