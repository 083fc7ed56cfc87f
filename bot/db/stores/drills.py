"""Drills."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.tables import DrillRow, new_id
from bot.records import DrillRecord
from bot.words import DrillOutcome, OpenedBy

RUNNING = "running"
ASKED = "asked"
"""What ``running`` holds for a drill that somebody asked for, until a worker begins it."""

_others = aliased(DrillRow)


class DrillStore:
    """Reads and writes drills within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self, now: datetime, deadline: datetime) -> str | None:
        """Begin a drill, that which was asked for if there is one, and return its id; None while another one runs.

        Of two workers at once, the unique key lets one.
        """
        asked = update(DrillRow).where(DrillRow.running == ASKED, ~select(_others.id).where(_others.running == RUNNING).exists())
        taken: str | None = await self._session.scalar(
            asked.values(running=RUNNING, started_at=now, deadline_at=deadline).returning(DrillRow.id)
        )
        if taken is not None:
            return taken
        dialect = sqlite if self._session.get_bind().dialect.name == "sqlite" else postgresql
        statement = (
            dialect.insert(DrillRow)
            .values(id=new_id(), running=RUNNING, started_at=now, deadline_at=deadline)
            .on_conflict_do_nothing(index_elements=["running"])
            .returning(DrillRow.id)
        )
        begun: str | None = await self._session.scalar(statement)
        return begun

    async def ask(self, now: datetime) -> str | None:
        """Ask for a drill and return its id; None while one was asked for already, or runs."""
        if await self.under_way() is not None:
            return None
        dialect = sqlite if self._session.get_bind().dialect.name == "sqlite" else postgresql
        statement = (
            dialect.insert(DrillRow)
            .values(id=new_id(), running=ASKED, started_at=now, deadline_at=now)
            .on_conflict_do_nothing(index_elements=["running"])
            .returning(DrillRow.id)
        )
        asked: str | None = await self._session.scalar(statement)
        return asked

    async def under_way(self) -> datetime | None:
        """Return since when a drill runs, or waits to be begun."""
        since: datetime | None = await self._session.scalar(
            select(DrillRow.started_at).where(DrillRow.running.is_not(None)).order_by(DrillRow.started_at).limit(1)
        )
        return since

    async def asked(self) -> bool:
        """Whether somebody asked for a drill that no worker has begun yet."""
        return await self._session.scalar(select(DrillRow.id).where(DrillRow.running == ASKED)) is not None

    async def get(self, drill_id: str) -> DrillRecord | None:
        """Return one drill."""
        row = await self._session.get(DrillRow, drill_id, populate_existing=True)
        return _record(row) if row else None

    async def note(self, drill_id: str, **values: Any) -> bool:
        """Write down what is known by now; False when the drill has ended already."""
        statement = update(DrillRow).where(DrillRow.id == drill_id, DrillRow.running == RUNNING).values(**values)
        return await self._session.scalar(statement.returning(DrillRow.id)) is not None

    async def running(self) -> DrillRecord | None:
        """Return the drill that runs."""
        row = await self._session.scalar(select(DrillRow).where(DrillRow.running == RUNNING))
        return _record(row) if row else None

    async def last(self, *, finished: bool = False) -> DrillRecord | None:
        """Return the newest drill that was begun, or the newest that has ended."""
        begun = or_(DrillRow.running.is_(None), DrillRow.running == RUNNING)
        query = select(DrillRow).where(begun).order_by(DrillRow.started_at.desc(), DrillRow.id.desc()).limit(1)
        row = await self._session.scalar(query.where(DrillRow.finished_at.is_not(None)) if finished else query)
        return _record(row) if row else None


def _record(row: DrillRow) -> DrillRecord:
    return DrillRecord(
        id=row.id,
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        message_id=row.message_id,
        case_id=row.case_id,
        accepted_at=row.accepted_at,
        screened_at=row.screened_at,
        opened_at=row.opened_at,
        opened_by=OpenedBy(row.opened_by) if row.opened_by else None,
        asked_at=row.asked_at,
        notified_at=row.notified_at,
        finished_at=row.finished_at,
        outcome=DrillOutcome(row.outcome) if row.outcome else None,
        missing=row.missing,
    )
