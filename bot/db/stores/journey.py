"""Home practices, and what therapists have set of modules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import HomePractice, ModuleSetting
from bot.words import ModuleState, Went


@dataclass(frozen=True, slots=True)
class PracticeRecord:
    """A home practice as it was given."""

    id: str
    lesson_id: str
    title: str
    given_at: datetime
    went: Went | None
    """None until the patient tells."""
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class SettingRecord:
    """What a therapist has set of a module."""

    module_id: str
    state: ModuleState
    set_by: str
    set_at: datetime


class PracticeStore:
    """Reads and writes home practices within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def latest(self, patient_id: str, limit: int = 1) -> list[PracticeRecord]:
        """Return the practices last given, newest first."""
        rows = await self._session.scalars(
            select(HomePractice)
            .where(HomePractice.patient_id == patient_id)
            .order_by(HomePractice.given_at.desc(), HomePractice.id.desc())
            .limit(limit)
        )
        return [_practice(row) for row in rows]

    async def give(self, patient_id: str, lesson_id: str, title: str, now: datetime) -> None:
        """Write a practice; given again before the patient told of it, it stays one."""
        last = await self.latest(patient_id)
        if last and last[0].lesson_id == lesson_id and last[0].went is None:
            return
        self._session.add(HomePractice(patient_id=patient_id, lesson_id=lesson_id, title=title, given_at=now))
        await self._session.flush()

    async def told(self, practice_id: str, went: Went, now: datetime) -> None:
        """Write how a practice went."""
        row = await self._session.get_one(HomePractice, practice_id)
        row.went, row.told_at = went.value, now
        await self._session.flush()


class ModuleSettingStore:
    """Reads and writes settings within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, patient_id: str) -> dict[str, SettingRecord]:
        """Return the patient's settings by module."""
        rows = await self._session.scalars(select(ModuleSetting).where(ModuleSetting.patient_id == patient_id))
        return {
            row.module_id: SettingRecord(row.module_id, ModuleState(row.state), row.set_by, row.set_at) for row in rows if row.state
        }

    async def put(self, patient_id: str, module_id: str, state: ModuleState | None, by: str, now: datetime) -> None:
        """Write a setting; None leaves it to the programme again."""
        # Of two therapists who set it at once, the later one counts; looking first and inserting then would fail one of them.
        insert = sqlite.insert if self._session.get_bind().dialect.name == "sqlite" else postgresql.insert
        value = {"state": state.value if state else None, "set_by": by, "set_at": now}
        await self._session.execute(
            insert(ModuleSetting)
            .values(patient_id=patient_id, module_id=module_id, **value)
            .on_conflict_do_update(index_elements=["patient_id", "module_id"], set_=value)
        )


def _practice(row: HomePractice) -> PracticeRecord:
    return PracticeRecord(row.id, row.lesson_id, row.title, row.given_at, Went(row.went) if row.went else None, row.told_at)
