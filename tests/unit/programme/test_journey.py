"""A patient's way through the programme, kept on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.accounts.actor import Actor
from bot.audit.log import AuditLog
from bot.db.engine import Database
from bot.db.tables import AuditEntry, Conversation, HomePractice, Person
from bot.errors import Invalid, NotFound
from bot.programme import Programme
from bot.programme.standing import Access
from bot.words import ModuleState, Role, Went
from tests.conftest import MovingClock

PATIENT, THERAPIST = "a" * 32, "f" * 32
GUIDE = Actor(THERAPIST, Role.THERAPIST.value, "Guide")


@pytest_asyncio.fixture
async def programme(db: Database, clock: MovingClock, root: Path):
    async with db.write() as session:
        session.add(Person(id=PATIENT, role="patient", display_name="Patient", created_at=clock.now()))
        await session.flush()
        session.add(Conversation(id="b" * 32, patient_id=PATIENT, created_at=clock.now()))
    return Programme(db, clock, AuditLog(db, clock), root / "content" / "en")


async def finish(programme: Programme, module: str):
    for lesson in programme.content.lessons.values():
        if lesson.module.id == module:
            await programme.lessons.keep(PATIENT, lesson.id, len(lesson.lesson.steps) + 1, finished=True)


@pytest.mark.asyncio
async def test_from_the_first_lesson_to_the_next_module(programme: Programme):
    way = await programme.journey.way(PATIENT)
    assert way.next_lesson == programme.content.first_lesson
    assert way.practice is None
    assert way.began_at is None
    await finish(programme, "how-pain-works")
    way = await programme.journey.way(PATIENT)
    assert way.next_lesson.startswith("goals/")
    assert way.standing.of("how-pain-works").access is Access.DONE


@pytest.mark.asyncio
async def test_the_lesson_under_way_is_the_next_one_until_another_is_assigned(programme: Programme):
    await finish(programme, "how-pain-works")
    lesson = (await programme.journey.way(PATIENT)).standing.of("goals").left[1]
    await programme.lessons.keep(PATIENT, lesson, 3)
    assert (await programme.journey.way(PATIENT)).next_lesson == lesson
    await programme.journey.set_module(GUIDE, PATIENT, "sleep", ModuleState.ASSIGNED)
    assert (await programme.journey.way(PATIENT)).next_lesson.startswith("sleep/")


@pytest.mark.asyncio
async def test_weeks_count_from_the_first_lesson(programme: Programme, clock: MovingClock):
    clock.advance(days=30)
    assert (await programme.journey.way(PATIENT)).standing.week == 1
    await programme.lessons.keep(PATIENT, programme.content.first_lesson, 1)
    clock.advance(days=6, hours=23)
    assert (await programme.journey.way(PATIENT)).standing.week == 1
    clock.advance(hours=1)
    way = await programme.journey.way(PATIENT)
    assert way.standing.week == 2
    assert set(way.standing.due) == {"how-pain-works", "goals"}
    assert clock.now() - way.began_at == timedelta(weeks=1)


@pytest.mark.asyncio
async def test_a_practice_is_given_once_and_told_once(programme: Programme, db: Database, clock: MovingClock):
    first = programme.content.first_lesson
    for _ in range(2):  # the last step was shown twice
        await programme.journey.give_practice(PATIENT, first, "a short pause")
    assert (await programme.journey.way(PATIENT)).open_practice.title == "a short pause"
    clock.advance(days=3)
    await programme.journey.practice_went(PATIENT, Went.PARTLY)
    way = await programme.journey.way(PATIENT)
    assert way.open_practice is None
    assert (way.practice.went, way.practice.told_at) == (Went.PARTLY, clock.now())
    await programme.journey.give_practice(PATIENT, first, "a short pause")
    assert len(await programme.journey.practices(PATIENT)) == 2
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(HomePractice)) == 2
        facts = await session.scalar(select(AuditEntry.facts).where(AuditEntry.event == "practice:told"))
    assert facts == {"lesson": first, "went": "partly"}


@pytest.mark.asyncio
async def test_nothing_is_told_of_a_practice_that_was_never_given(programme: Programme):
    await programme.journey.practice_went(PATIENT, Went.DONE)
    assert (await programme.journey.way(PATIENT)).practice is None


@pytest.mark.asyncio
async def test_what_a_therapist_sets_is_kept_recorded_and_taken_back(programme: Programme, db: Database):
    await programme.journey.set_module(GUIDE, PATIENT, "sleep", ModuleState.LOCKED)
    await programme.journey.set_module(GUIDE, PATIENT, "sleep", ModuleState.UNLOCKED)
    way = await programme.journey.way(PATIENT)
    assert way.settings["sleep"].set_by == THERAPIST
    assert way.standing.of("sleep").access is Access.OPEN
    await programme.journey.set_module(GUIDE, PATIENT, "sleep", None)
    assert (await programme.journey.way(PATIENT)).standing.of("sleep").access is Access.NOT_YET
    async with db.read() as session:
        told = await session.scalars(select(AuditEntry.facts).where(AuditEntry.event == "module:set").order_by(AuditEntry.seq))
        assert [facts["state"] for facts in told] == ["locked", "unlocked", None]


@pytest.mark.asyncio
async def test_only_what_was_begun_can_be_paused(programme: Programme):
    with pytest.raises(Invalid, match="begun"):
        await programme.journey.set_module(GUIDE, PATIENT, "how-pain-works", ModuleState.PAUSED)
    await programme.lessons.keep(PATIENT, programme.content.first_lesson, 1)
    await programme.journey.set_module(GUIDE, PATIENT, "how-pain-works", ModuleState.PAUSED)
    assert (await programme.journey.way(PATIENT)).next_lesson.startswith("goals/")
    with pytest.raises(NotFound):
        await programme.journey.set_module(GUIDE, PATIENT, "knitting", ModuleState.LOCKED)


@pytest.mark.asyncio
async def test_two_settings_at_once_leave_one(programme: Programme, db: Database):
    if db.is_sqlite:
        pytest.skip("SQLite has one writer")
    await asyncio.gather(
        *(programme.journey.set_module(GUIDE, PATIENT, "sleep", state) for state in (ModuleState.LOCKED, ModuleState.UNLOCKED))
    )
    assert (await programme.journey.way(PATIENT)).settings["sleep"].state in {ModuleState.LOCKED, ModuleState.UNLOCKED}
