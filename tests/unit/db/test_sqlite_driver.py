"""Short statements run in the loop's thread; what may wait does not make the loop wait."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.db import sqlite_driver
from bot.db.engine import Database

pytestmark = pytest.mark.asyncio

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of one table."""
    path = tmp_path / "one.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, word TEXT UNIQUE)")
    connection.close()
    return path


@pytest_asyncio.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """It, opened."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    yield database
    await database.dispose()


async def ticks_during(work: asyncio.Task[object]) -> int:
    """How often the loop comes round while ``work`` is under way."""
    count = 0
    while not work.done():
        await asyncio.sleep(0.005)
        count += 1
    await work
    return count


async def words(database: Database) -> list[str]:
    async with database.glance() as session:
        return list(await session.scalars(text("SELECT word FROM notes ORDER BY id")))


async def add(database: Database, word: str) -> None:
    async with database.write() as session:
        await session.execute(text("INSERT INTO notes (word) VALUES (:word)"), {"word": word})


async def test_a_long_read_leaves_the_loop_free(database: Database):
    async def read() -> None:
        async with database.read() as session:
            assert await session.scalar(text(LONG)) == 3000000

    assert await ticks_during(asyncio.create_task(read())) > 10


async def test_a_glance_takes_no_hop(database: Database, monkeypatch: pytest.MonkeyPatch):
    await words(database)  # opens the connection, which is a thread's work
    hops = 0

    async def counted(*_arguments: object) -> None:
        nonlocal hops
        hops += 1

    monkeypatch.setattr(sqlite_driver.DirectConnection, "_execute", counted)
    assert await words(database) == []
    assert hops == 0


async def test_waiting_for_another_processes_write_leaves_the_loop_free(database: Database, path: Path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(add(database, "late"))
    began = time.monotonic()
    while time.monotonic() - began < 0.3:
        await asyncio.sleep(0.01)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
    assert await words(database) == ["late"]


async def test_a_lock_that_is_never_given_back_is_an_error_in_the_end(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sqlite_driver, "BUSY_SECONDS", 0.2)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        await add(database, "never")
    other.execute("COMMIT")
    other.close()
    await add(database, "then")  # and the connection is as good as before
    assert await words(database) == ["then"]


async def test_two_processes_worth_of_writers_lose_nothing(database: Database, path: Path):
    def elsewhere() -> None:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        for number in range(50):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO notes (word) VALUES (?)", (f"there {number}",))
            connection.execute("COMMIT")
        connection.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    await asyncio.gather(*(add(database, f"here {number}") for number in range(50)))
    await asyncio.to_thread(thread.join)
    assert len(set(await words(database))) == 100


async def test_an_error_rolls_back_and_the_connection_goes_on(database: Database):
    await add(database, "once")
    with pytest.raises(Exception, match="UNIQUE"):
        await add(database, "once")
    await add(database, "twice")
    assert await words(database) == ["once", "twice"]


async def test_a_task_cancelled_anywhere_leaves_all_or_nothing(database: Database):
    """Cancelled at each point of its way in turn, a write has happened or not, and the next one works."""
    for steps in range(12):
        task = asyncio.create_task(add(database, f"word {steps}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await add(database, f"after {steps}")
    found = await words(database)
    assert [word for word in found if word.startswith("after")] == [f"after {steps}" for steps in range(12)]
    assert len(found) == len(set(found))
