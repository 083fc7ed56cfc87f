"""Keeps check-ins: one a patient and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.programme import CheckInRecord, CheckInStore
from bot.errors import Invalid

__all__ = ["CheckInRecord", "CheckIns"]

RANGES = {"pain": (0, 10), "mood": (1, 5), "sleep": (1, 5)}
"""Both ends included; numeric rating scale for pain, five steps for the rest."""


class CheckIns:
    """Records and reads check-ins."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit

    async def record(
        self, patient_id: str, conversation_id: str, day: str, answers: Mapping[str, int | str | None], content_version: str
    ) -> bool:
        """Keep the answers of ``day`` (the patient's local date, ISO 8601); return whether they are the day's first.

        A second time the same day replaces them, also when both arrive at once.

        Raises:
            Invalid: when an answer is off its scale, or there is none.
        """
        for name, (low, high) in RANGES.items():
            value = answers.get(name)
            if value is not None and not (isinstance(value, int) and low <= value <= high):
                raise Invalid(f"{name} must be a whole number from {low} to {high}")
        if all(value is None for value in answers.values()):
            raise Invalid("a check-in needs at least one answer")
        activity = answers.get("activity")
        record = CheckInRecord(
            day=day,
            pain=_number(answers.get("pain")),
            mood=_number(answers.get("mood")),
            sleep=_number(answers.get("sleep")),
            activity=None if activity is None else str(activity),
            content_version=content_version,
            created_at=self._clock.now(),
        )
        async with self._db.write() as session:
            new = await CheckInStore(session).put(record, patient_id, conversation_id)
            await self._audit.append(
                session,
                AuditEvent.CHECK_IN_RECORDED,
                actor=Actor.system("action"),
                object_type="patient",
                object_id=patient_id,
                facts={"day": day, "new": new, "answered": sum(value is not None for value in answers.values())},
            )
        return new

    async def of_day(self, patient_id: str, day: str) -> CheckInRecord | None:
        """Return the patient's check-in of ``day``, or None."""
        async with self._db.glance() as session:
            return await CheckInStore(session).of_day(patient_id, day)

    async def before(self, patient_id: str, day: str) -> CheckInRecord | None:
        """Return the patient's last check-in of an earlier day than ``day``, or None."""
        async with self._db.glance() as session:
            return await CheckInStore(session).before(patient_id, day)

    async def latest(self, patient_id: str, limit: int = 7) -> list[CheckInRecord]:
        """Return the patient's last check-ins, newest first."""
        async with self._db.glance() as session:
            return await CheckInStore(session).latest(patient_id, limit)

    async def moods(self, patient_id: str, today: date) -> tuple[int, ...]:
        """Return the moods of the seven days up to ``today`` (the patient's local date), oldest first; skipped ones are none."""
        async with self._db.glance() as session:
            return tuple(await CheckInStore(session).moods(patient_id, today))


def _number(value: int | str | None) -> int | None:
    return value if isinstance(value, int) else None
