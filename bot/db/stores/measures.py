"""Finished measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import MeasureResult
from bot.records import FinishedMeasure, MeasureResultRecord
from bot.words import Deterioration


class MeasureStore:
    """Reads and writes finished measures within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, record: MeasureResultRecord, patient_id: str, conversation_id: str) -> bool:
        """Write a result, over the one of the same id and patient; return whether there was none.

        A changed result is assessed again, unless a person was asked to look at it already.
        """
        row = await self._session.get(MeasureResult, record.id)
        new = row is None
        if row is None:
            row = MeasureResult(
                id=record.id,
                patient_id=patient_id,
                conversation_id=conversation_id,
                measure=record.measure,
                created_at=record.created_at,
                deteriorations=[],
            )
            self._session.add(row)
        else:
            row.changed_at = record.created_at
            if not row.deteriorations:
                row.assessed_at = None
        row.answers, row.score, row.band = dict(record.answers), record.score, record.band
        row.content_version, row.message_id = record.content_version, record.message_id or row.message_id
        await self._session.flush()
        return new

    async def get(self, result_id: str) -> FinishedMeasure | None:
        """Return a result as it is now, or None."""
        row = await self._session.get(MeasureResult, result_id, populate_existing=True)
        return FinishedMeasure(_record(row), row.patient_id, row.conversation_id) if row else None

    async def latest(self, patient_id: str, limit: int) -> list[MeasureResultRecord]:
        """Return the patient's results, newest first."""
        rows = await self._session.scalars(
            select(MeasureResult)
            .where(MeasureResult.patient_id == patient_id)
            .order_by(MeasureResult.created_at.desc(), MeasureResult.id.desc())
            .limit(limit)
        )
        return [_record(row) for row in rows]

    async def earlier(self, patient_id: str, measure: str, result_id: str) -> list[MeasureResultRecord]:
        """Return the patient's results of one measure before the result of this id, oldest first; all, while there is none."""
        row = await self._session.get(MeasureResult, result_id)
        query = (
            select(MeasureResult)
            .where(MeasureResult.patient_id == patient_id, MeasureResult.measure == measure, MeasureResult.id != result_id)
            .order_by(MeasureResult.created_at, MeasureResult.id)
        )
        if row is not None:
            query = query.where(MeasureResult.created_at <= row.created_at)
        return [_record(one) for one in await self._session.scalars(query)]

    async def assess(self, result_id: str, why: Sequence[Deterioration], now: datetime) -> bool:
        """Note what was decided of a result; False when somebody was faster."""
        noted = await self._session.scalar(
            update(MeasureResult)
            .where(MeasureResult.id == result_id, MeasureResult.assessed_at.is_(None))
            .values(deteriorations=[one.value for one in why], assessed_at=now)
            .returning(MeasureResult.id)
        )
        return noted is not None

    async def unassessed(self, before: datetime, limit: int) -> list[str]:
        """Return the ids of results last touched before ``before`` of which nothing is decided yet, oldest first."""
        touched = MeasureResult.changed_at.is_(None) | (MeasureResult.changed_at < before)
        return list(
            await self._session.scalars(
                select(MeasureResult.id)
                .where(MeasureResult.assessed_at.is_(None), MeasureResult.message_id.is_not(None))
                .where(MeasureResult.created_at < before, touched)
                .order_by(MeasureResult.created_at)
                .limit(limit)
            )
        )


def _record(row: MeasureResult) -> MeasureResultRecord:
    return MeasureResultRecord(
        id=row.id,
        measure=row.measure,
        answers=row.answers,
        score=row.score,
        band=row.band,
        content_version=row.content_version,
        created_at=row.created_at,
        changed_at=row.changed_at,
        message_id=row.message_id,
        deteriorations=tuple(Deterioration(one) for one in row.deteriorations),
        assessed_at=row.assessed_at,
    )
