"""The database: one engine a process and event loop, and two kinds of transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.db import sqlite_driver

Session = AsyncSession
"""What stores take; services name it in annotations without importing SQLAlchemy."""

_READ_ONLY = "handrail_read_only"
_SHORT = "handrail_short"


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
            **({"async_creator": partial(sqlite_driver.connect, str(make_url(url).database))} if self.is_sqlite else {}),
        )
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        reading, glancing = ({_READ_ONLY: True}, {_READ_ONLY: True, _SHORT: True})
        self._write = async_sessionmaker(self.engine.execution_options(**{_SHORT: True}), expire_on_commit=False)
        self._read = async_sessionmaker(self.engine.execution_options(**reading), expire_on_commit=False, autoflush=False)
        self._glance = async_sessionmaker(self.engine.execution_options(**glancing), expire_on_commit=False, autoflush=False)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction that may change things; commits at the end, rolls back on any exception.

        It holds SQLite's only write lock, and its statements run in the event loop's thread: read what takes long beforehand.
        """
        if not self.is_sqlite:
            async with self._write.begin() as session:
                yield session
            return
        # SQLite has one writer; waiting here is fair and immediate, waiting inside SQLite is a sleep.
        async with self._turn, self._write.begin() as session:
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One transaction that only reads, as long as it takes; never waits for a writer, and nobody waits for it."""
        async with self._read() as session:
            yield session

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[AsyncSession]:
        """One transaction that reads a few rows by their keys: on SQLite, done in the event loop's thread (``sqlite_driver``)."""
        async with self._glance() as session:
            yield session

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    driver: Any = connection.connection.driver_connection
    driver.in_thread = not options.get(_SHORT)
    connection.exec_driver_sql("BEGIN" if options.get(_READ_ONLY) else sqlite_driver.BEGIN_WRITE)
