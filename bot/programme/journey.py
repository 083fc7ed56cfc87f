"""A patient's way through the programme: what is next, home practices, and what the therapist sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.journey import ModuleSettingStore, PracticeRecord, PracticeStore, SettingRecord
from bot.db.stores.programme import LessonProgressStore, ProgressRecord
from bot.errors import Invalid, NotFound
from bot.programme.source import ContentSource
from bot.programme.standing import Standing, standing
from bot.words import ModuleState, Went

__all__ = ["Journey", "PracticeRecord", "Way"]

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Way:
    """Where a patient stands, and what lies behind."""

    standing: Standing
    lessons: dict[str, ProgressRecord]
    """Those begun, by id."""
    settings: dict[str, SettingRecord]
    practice: PracticeRecord | None
    """The last home practice."""
    began_at: datetime | None
    """When the first lesson was begun."""

    @property
    def next_lesson(self) -> str | None:
        """The lesson under way if its module is open, else the one to offer; None when nothing is left."""
        open_now = {lesson for one in self.standing.open_modules for lesson in one.left}
        under_way = [one for one in self.lessons.values() if one.lesson_id in open_now and one.finished_at is None]
        assigned = next((one.left[0] for one in self.standing.open_modules if one.assigned), None)
        if under_way and assigned is None:
            return max(under_way, key=lambda one: one.started_at).lesson_id
        return self.standing.next_lesson

    @property
    def open_practice(self) -> PracticeRecord | None:
        """The last home practice, while the patient has not told how it went."""
        return self.practice if self.practice and self.practice.went is None else None


class Journey:
    """Reads and writes it."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, source: ContentSource) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._source = source

    async def way(self, patient_id: str) -> Way:
        """Return where the patient stands. The programme's weeks count from the patient's first lesson."""
        async with self._db.glance() as session:
            lessons = await LessonProgressStore(session).of(patient_id)
            settings = await ModuleSettingStore(session).of(patient_id)
            practices = await PracticeStore(session).latest(patient_id)
        began = min((one.started_at for one in lessons.values()), default=None)
        week = 1 + (self._clock.now() - began) // _WEEK if began else 1
        finished = frozenset(one.lesson_id for one in lessons.values() if one.finished_at)
        states = {module: setting.state for module, setting in settings.items()}
        found = standing(self._source.now.lessons, finished, states, week)
        return Way(found, lessons, settings, practices[0] if practices else None, began)

    async def practices(self, patient_id: str, limit: int = 50) -> list[PracticeRecord]:
        """Return the home practices last given, newest first."""
        async with self._db.glance() as session:
            return await PracticeStore(session).latest(patient_id, limit)

    async def give_practice(self, patient_id: str, lesson_id: str, title: str) -> None:
        """Keep the home practice that a lesson gave."""
        async with self._db.write() as session:
            await PracticeStore(session).give(patient_id, lesson_id, title, self._clock.now())

    async def practice_went(self, patient_id: str, went: Went) -> None:
        """Keep what the patient tells of the last practice; without one, nothing."""
        async with self._db.write() as session:
            store = PracticeStore(session)
            last = await store.latest(patient_id)
            if not last:
                return
            await store.told(last[0].id, went, self._clock.now())
            await self._audit.append(
                session,
                AuditEvent.PRACTICE_TOLD,
                actor=Actor.system("action"),
                object_type="patient",
                object_id=patient_id,
                facts={"lesson": last[0].lesson_id, "went": went.value},
            )

    async def set_module(self, actor: Actor, patient_id: str, module_id: str, state: ModuleState | None) -> None:
        """Lock, unlock, assign or pause a module for a patient; None takes the setting away.

        Raises:
            NotFound: when there is no such module.
            Invalid: when a module would be paused that the patient has not begun.
        """
        if module_id not in {place.id for place in self._source.now.plan.modules}:
            raise NotFound("no such module")
        if state is ModuleState.PAUSED:
            begun = (await self.way(patient_id)).lessons
            if not any(lesson.startswith(f"{module_id}/") for lesson in begun):
                raise Invalid("only a module that was begun can be paused", remedy="lock it instead")
        async with self._db.write() as session:
            await ModuleSettingStore(session).put(patient_id, module_id, state, actor.id, self._clock.now())
            await self._audit.append(
                session,
                AuditEvent.MODULE_SET,
                actor=actor,
                object_type="patient",
                object_id=patient_id,
                facts={"module": module_id, "state": state.value if state else None},
            )
