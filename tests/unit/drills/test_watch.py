"""That no drill was run is told by the gateway: the worker, which tells everything else, may be what is missing."""

from __future__ import annotations

import asyncio

import pytest

from bot.db.engine import Database
from bot.drills import watch
from bot.drills.board import DrillBoard, DrillState
from bot.drills.watch import DrillWatch
from tests.clinic import Clinic
from tests.conftest import MovingClock
from tests.unit.drills.support import DEADLINE, EVERY, drills_of, escalating, run_through

pytestmark = pytest.mark.asyncio


def watch_of(clinic: Clinic, *, alarms: int = 1) -> DrillWatch:
    """A gateway that has just started."""
    return DrillWatch(clinic.db, clinic.clock, DrillBoard(clinic.db, clinic.clock, EVERY, DEADLINE), lambda: clinic.courier, alarms)


def subjects(clinic: Clinic) -> list[str]:
    return [message.subject for _, message in clinic.sender.letters]


async def test_a_worker_that_never_runs_a_drill_alarms_once_a_day(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    gateway = watch_of(clinic)
    assert not await gateway.look()
    assert subjects(clinic) == []
    clock.advance(minutes=33)
    assert await gateway.look()
    assert await gateway.look()
    assert subjects(clinic) == ["Handrail: no drill was run"]
    assert clinic.sender.letters[0][0] == "json://alarm.example"
    clock.advance(hours=24)
    assert await gateway.look()
    assert subjects(clinic) == ["Handrail: no drill was run"] * 2


async def test_a_worker_that_stops_alarms_and_a_drill_ends_the_alarm(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    gateway, worker = watch_of(clinic), drills_of(clinic)
    await worker.look()
    await run_through(clinic, worker)
    clinic.sender.letters.clear()
    clock.advance(hours=6)
    assert not await gateway.look(), "a little late is no alarm"
    clock.advance(minutes=18)
    assert await gateway.look()
    assert subjects(clinic) == ["Handrail: no drill was run"]
    await worker.look()
    await run_through(clinic, worker)
    assert not await gateway.look()


async def test_several_gateways_alarm_once_and_deliver_what_the_worker_left(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    gateways = [watch_of(clinic) for _ in range(3)]
    await clinic.therapist()
    case = await clinic.cases.case_of((await clinic.write(await clinic.patient(), "high")).id) or ""
    for minutes in (0, 5, 5):
        clock.advance(minutes=minutes)
        await clinic.ladder.climb(case)
    clock.advance(minutes=30)
    await asyncio.gather(*(gateway.look() for gateway in gateways))
    assert sorted(subjects(clinic)) == ["Handrail: a case waits (high)", "Handrail: no drill was run"]


async def test_missing_is_alarming_whatever_the_last_drill_was(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    clinic.assistant.behaviour = escalating(clinic)
    board, worker = DrillBoard(db, clock, EVERY, DEADLINE), drills_of(clinic)
    await worker.look()
    await run_through(clinic, worker)
    assert (await board.status()).state is DrillState.PASSED
    clock.advance(hours=7)
    status = await board.status()
    assert (status.state, status.state.alarming) == (DrillState.MISSING, True)


async def test_it_looks_by_itself_for_as_long_as_there_is_a_channel_to_tell(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "EVERY", 0.01)
    clinic = Clinic(db, clock)
    gateway, silent = watch_of(clinic), watch_of(clinic, alarms=0)
    clock.advance(minutes=33)
    await silent.start()
    await asyncio.sleep(0.1)
    await silent.stop()
    assert subjects(clinic) == []
    broken = clinic.courier.round

    async def away() -> int:
        monkeypatch.setattr(clinic.courier, "round", broken)
        raise OSError("the database is away")

    monkeypatch.setattr(clinic.courier, "round", away)
    await gateway.start()
    async with asyncio.timeout(10):
        while not subjects(clinic):
            await asyncio.sleep(0.01)
    monkeypatch.setattr(watch, "EVERY", 3600.0)  # no look is cut off in the middle of a statement
    await asyncio.sleep(0.2)
    await gateway.stop()
    assert subjects(clinic) == ["Handrail: no drill was run"]
    clock.advance(days=2)
    await asyncio.sleep(0.05)
    assert subjects(clinic) == ["Handrail: no drill was run"], "it has stopped"
