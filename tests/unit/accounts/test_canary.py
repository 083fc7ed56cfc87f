"""There is one synthetic patient, however many processes make it at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.accounts.actor import Actor
from bot.accounts.service import Accounts
from bot.audit.log import AuditLog
from bot.db.engine import Database
from bot.db.stores.people import PeopleStore
from bot.db.tables import Conversation, Person
from bot.words import Role
from tests.conftest import MovingClock

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def processes(db_url: str) -> AsyncIterator[list[Database]]:
    """Three processes' engines on one database."""
    made = [Database(db_url) for _ in range(3)]
    yield made
    for one in made:
        await one.dispose()


async def make(processes: list[Database], clock: MovingClock) -> set[str]:
    return set(await asyncio.gather(*(Accounts(db, clock, AuditLog(db, clock)).canary() for db in processes)))


async def assert_there_is_one(db: Database, clock: MovingClock) -> None:
    async with db.read() as session:
        for table in (Person, Conversation):
            assert await session.scalar(select(func.count()).select_from(table).where(table.canary)) == 1
    audit = AuditLog(db, clock)
    entries = await audit.entries(Actor.system("cli"))
    assert [(entry["event"], entry["facts"].get("canary")) for entry in entries] == [("account:created", True)]
    assert (await audit.verify()).ok


async def test_processes_that_come_at_once_get_the_same(processes: list[Database], clock: MovingClock) -> None:
    (conversation,) = await make(processes, clock)
    assert await make(processes, clock) == {conversation}
    await assert_there_is_one(processes[0], clock)


async def test_processes_that_all_saw_none_get_the_same(
    processes: list[Database], clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worst order: each has looked, and found none, before any makes one. SQLite's only write lock does not allow it."""
    if processes[0].is_sqlite:
        pytest.skip("on SQLite one writer looks and makes at a time")
    looked, meet, look = set[int](), asyncio.Barrier(len(processes)), PeopleStore.canary

    async def together(store: PeopleStore) -> Person | None:
        found = await look(store)
        if id(store) not in looked:
            looked.add(id(store))
            assert found is None
            await meet.wait()
        return found

    monkeypatch.setattr(PeopleStore, "canary", together)
    async with asyncio.timeout(20):
        assert len(await make(processes, clock)) == 1
    await assert_there_is_one(processes[0], clock)


async def test_the_database_holds_to_it(processes: list[Database], clock: MovingClock) -> None:
    db = processes[0]
    await make(processes, clock)
    row: dict[str, Any] = {"role": Role.PATIENT.value, "display_name": "Another", "created_at": clock.now()}
    async with db.write() as session:
        await session.execute(insert(Person).values(**row))
        await session.execute(insert(Person).values(**row))
    with pytest.raises(IntegrityError):
        async with db.write() as session:
            await session.execute(insert(Person).values(**row, canary=True))
