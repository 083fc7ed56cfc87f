"""The database: one engine a process and event loop, and two kinds of transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.db import one_hop

Session = AsyncSession
"""What stores take; services name it in annotations without importing SQLAlchemy."""

BUSY_MILLISECONDS = 15_000
"""How long a writer waits for another process's write on SQLite before it gives up; writes take single milliseconds."""

_READ_ONLY = "handrail_read_only"


class Database:
    """Opens transactions on SQLite (WAL) or PostgreSQL.

    On SQLite a write begins with ``BEGIN IMMEDIATE``, so that two writers queue up instead of failing halfway, and
    ``synchronous=FULL``, so that a committed message survives a loss of power (invariant 1).
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=not self.is_sqlite,
            hide_parameters=True,  # they are patients' words
            **({"async_creator": partial(one_hop.connect, str(make_url(url).database))} if self.is_sqlite else {}),
        )
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        self._write = async_sessionmaker(self.engine, expire_on_commit=False)
        self._read = async_sessionmaker(
            self.engine.execution_options(**{_READ_ONLY: True}), expire_on_commit=False, autoflush=False
        )
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction that may change things; commits at the end, rolls back on any exception."""
        if not self.is_sqlite:
            async with self._write.begin() as session:
                yield session
            return
        # SQLite has one writer; waiting here is fair and immediate, waiting inside SQLite is a sleep.
        async with self._turn, self._write.begin() as session:
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One transaction that only reads; never waits for a writer."""
        async with self._read() as session:
            yield session

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(_READ_ONLY)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
