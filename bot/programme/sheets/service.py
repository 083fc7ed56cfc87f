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
from bot.db.engine import Database, Session
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.messages import MessageStore
from bot.db.stores.sheets import SheetRecord, SheetStore
from bot.errors import Invalid, NotFound
from bot.programme.exercise_schema import Exercise, Sheet
from bot.programme.lesson_player import Goal
from bot.programme.sheets.shown import areas_of
from bot.programme.sheets.values import Filled, clean
from bot.programme.sheets.words import as_message
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

    def read(self, exercise_id: str, given: Mapping[str, Any]) -> tuple[Filled, str, list[tuple[int, int]]]:
        """Return what was filled in as it is kept, the message that carries it, and where in that the patient's own words stand.

        Raises:
            NotFound: there is no such exercise.
            Invalid: a field is missing or cannot hold its value.
        """
        sheet = self.sheet(exercise_id)
        areas = areas_of(self._source.now)
        filled = clean(sheet, given, areas)
        return filled, *as_message(sheet, filled, areas)

    async def save(
        self, actor: Actor, exercise_id: str, filled: Filled, *, message_id: str, sheet_id: str | None = None
    ) -> SheetRecord:
        """Keep a sheet of the patient ``actor``; with ``sheet_id`` over an earlier one, and so where one keeps only one of it.

        The same ``message_id`` again is the same saving, whose answer was lost: what came after it stands. A new sheet bears the id
        of the message that carried it first, so that the same saving, however late, never makes a second one.

        Raises:
            NotFound: there is no such sheet of this patient's.
        """
        sheet, now = self.sheet(exercise_id), self._clock.now()
        async with self._db.write() as session:
            store = SheetStore(session)
            # One after the other: two tabs must not both make the only one of its kind.
            if conversation := await ConversationStore(session).of_patient(actor.id):
                await ConversationStore(session).lock(conversation.id)
            before = await store.known(message_id) if sheet_id is None else await self._own(store, actor, exercise_id, sheet_id)
            if before is None and not sheet.many:
                before = next(iter(await store.of(actor.id, exercise_id, 1)), None)
            if before and await _stands(session, before.message_id, message_id):
                return before
            first = SheetRecord(message_id, actor.id, exercise_id, {}, "", "", now, now)
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

    async def require(self, actor: Actor, exercise_id: str, sheet_id: str) -> None:
        """Look whether the patient ``actor`` keeps this sheet of this exercise.

        Raises:
            NotFound: otherwise.
        """
        async with self._db.glance() as session:
            await self._own(SheetStore(session), actor, exercise_id, sheet_id)

    async def _own(self, store: SheetStore, actor: Actor, exercise_id: str, sheet_id: str) -> SheetRecord:
        record = await store.get(sheet_id)
        if record is None or (record.patient_id, record.exercise) != (actor.id, exercise_id):
            raise NotFound("no such sheet", remedy="save it as a new one")
        return record

    async def begun(self, patient_id: str) -> set[str]:
        """Return the exercises of which the patient keeps a sheet."""
        async with self._db.glance() as session:
            return await SheetStore(session).begun(patient_id)

    async def read_by(self, actor: Actor, patient_id: str) -> list[SheetRecord]:
        """Return a patient's sheets to somebody of the care team; the reading is recorded."""
        async with self._db.write() as session:
            kept = await SheetStore(session).of(patient_id, None, MOST_SHOWN)
            await self._audit.append(
                session,
                AuditEvent.SHEETS_READ,
                actor=actor,
                object_type="patient",
                object_id=patient_id,
                facts={"sheets": len(kept)},
            )
        return kept

    async def of(self, patient_id: str, exercise_id: str | None = None, limit: int | None = MOST_SHOWN) -> list[SheetRecord]:
        """Return a patient's sheets, last changed first; with no ``limit`` all of them."""
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


async def _stands(session: Session, standing_id: str, message_id: str) -> bool:
    """Whether what the message ``standing_id`` carried stands against ``message_id``: the same, or said later."""
    if standing_id == message_id:
        return True
    messages = MessageStore(session)
    standing, new = await messages.get(standing_id), await messages.get(message_id)
    return standing is not None and new is not None and standing.seq > new.seq
