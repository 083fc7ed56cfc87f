"""By when a person is asked to read: only what is so, whatever the hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.care.clocks import Clocks, Team
from bot.care.hours import Hours
from bot.safety.promise import Reader
from bot.words import Tier

TIMES = (timedelta(minutes=10), timedelta(hours=4), timedelta(hours=24))
OFFICE = Hours.parse("Mon-Fri 09:00-17:00")
CLINIC = Clocks(*TIMES, hours=OFFICE)
ON_CALL = Clocks(*TIMES, hours=OFFICE, on_call=True)


def at(text: str) -> datetime:
    """A moment; 2 March 2026 is a Monday."""
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "clocks, tier, now, due, reader, opens",
    [
        (Clocks(*TIMES), Tier.HIGH, "07 03:00", "07 03:10", Reader.THERE, None),
        (CLINIC, Tier.HIGH, "02 10:00", "02 10:10", Reader.THERE, None),
        (CLINIC, Tier.EMERGENCY, "07 03:00", "09 09:10", Reader.AWAY, "09 09:00"),
        (CLINIC, Tier.HIGH, "06 16:55", "09 09:05", Reader.LATER, None),
        (ON_CALL, Tier.EMERGENCY, "07 03:00", "07 03:10", Reader.THERE, None),
        (ON_CALL, Tier.MODERATE, "07 03:00", "09 13:00", Reader.AWAY, "09 09:00"),
        (CLINIC, Tier.MODERATE, "02 10:00", "02 14:00", Reader.THERE, None),
        (CLINIC, Tier.MODERATE, "06 16:00", "09 12:00", Reader.LATER, None),
        (CLINIC, Tier.LOW, "02 10:00", "03 10:00", Reader.LATER, None),
        (CLINIC, Tier.LOW, "06 10:00", "09 09:00", Reader.LATER, None),
        (CLINIC, Tier.LOW, "06 18:00", "09 13:00", Reader.AWAY, "09 09:00"),  # never sooner than a moderate one
    ],
)
def test_what_is_promised(clocks: Clocks, tier: Tier, now: str, due: str, reader: Reader, opens: str | None) -> None:
    promise = clocks.promise(tier, at(now))
    assert (promise.due_at, promise.reader, promise.opens_at) == (at(due), reader, opens and at(opens))
    assert promise.due_at == clocks.due_at(tier, at(now))


def test_of_a_case_its_own_time_is_said() -> None:
    promise = CLINIC.promise(Tier.HIGH, at("02 10:00"), due_at=at("02 10:03"))
    assert (promise.time_to_person, promise.reader) == (timedelta(minutes=3), Reader.THERE)


def test_whether_somebody_is_there() -> None:
    assert Clocks(*TIMES).team(at("02 10:00")) is None
    assert CLINIC.team(at("02 10:00")) == Team(here=True, until=at("02 17:00"))
    assert CLINIC.team(at("06 17:00")) == Team(here=False, until=at("09 09:00"))
