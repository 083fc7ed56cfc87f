"""Measures: scoring, and keeping what patients answered."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.measures import MeasureResultRecord, MeasureStore
from bot.errors import Invalid, NotFound
from bot.programme.measure_schema import Band, Measure
from bot.programme.source import ContentSource

__all__ = ["MeasureResultRecord", "Measures", "band_of", "score_of"]


def score_of(measure: Measure, answers: Mapping[str, int]) -> int:
    """Return the score of complete answers: the sum of all items.

    Raises:
        Invalid: when an item is missing, unknown, or off its scale.
    """
    names = [item.name for item in measure.items]
    if set(answers) != set(names):
        raise Invalid(f"{measure.id} needs an answer to each of its {len(names)} items, and to nothing else")
    allowed = {answer.value for answer in measure.answers}
    if any(type(value) is not int or value not in allowed for value in answers.values()):
        raise Invalid(f"each answer of {measure.id} must be one of {sorted(allowed)}")
    return sum(answers.values())


def band_of(measure: Measure, score: float) -> Band:
    """Return the severity band that ``score`` falls into."""
    return next(band for band in measure.bands if band.low <= score <= band.high)


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
        self, result_id: str, patient_id: str, conversation_id: str, measure: str, answers: Mapping[str, int]
    ) -> MeasureResultRecord:
        """Keep the answers to a finished measure; under the same ``result_id`` again they replace what was kept.

        The audit entry holds a digest of the answers, and no value.

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
            score=float(score),
            band=band_of(content, score).name,
            content_version=f"{content.id}-{content.version}",
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

    async def latest(self, patient_id: str, limit: int = 12) -> list[MeasureResultRecord]:
        """Return the patient's finished measures, newest first."""
        async with self._db.glance() as session:
            return await MeasureStore(session).latest(patient_id, limit)
