"""Keeps sheets: theirs to see, to change, to take away and to take along."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.sheets import SheetRecord, SheetStore
from bot.db.tables import new_id
from bot.errors import Invalid, NotFound
from bot.programme.exercise_schema import Exercise, Sheet
from bot.programme.lesson_player import Goal
from bot.programme.sheets.values import Filled, clean
from bot.programme.sheets.words import as_text
from bot.programme.source import ContentSource

__all__ = ["SheetRecord", "Sheets"]

MOST_SHOWN = 200
"""Sheets of a list: a daily diary over half a year."""


class Sheets:
    """Reads and writes them. Who may, and for whom, is the caller's to check."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, source: ContentSource) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._source = source

    def exercise(self, exercise_id: str) -> Exercise:
        """Return an exercise of the content.

        Raises:
            NotFound: there is none of this name.
        """
        try:
            return self._source.now.exercises[exercise_id]
        except KeyError as error:
            raise NotFound("no such exercise") from error

    def sheet(self, exercise_id: str) -> Sheet:
        """Return an exercise that is filled in.

        Raises:
            NotFound: there is none of this name.
            Invalid: it is an exercise of another kind.
        """
        found = self.exercise(exercise_id)
        if not isinstance(found, Sheet):
            raise Invalid(f"{exercise_id} is nothing to fill in")
        return found

    def read(self, exercise_id: str, given: Mapping[str, Any]) -> tuple[Filled, str]:
        """Return what was filled in as it is kept, and as the message that carries it.

        Raises:
            NotFound: there is no such exercise.
            Invalid: a field is missing or cannot hold its value.
        """
        sheet = self.sheet(exercise_id)
        areas = {area.id: area.title for area in self._source.now.plan.goal_areas}
        filled = clean(sheet, given, areas)
        return filled, as_text(sheet, filled, areas)

    async def save(
        self, actor: Actor, exercise_id: str, filled: Filled, *, message_id: str, sheet_id: str | None = None
    ) -> SheetRecord:
        """Keep a sheet of the patient ``actor``; with ``sheet_id`` over an earlier one, and so where one keeps only one of it.

        The same ``message_id`` again is the same saving, whose answer was lost.

        Raises:
            NotFound: there is no such sheet of this patient's.
        """
        sheet, now = self.sheet(exercise_id), self._clock.now()
        async with self._db.write() as session:
            store = SheetStore(session)
            kept = await store.of(actor.id, exercise_id, MOST_SHOWN)
            before = next((one for one in kept if one.message_id == message_id), None)
            if before:
                return before
            if sheet_id is not None:
                before = next((one for one in kept if one.id == sheet_id), None)
                if before is None:
                    raise NotFound("no such sheet")
            elif not sheet.many and kept:
                before = kept[0]
            first = SheetRecord(new_id(), actor.id, exercise_id, {}, "", "", now, now)
            record = replace(
                before or first,
                values=dict(filled),
                content_version=self._source.now.version,
                message_id=message_id,
                changed_at=now,
            )
            await store.put(record)
            await self._audit.append(
                session,
                AuditEvent.SHEET_SAVED,
                actor=actor,
                object_type="patient",
                object_id=actor.id,
                facts={"exercise": exercise_id, "sheet": record.id, "new": before is None, "message": message_id},
                text=json.dumps(record.values, sort_keys=True),
            )
        return record

    async def of(self, patient_id: str, exercise_id: str | None = None, limit: int = MOST_SHOWN) -> list[SheetRecord]:
        """Return a patient's sheets, last changed first."""
        async with self._db.glance() as session:
            return await SheetStore(session).of(patient_id, exercise_id, limit)

    async def remove(self, actor: Actor, sheet_id: str) -> None:
        """Take a sheet of one's own away. The message that carried it stays with the conversation.

        Raises:
            NotFound: there is no such sheet of this patient's.
        """
        async with self._db.write() as session:
            store = SheetStore(session)
            record = await store.get(sheet_id)
            if record is None or record.patient_id != actor.id:
                raise NotFound("no such sheet")
            await store.remove(sheet_id, self._clock.now())
            await self._audit.append(
                session,
                AuditEvent.SHEET_REMOVED,
                actor=actor,
                object_type="patient",
                object_id=actor.id,
                facts={"exercise": record.exercise, "sheet": sheet_id},
            )

    async def goal(self, patient_id: str) -> Goal:
        """Return the goal that the patient wrote last; an empty one without."""
        helped = [one.id for one in self._source.now.exercises.values() if isinstance(one, Sheet) and one.helper == "goal"]
        for exercise_id in helped:
            kept = await self.of(patient_id, exercise_id, 1)
            if kept:
                return Goal(str(kept[0].values.get("goal", "")), str(kept[0].values.get("area", "")))
        return Goal()
