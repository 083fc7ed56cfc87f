"""aiosqlite that runs a short statement where it is asked for, and hops to its thread only for what may wait.

The driver sends making a cursor, executing, fetching and closing to the connection's thread one by one. Each hop hands the
interpreter's lock over twice, and under load waits for it: the hops cost more than SQLite does (measured: a third of the
gateway's processor time even with one hop a statement). Handrail's statements touch a few rows by their keys and take
microseconds, less than one hop. So they run in the event loop's own thread, except for what may take long:

* a commit, which waits for the disk, goes to the connection's thread;
* waiting for another process's write is a sleep of the task, not of the loop;
* a read that may touch many rows (a search, an export, a verification) runs in the thread as a whole: ``Database.read``, in
  contrast to ``Database.glance``.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

BEGIN_WRITE = "BEGIN IMMEDIATE"
"""Takes the database's one write lock at once, so that two writers queue up instead of failing halfway."""
BUSY_SECONDS = 15.0
"""How long a writer waits for another process's write before it gives up; writes take single milliseconds."""
ASK_AGAIN = 0.001
"""Seconds between two tries to get the write lock. SQLite's own waiting sleeps up to a tenth of a second at a time."""


class DirectCursor:
    """What SQLAlchemy's asyncio layer needs of a cursor. A statement's rows are read at once, as that layer does anyway."""

    arraysize = 1

    def __init__(self, connection: DirectConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        """Nothing to open."""
        return self

    async def execute(self, operation: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Self:
        """Execute one statement and read its rows."""
        if operation == BEGIN_WRITE:
            await self._connection.begin_write()
        else:
            await self._connection.run(self._execute, operation, parameters)
        return self

    async def executemany(self, operation: str, parameters: Sequence[Sequence[Any]]) -> Self:
        """Execute one statement for many rows."""
        await self._connection.run(self._execute_many, operation, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """Return the rows that were read."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""

    def _execute(self, operation: str, parameters: Sequence[Any] | dict[str, Any]) -> None:
        cursor = self._connection.raw.execute(operation, parameters)
        self._rows = cursor.fetchall() if cursor.description else []
        self._remember(cursor)

    def _execute_many(self, operation: str, parameters: Sequence[Sequence[Any]]) -> None:
        self._remember(self._connection.raw.executemany(operation, parameters))

    def _remember(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()


class DirectConnection(aiosqlite.Connection):
    """A connection that runs statements in the calling thread or in its own.

    SQLite serialises the two (``sqlite3.threadsafety`` is 3), and a transaction belongs to one task, so they do not meet.
    """

    in_thread = True
    """Whether statements run in the connection's thread; set at the beginning of each transaction."""

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself."""
        return self._conn

    def cursor(self) -> DirectCursor:  # type: ignore[override]
        """Return a cursor."""
        return DirectCursor(self)

    async def run(self, function: Callable[..., None], *arguments: Any) -> None:
        """Run ``function`` here, or in the connection's thread if this transaction is one of those."""
        if self.in_thread:
            await self._execute(function, *arguments)  # type: ignore[no-untyped-call]
        else:
            function(*arguments)

    async def begin_write(self) -> None:
        """Begin a transaction that writes.

        Raises:
            sqlite3.OperationalError: "database is locked", when another process still writes after ``BUSY_SECONDS``.
        """
        give_up = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self.raw.execute("PRAGMA busy_timeout = 0")
                self.raw.execute(BEGIN_WRITE)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                    raise
            else:
                return
            finally:
                self.raw.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
            await asyncio.sleep(ASK_AGAIN)

    async def rollback(self) -> None:
        """Undo the present transaction; for one that only read, and any that is small, that is nothing to wait for."""
        if self.in_thread:
            await super().rollback()
        else:
            self.raw.rollback()


async def connect(path: str) -> DirectConnection:
    """Open the database at ``path``."""
    connection = DirectConnection(partial(sqlite3.connect, path, timeout=BUSY_SECONDS, check_same_thread=False), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does with its own: a process must not wait for it
    await connection
    return connection
