"""Read marks: once for each reader and range, never more than was shown."""

from __future__ import annotations

import asyncio

import pytest

from bot.db.engine import Database
from bot.db.stores.changes import ChangeStore
from bot.errors import Invalid, NotFound
from bot.words import Role
from tests.clinic import CLI, Clinic
from tests.conftest import MovingClock

pytestmark = pytest.mark.asyncio


async def test_a_range_is_marked_once_for_each_reader(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation, one, other = await clinic.patient(), await clinic.therapist(), await clinic.therapist("Therapist 2")
    for number in range(3):  # each is answered: 1 patient, 2 bot, 3 patient, ...
        await clinic.write(conversation, f"word {number}")
    marks = clinic.read_marks
    assert await marks.record(conversation, one, first=1, through=2)
    assert not await marks.record(conversation, one, first=1, through=2), "looking again is no news"
    assert not await marks.record(conversation, one, first=2, through=2), "an answer is none either"
    clock.advance(minutes=5)
    assert await marks.record(conversation, one, first=1, through=6)
    assert await marks.record(conversation, other, first=5, through=6)
    found = await marks.of(conversation)
    assert [(mark.role, mark.first, mark.through) for mark in found] == [
        (Role.THERAPIST, 2, 5),
        (Role.THERAPIST, 5, 5),
        (Role.THERAPIST, 1, 1),
    ]
    assert (found[0].at - found[-1].at).total_seconds() == 300
    entries = [entry for entry in await clinic.audit.entries(CLI, conversation) if entry["event"] == "message:patient:read"]
    assert sorted((entry["facts"]["from"], entry["facts"]["to"], entry["facts"]["messages"]) for entry in entries) == [
        (1, 1, 1),
        (2, 5, 2),
        (5, 5, 1),
    ]
    assert (await clinic.audit.verify()).exit_code == 0


async def test_what_was_skipped_is_not_marked(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    for number in range(3):
        await clinic.write(conversation, f"word {number}")
    assert await clinic.read_marks.record(conversation, therapist, first=5, through=6)
    assert [(mark.first, mark.through) for mark in await clinic.read_marks.of(conversation)] == [(5, 5)]


@pytest.mark.parametrize("first, through", [(0, 1), (2, 1), (1, 3), (3, 3)])
async def test_numbers_that_are_not_there_are_refused(db: Database, clock: MovingClock, first: int, through: int) -> None:
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    await clinic.write(conversation, "hello")
    with pytest.raises(Invalid):
        await clinic.read_marks.record(conversation, therapist, first=first, through=through)
    with pytest.raises(NotFound):
        await clinic.read_marks.record("0" * 32, therapist, first=1, through=1)


async def test_two_windows_of_one_reader_make_one_mark(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    await clinic.write(conversation, "hello")
    news = await asyncio.gather(*(clinic.read_marks.record(conversation, therapist, first=1, through=2) for _ in range(5)))
    assert sum(news) == 1
    assert len(await clinic.read_marks.of(conversation)) == 1


async def test_a_mark_is_a_change_that_other_processes_see(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    conversation, therapist = await clinic.patient(), await clinic.therapist()
    await clinic.write(conversation, "hello")
    seen = []
    for _ in range(2):
        async with db.glance() as session:
            seen.append((await ChangeStore(session).conversations([conversation]))[conversation])
        await clinic.read_marks.record(conversation, therapist, first=1, through=1)
    assert seen[0] != seen[1]
