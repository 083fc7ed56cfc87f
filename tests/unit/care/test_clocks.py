"""By when a person is asked to read: only what is so, whatever the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.care.clocks import Clocks, Team
from bot.care.hours import Hours
from bot.config import Settings
from bot.safety.promise import Reader
from bot.words import Tier

TIMES = (timedelta(minutes=10), timedelta(hours=4), timedelta(hours=24))
OFFICE = Hours.parse("Mon-Fri 09:00-17:00")
CLINIC = Clocks(*TIMES, hours=OFFICE)
BY_DAYS = Clocks(*TIMES[:2], hours=OFFICE)
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
        (Clocks(*TIMES[:2]), Tier.LOW, "07 03:00", "08 03:00", Reader.THERE, None),
        (BY_DAYS, Tier.LOW, "02 10:00", "03 17:00", Reader.LATER, None),
        (BY_DAYS, Tier.LOW, "06 18:00", "09 17:00", Reader.AWAY, "09 09:00"),
        (BY_DAYS, Tier.LOW, "07 03:00", "09 17:00", Reader.AWAY, "09 09:00"),
        (
            replace(BY_DAYS, hours=Hours.parse("Mon-Fri 09:00-17:00; Sat 10:00-12:00")),
            Tier.LOW,
            "06 16:30",
            "09 10:30",
            Reader.LATER,
            None,
        ),
    ],
)
def test_what_is_promised(clocks: Clocks, tier: Tier, now: str, due: str, reader: Reader, opens: str | None) -> None:
    promise = clocks.promise(tier, at(now))
    assert (promise.due_at, promise.reader, promise.opens_at) == (at(due), reader, opens and at(opens))
    assert promise.due_at == clocks.due_at(tier, at(now))


def test_of_a_case_its_own_time_is_said() -> None:
    promise = CLINIC.promise(Tier.HIGH, at("02 10:00"), due_at=at("02 10:03"))
    assert (promise.time_to_person, promise.reader) == (timedelta(minutes=3), Reader.THERE)


def test_the_defaults_of_the_settings(tmp_path: Path) -> None:
    """Emergency and high: 10 minutes; moderate: 4 hours; low: the next working day, and a day where no hours are set."""

    def due(**values: object) -> dict[Tier, datetime]:
        clocks = Clocks.from_settings(Settings(_env_file=None, data_dir=tmp_path, **values))
        return {tier: clocks.due_at(tier, at("06 10:00")) for tier in (Tier.EMERGENCY, Tier.HIGH, Tier.MODERATE, Tier.LOW)}

    assert list(due().values()) == [at("06 10:10"), at("06 10:10"), at("06 14:00"), at("07 10:00")]
    friday = due(opening_hours="Mon-Fri 09:00-17:00")
    assert list(friday.values()) == [at("06 10:10"), at("06 10:10"), at("06 14:00"), at("09 17:00")]
    set_by_hand = due(clock_high=60, clock_moderate=120, clock_low=180)
    assert list(set_by_hand.values()) == [at("06 10:01"), at("06 10:01"), at("06 10:02"), at("06 10:03")]


def test_whether_somebody_is_there() -> None:
    assert Clocks(*TIMES).team(at("02 10:00")) is None
    assert CLINIC.team(at("02 10:00")) == Team(here=True, until=at("02 17:00"))
    assert CLINIC.team(at("06 17:00")) == Team(here=False, until=at("09 09:00"))


@pytest.mark.parametrize(
    "clocks, tier, start, due, half",
    [
        (Clocks(*TIMES), Tier.MODERATE, "07 03:00", "07 07:00", "07 05:00"),
        (CLINIC, Tier.MODERATE, "06 16:00", "09 12:00", "09 10:00"),
        (CLINIC, Tier.HIGH, "07 03:00", "09 09:10", "09 09:05"),
        (ON_CALL, Tier.HIGH, "07 03:00", "07 03:10", "07 03:05"),
        (CLINIC, Tier.HIGH, "02 10:10", "02 10:00", "02 10:10"),
        (Clocks(*TIMES), Tier.HIGH, "02 10:10", "02 10:00", "02 10:10"),
    ],
)
def test_half_of_the_time_is_half_of_what_the_clock_counts(clocks: Clocks, tier: Tier, start: str, due: str, half: str) -> None:
    assert clocks.half(tier, at(start), at(due)) == at(half)


def test_only_what_is_urgent_asks_while_nobody_is_there() -> None:
    assert {tier: CLINIC.not_before(tier, at("07 03:00")) for tier in (Tier.LOW, Tier.MODERATE, Tier.HIGH, Tier.EMERGENCY)} == {
        Tier.LOW: at("09 09:00"),
        Tier.MODERATE: at("09 09:00"),
        Tier.HIGH: at("07 03:00"),
        Tier.EMERGENCY: at("07 03:00"),
    }
    assert CLINIC.not_before(Tier.LOW, at("02 10:00")) == at("02 10:00")
    assert Clocks(*TIMES).not_before(Tier.LOW, at("07 03:00")) == at("07 03:00")


def test_nobody_waits_for_an_answer_longer_than_two_hours() -> None:
    minutes = [CLINIC.patience(tier) / timedelta(minutes=1) for tier in (Tier.EMERGENCY, Tier.HIGH, Tier.MODERATE, Tier.LOW)]
    assert minutes == [5, 5, 120, 120]
