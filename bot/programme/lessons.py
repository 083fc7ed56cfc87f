"""Keeps patients' places in lessons."""

from __future__ import annotations

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.programme import LessonProgressStore
from bot.programme.source import ContentSource


class Lessons:
    """Writes progress; ``Journey`` reads it. Lesson ids are ``module/lesson``."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, source: ContentSource) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._source = source

    async def keep(self, patient_id: str, lesson_id: str, step: int, *, finished: bool = False) -> None:
        """Keep the place: ``step`` is the index of the next step to show.

        Raises:
            NotFound: when there is no such lesson.
        """
        lesson = self._source.now.lesson(lesson_id)
        async with self._db.write() as session:
            first = await LessonProgressStore(session).put(
                patient_id, lesson_id, content_version=lesson.version, step=step, finished=finished, now=self._clock.now()
            )
            if first:
                await self._audit.append(
                    session,
                    AuditEvent.LESSON_FINISHED,
                    actor=Actor.system("action"),
                    object_type="patient",
                    object_id=patient_id,
                    facts={"lesson": lesson.lesson.id, "module": lesson.module.id, "version": lesson.version},
                )
