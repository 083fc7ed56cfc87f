"""What is kept of check-ins and lessons, on both databases."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.audit.log import AuditLog
from bot.db.engine import Database
from bot.db.stores.programme import CheckInRecord, CheckInStore
from bot.db.tables import AuditEntry, CheckIn, Conversation, Person
from bot.errors import Invalid, NotFound
from bot.programme import Programme
from tests.conftest import MovingClock

PATIENT, CONVERSATION = "a" * 32, "b" * 32
ALL = {"pain": 7, "mood": 2, "sleep": 3, "activity": "walked"}


@pytest_asyncio.fixture
async def programme(db: Database, clock: MovingClock, root: Path):
    async with db.write() as session:
        session.add(Person(id=PATIENT, role="patient", display_name="Patient", created_at=clock.now()))
        await session.flush()
        session.add(Conversation(id=CONVERSATION, patient_id=PATIENT, created_at=clock.now()))
    return Programme(db, clock, AuditLog(db, clock), root / "content" / "en")


@pytest.mark.asyncio
async def test_one_check_in_a_day_and_the_one_before(programme: Programme, db: Database):
    check_ins = programme.check_ins
    assert await check_ins.record(PATIENT, CONVERSATION, "2026-03-01", ALL, "v1")
    assert await check_ins.before(PATIENT, "2026-03-01") is None
    assert await check_ins.record(PATIENT, CONVERSATION, "2026-03-02", {**ALL, "pain": 5, "mood": None}, "v1")
    assert not await check_ins.record(PATIENT, CONVERSATION, "2026-03-02", {**ALL, "pain": 4}, "v2")
    assert (await check_ins.before(PATIENT, "2026-03-02")).day == "2026-03-01"
    assert [record.pain for record in await programme.check_ins.latest(PATIENT)] == [4, 7]
    assert (await programme.check_ins.of_day(PATIENT, "2026-03-02")).answers == {**ALL, "pain": 4}
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(CheckIn)) == 2
        assert (
            await session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.event == "check_in:recorded")) == 3
        )


@pytest.mark.asyncio
async def test_the_moods_of_a_week_end_with_its_day(programme: Programme):
    for day, mood in enumerate([5, 1, 2, None, 3, 4, 1, 2], start=1):
        await programme.check_ins.record(PATIENT, CONVERSATION, f"2026-03-0{day}", {**ALL, "mood": mood}, "v1")
    assert await programme.check_ins.moods(PATIENT, date(2026, 3, 8)) == (1, 2, 3, 4, 1, 2)
    assert await programme.check_ins.moods(PATIENT, date(2026, 3, 2)) == (5, 1)
    assert await programme.check_ins.moods("c" * 32, date(2026, 3, 8)) == ()


@pytest.mark.asyncio
async def test_two_at_once_are_one_check_in(programme: Programme, db: Database, clock: MovingClock, root: Path):
    elsewhere = Database(db.url)  # another process: with the first one's own lock there would be no race on SQLite
    other = Programme(elsewhere, clock, AuditLog(elsewhere, clock), root / "content" / "en")
    try:
        made = await asyncio.gather(
            *(
                each.check_ins.record(PATIENT, CONVERSATION, "2026-03-01", {**ALL, "pain": pain}, "v1")
                for each in (programme, other)
                for pain in range(4)
            )
        )
    finally:
        await elsewhere.dispose()
    assert sorted(made) == [False] * 7 + [True]
    kept = await programme.check_ins.of_day(PATIENT, "2026-03-01")
    assert await programme.check_ins.latest(PATIENT) == [kept]


@pytest.mark.asyncio
async def test_who_is_late_by_a_moment_waits_and_replaces(programme: Programme, db: Database, clock: MovingClock):
    """The order that a look before the insert gets wrong: the second begins before the first has committed."""
    if db.is_sqlite:
        pytest.skip("SQLite has one writer: the second cannot begin")
    first = CheckInRecord("2026-03-01", 7, None, None, None, "v1", clock.now())
    async with db.write() as session:
        assert await CheckInStore(session).put(first, PATIENT, CONVERSATION)
        second = asyncio.create_task(programme.check_ins.record(PATIENT, CONVERSATION, "2026-03-01", {"pain": 5}, "v1"))
        done, _ = await asyncio.wait({second}, timeout=0.3)
        assert not done
    assert await second is False
    assert [record.pain for record in await programme.check_ins.latest(PATIENT)] == [5]


@pytest.mark.asyncio
async def test_the_database_itself_refuses_a_second_one(programme: Programme, db: Database, clock: MovingClock):
    row = {"patient_id": PATIENT, "conversation_id": CONVERSATION, "day": "2026-03-01", "content_version": "v1"}
    async with db.write() as session:
        session.add(CheckIn(**row, created_at=clock.now()))
        await session.flush()
        session.add(CheckIn(**row, created_at=clock.now()))
        with pytest.raises(IntegrityError):
            await session.flush()
        await session.rollback()


@pytest.mark.asyncio
@pytest.mark.parametrize("answers", [{**ALL, "pain": 11}, {**ALL, "mood": 0}, {**ALL, "sleep": "3"}, dict.fromkeys(ALL)])
async def test_what_cannot_be_is_refused(programme: Programme, answers: dict[str, int | str | None]):
    with pytest.raises(Invalid):
        await programme.check_ins.record(PATIENT, CONVERSATION, "2026-03-01", answers, "v1")
    assert await programme.check_ins.latest(PATIENT) == []


@pytest.mark.asyncio
async def test_a_lesson_keeps_its_place_and_is_finished_once(programme: Programme, db: Database, clock: MovingClock):
    lesson = programme.content.first_lesson
    assert lesson not in (await programme.journey.way(PATIENT)).lessons
    await programme.lessons.keep(PATIENT, lesson, 3)
    assert (await programme.journey.way(PATIENT)).lessons[lesson].step == 3
    for _ in range(2):
        await programme.lessons.keep(PATIENT, lesson, 12, finished=True)
        clock.advance(days=1)
    assert (await programme.journey.way(PATIENT)).lessons[lesson].finished_at is not None
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.event == "lesson:finished")) == 1


@pytest.mark.asyncio
async def test_no_such_lesson(programme: Programme):
    with pytest.raises(NotFound):
        await programme.lessons.keep(PATIENT, "none/such", 1)
