"""Finished measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import MeasureResult


@dataclass(frozen=True, slots=True)
class MeasureResultRecord:
    """One finished measure."""

    id: str
    measure: str
    answers: dict[str, int]
    """Value of every item, by name."""
    score: float
    band: str
    content_version: str
    created_at: datetime
    changed_at: datetime | None


class MeasureStore:
    """Reads and writes finished measures within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, record: MeasureResultRecord, patient_id: str, conversation_id: str) -> bool:
        """Write a result, over the one of the same id and patient; return whether there was none."""
        row = await self._session.get(MeasureResult, record.id)
        new = row is None
        if row is None:
            row = MeasureResult(
                id=record.id,
                patient_id=patient_id,
                conversation_id=conversation_id,
                measure=record.measure,
                created_at=record.created_at,
            )
            self._session.add(row)
        else:
            row.changed_at = record.created_at
        row.answers, row.score, row.band = dict(record.answers), record.score, record.band
        row.content_version = record.content_version
        await self._session.flush()
        return new

    async def latest(self, patient_id: str, limit: int) -> list[MeasureResultRecord]:
        """Return the patient's results, newest first."""
        rows = await self._session.scalars(
            select(MeasureResult)
            .where(MeasureResult.patient_id == patient_id)
            .order_by(MeasureResult.created_at.desc(), MeasureResult.id.desc())
            .limit(limit)
        )
        return [
            MeasureResultRecord(
                row.id, row.measure, row.answers, row.score, row.band, row.content_version, row.created_at, row.changed_at
            )
            for row in rows
        ]
