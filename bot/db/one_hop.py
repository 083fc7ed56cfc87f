"""aiosqlite with one hop to its thread for each statement, where it has four.

The driver sends making a cursor, executing, fetching and closing to the connection's thread one by one, and each hop hands the
interpreter's lock over twice. Handrail's statements are short: the hops cost more than SQLite does (measured: half of the gateway's
processor time). Here a statement is executed and read in one. Rows are read at once, as SQLAlchemy's asyncio layer does anyway.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Self

import aiosqlite


class OneHopCursor:
    """What SQLAlchemy's asyncio layer needs of a cursor."""

    arraysize = 1

    def __init__(self, connection: OneHopConnection) -> None:
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
        await self._connection.in_thread(self._run, operation, parameters)
        return self

    async def executemany(self, operation: str, parameters: Sequence[Sequence[Any]]) -> Self:
        """Execute one statement for many rows."""
        await self._connection.in_thread(self._run_many, operation, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """Return the rows that were read."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""

    def _run(self, operation: str, parameters: Sequence[Any] | dict[str, Any]) -> None:
        cursor = self._connection.raw.execute(operation, parameters)
        self._rows = cursor.fetchall() if cursor.description else []
        self._remember(cursor)

    def _run_many(self, operation: str, parameters: Sequence[Sequence[Any]]) -> None:
        self._remember(self._connection.raw.executemany(operation, parameters))

    def _remember(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()


class OneHopConnection(aiosqlite.Connection):
    """A connection whose cursors take one hop."""

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself, for use in its thread."""
        return self._conn

    def cursor(self) -> OneHopCursor:  # type: ignore[override]
        """Return a cursor; nothing happens in the thread yet."""
        return OneHopCursor(self)

    async def in_thread(self, function: Any, *arguments: Any) -> None:
        """Run ``function`` in the connection's thread and wait for it."""
        await self._execute(function, *arguments)  # type: ignore[no-untyped-call]


async def connect(path: str) -> OneHopConnection:
    """Open the database at ``path``."""
    connection = OneHopConnection(lambda: sqlite3.connect(path), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does with its own: a process must not wait for it
    await connection
    return connection
