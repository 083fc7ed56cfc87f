"""Sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Sheet


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """One sheet as it stands."""

    id: str
    patient_id: str
    exercise: str
    values: dict[str, Any]
    content_version: str
    message_id: str
    created_at: datetime
    changed_at: datetime


class SheetStore:
    """Reads and writes sheets within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, record: SheetRecord) -> None:
        """Write a sheet, over what stood under its id."""
        row = await self._session.get(Sheet, record.id)
        if row is None:
            row = Sheet(id=record.id, patient_id=record.patient_id, exercise=record.exercise, created_at=record.created_at)
            self._session.add(row)
        row.values, row.content_version = record.values, record.content_version
        row.message_id, row.changed_at, row.removed_at = record.message_id, record.changed_at, None
        await self._session.flush()

    async def get(self, sheet_id: str) -> SheetRecord | None:
        """Return a sheet that was not taken away, or None."""
        row = await self._session.get(Sheet, sheet_id)
        return _record(row) if row is not None and row.removed_at is None else None

    async def known(self, sheet_id: str) -> SheetRecord | None:
        """Return a sheet, also one that was taken away, or None."""
        row = await self._session.get(Sheet, sheet_id)
        return _record(row) if row is not None else None

    async def begun(self, patient_id: str) -> set[str]:
        """Return the exercises of which the patient keeps a sheet."""
        query = select(Sheet.exercise).where(Sheet.patient_id == patient_id, Sheet.removed_at.is_(None)).distinct()
        return set(await self._session.scalars(query))

    async def of(self, patient_id: str, exercise: str | None, limit: int | None) -> list[SheetRecord]:
        """Return the patient's sheets, last changed first."""
        query = select(Sheet).where(Sheet.patient_id == patient_id, Sheet.removed_at.is_(None))
        if exercise is not None:
            query = query.where(Sheet.exercise == exercise)
        rows = await self._session.scalars(query.order_by(Sheet.changed_at.desc(), Sheet.id.desc()).limit(limit))
        return [_record(row) for row in rows]

    async def remove(self, sheet_id: str, now: datetime) -> None:
        """Take a sheet away."""
        row = await self._session.get_one(Sheet, sheet_id)
        row.removed_at = now
        await self._session.flush()


def _record(row: Sheet) -> SheetRecord:
    return SheetRecord(
        row.id, row.patient_id, row.exercise, row.values, row.content_version, row.message_id, row.created_at, row.changed_at
    )
