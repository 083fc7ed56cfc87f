"""The worker takes the ladder's steps, and says at its start when nobody can be reached."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from structlog.testing import LogCapture

from bot import worker
from bot.config import Settings
from bot.db.engine import Database
from bot.factory import Factory
from bot.worker import Worker
from tests.clinic import Clinic
from tests.conftest import MovingClock

pytestmark = pytest.mark.asyncio


def worker_of(clinic: Clinic) -> Worker:
    return Worker(
        db=clinic.db,
        turns=clinic.turns,
        cases=clinic.cases,
        follow_ups=clinic.follow_ups,
        ladder=clinic.ladder,
        wake=clinic.listening,
        clock=clinic.clock,
        safety_grace=timedelta(seconds=5),
        answer_grace=timedelta(seconds=15),
    )


async def test_several_workers_take_each_step_once_and_tell_the_consoles(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    await clinic.therapist()
    case = await clinic.cases.case_of((await clinic.write(await clinic.patient(), "high")).id) or ""
    clinic.listening.topics.clear()
    for _ in range(3):
        await asyncio.gather(*(worker_of(clinic).round() for _ in range(3)))
        clock.advance(minutes=5)
    actions = [step.action for step in (await clinic.cases.detail(case)).history]
    assert actions == ["opened", "asked", "warned", "administrators asked"]
    assert "cases" in clinic.listening.topics


async def test_it_says_at_the_start_when_nobody_can_be_reached(
    db_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = LogCapture()
    monkeypatch.setattr(worker, "log", structlog.wrap_logger(None, processors=[capture]))
    for alarms, told in (("", "nobody can be reached outside the console"), ("json://alarm.example", "")):
        factory = Factory(Settings(_env_file=None, database_url=db_url, data_dir=tmp_path, alarm_urls=alarms))
        capture.entries.clear()
        await worker._say_who_is_reached(factory)
        await factory.aclose()
        assert [entry["event"].startswith(told) for entry in capture.entries] == ([True] if told else [])
