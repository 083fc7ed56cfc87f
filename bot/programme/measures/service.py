"""Keeps finished measures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.measures import MeasureStore
from bot.errors import NotFound
from bot.programme.measures.course import Course, course_of
from bot.programme.measures.schema import Measure
from bot.programme.measures.scoring import band_of, score_of
from bot.programme.source import ContentSource
from bot.records import MeasureResultRecord

MOST_RESULTS = 500
"""Results of one patient that are read together: several a week for years."""


class Measures:
    """Records and reads finished measures of one locale."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, source: ContentSource) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._source = source

    def get(self, measure: str) -> Measure:
        """Return the questionnaire.

        Raises:
            NotFound: when the content holds none of this name.
        """
        try:
            return self._source.now.measures[measure]
        except KeyError as error:
            raise NotFound("no such measure") from error

    async def record(
        self,
        result_id: str,
        patient_id: str,
        conversation_id: str,
        measure: str,
        answers: Mapping[str, int],
        *,
        message_id: str | None = None,
    ) -> MeasureResultRecord:
        """Keep the answers to a finished measure; under the same ``result_id`` again they replace what was kept.

        ``message_id``: the message that gave the last answer; a case about the result holds it. The audit entry holds a digest of
        the answers, and no value.

        Raises:
            Invalid: when the answers are not complete, or off the scale.
            NotFound: when there is no such measure.
        """
        content = self.get(measure)
        score = score_of(content, answers)
        now = self._clock.now()
        record = MeasureResultRecord(
            id=result_id,
            measure=measure,
            answers={item.name: answers[item.name] for item in content.items},
            score=score,
            band=band_of(content, score).name,
            content_version=f"{content.id}-{content.version}",
            message_id=message_id,
            created_at=now,
            changed_at=None,
        )
        async with self._db.write() as session:
            new = await MeasureStore(session).put(record, patient_id, conversation_id)
            await self._audit.append(
                session,
                AuditEvent.MEASURE_RECORDED,
                actor=Actor.system("action"),
                object_type="patient",
                object_id=patient_id,
                facts={"measure": measure, "version": record.content_version, "new": new, "result": result_id},
                text=json.dumps(record.answers, sort_keys=True),
            )
        return record

    async def latest(self, patient_id: str, limit: int = MOST_RESULTS) -> list[MeasureResultRecord]:
        """Return the patient's finished measures, newest first."""
        async with self._db.glance() as session:
            return await MeasureStore(session).latest(patient_id, limit)

    async def earlier(self, patient_id: str, measure: str, result_id: str) -> list[MeasureResultRecord]:
        """Return the patient's results of one measure before the result of this id, oldest first; all, while it is not kept."""
        async with self._db.glance() as session:
            return await MeasureStore(session).earlier(patient_id, measure, result_id)

    def courses(self, results: Sequence[MeasureResultRecord]) -> dict[str, Course]:
        """Return what each of a patient's ``results`` (newest first) looks like beside those before it, by its id."""
        found: dict[str, Course] = {}
        past: dict[str, list[MeasureResultRecord]] = {}
        for result in reversed(results):
            before = past.setdefault(result.measure, [])
            if result.measure in self._source.now.measures:
                found[result.id] = course_of(self.get(result.measure), result.score, result.created_at, before)
            before.append(result)
        return found
