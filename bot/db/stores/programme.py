"""Check-ins and how far patients are in lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import CheckIn, LessonProgress
from bot.db.tables.base import new_id

_WEEK = 7


@dataclass(frozen=True, slots=True)
class CheckInRecord:
    """One day's check-in; None where the patient skipped."""

    day: str
    """The patient's local date, ISO 8601."""
    pain: int | None
    """0 to 10."""
    mood: int | None
    """1 (very low) to 5 (very good)."""
    sleep: int | None
    """1 (very badly) to 5 (very well)."""
    activity: str | None
    content_version: str
    created_at: datetime

    @property
    def answers(self) -> dict[str, int | str | None]:
        """The answers by the names of their questions."""
        return {"pain": self.pain, "mood": self.mood, "sleep": self.sleep, "activity": self.activity}


@dataclass(frozen=True, slots=True)
class ProgressRecord:
    """How far a patient is in a lesson."""

    lesson_id: str
    content_version: str
    step: int
    """Index of the next step to show."""
    started_at: datetime
    finished_at: datetime | None


class CheckInStore:
    """Reads and writes check-ins within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, record: CheckInRecord, patient_id: str, conversation_id: str) -> bool:
        """Write the day's check-in, over an earlier one of the same day; return whether there was none."""
        # Not look first and insert then: of two that do so at once both would see nothing. The second insert waits here for the
        # first to commit, and then finds its row.
        insert = sqlite.insert if self._session.get_bind().dialect.name == "sqlite" else postgresql.insert
        made = await self._session.scalar(
            insert(CheckIn)
            .values(
                id=new_id(),
                patient_id=patient_id,
                conversation_id=conversation_id,
                day=record.day,
                **_columns(record),
                created_at=record.created_at,
            )
            .on_conflict_do_nothing(index_elements=["patient_id", "day"])
            .returning(CheckIn.id)
        )
        if made is None:
            await self._session.execute(
                update(CheckIn).where(CheckIn.patient_id == patient_id, CheckIn.day == record.day).values(**_columns(record))
            )
        return made is not None

    async def of_day(self, patient_id: str, day: str) -> CheckInRecord | None:
        """Return the check-in of ``day``, or None."""
        row = await self._session.scalar(select(CheckIn).where(CheckIn.patient_id == patient_id, CheckIn.day == day))
        return _record(row) if row else None

    async def latest(self, patient_id: str, limit: int) -> list[CheckInRecord]:
        """Return the last check-ins, newest first."""
        rows = await self._session.scalars(
            select(CheckIn).where(CheckIn.patient_id == patient_id).order_by(CheckIn.day.desc()).limit(limit)
        )
        return [_record(row) for row in rows]

    async def before(self, patient_id: str, day: str) -> CheckInRecord | None:
        """Return the last check-in of an earlier day than ``day``, or None."""
        row = await self._session.scalar(
            select(CheckIn).where(CheckIn.patient_id == patient_id, CheckIn.day < day).order_by(CheckIn.day.desc()).limit(1)
        )
        return _record(row) if row else None

    async def moods(self, patient_id: str, today: date) -> list[int]:
        """Return the moods of the seven days up to ``today``, oldest first; without those that the patient skipped."""
        first = today - timedelta(days=_WEEK - 1)
        week = CheckIn.day.between(first.isoformat(), today.isoformat())
        moods = await self._session.scalars(
            select(CheckIn.mood).where(CheckIn.patient_id == patient_id, week, CheckIn.mood.is_not(None)).order_by(CheckIn.day)
        )
        return [mood for mood in moods if mood is not None]


class LessonProgressStore:
    """Reads and writes places in lessons within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, patient_id: str) -> dict[str, ProgressRecord]:
        """Return every lesson that the patient has begun, by id."""
        rows = await self._session.scalars(select(LessonProgress).where(LessonProgress.patient_id == patient_id))
        return {
            row.lesson_id: ProgressRecord(row.lesson_id, row.content_version, row.step, row.started_at, row.finished_at)
            for row in rows
        }

    async def put(self, patient_id: str, lesson_id: str, *, content_version: str, step: int, finished: bool, now: datetime) -> bool:
        """Write the place; return whether this finished the lesson for the first time."""
        row = await self._session.get(LessonProgress, (patient_id, lesson_id))
        if row is None:
            row = LessonProgress(patient_id=patient_id, lesson_id=lesson_id, started_at=now)
            self._session.add(row)
        row.content_version, row.step = content_version, step
        first = finished and row.finished_at is None
        if first:
            row.finished_at = now
        await self._session.flush()
        return first


def _record(row: CheckIn) -> CheckInRecord:
    return CheckInRecord(row.day, row.pain, row.mood, row.sleep, row.activity, row.content_version, row.created_at)


def _columns(record: CheckInRecord) -> dict[str, int | str | None]:
    """What a later check-in of the same day replaces."""
    return {**record.answers, "content_version": record.content_version}
