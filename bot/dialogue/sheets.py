"""The way of a sheet: a message of the patient's first, stored and screened like any other (invariant 2), then the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.accounts.actor import Actor
from bot.care.conversations import Carried, Conversations
from bot.dialogue.turns import Turns
from bot.errors import Conflict
from bot.programme.sheets import Sheets
from bot.programme.sheets.service import SheetRecord
from bot.records import MessageRecord

__all__ = ["FilledIn", "sheet_saved"]


def sheet_saved(exercise_id: str) -> str:
    """Return the payload of a message that carries a sheet: what the assistant hears of it."""
    return f'/sheet_saved{{"exercise": "{exercise_id}"}}'


class FilledIn:
    """Takes what a patient filled in elsewhere than in the chat."""

    def __init__(self, conversations: Conversations, turns: Turns, sheets: Sheets) -> None:
        self._conversations = conversations
        self._turns = turns
        self._sheets = sheets

    async def save(
        self,
        actor: Actor,
        exercise_id: str,
        values: Mapping[str, Any],
        *,
        client_id: str,
        channel: str,
        sheet_id: str | None = None,
    ) -> tuple[SheetRecord, MessageRecord, bool]:
        """Keep a sheet of the patient ``actor``; return it, the message that carried it, and whether that is new.

        The message comes first: if the process dies in between, the words have reached the care team and were screened. The same
        ``client_id`` with the same values again finishes what was begun, and is harmless when nothing was left to do.

        Raises:
            NotFound: there is no such exercise, or no such sheet of this patient's.
            Invalid: a field is missing or cannot hold its value.
            Conflict: the ``client_id`` was used before, for other words.
        """
        filled, text, own = self._sheets.read(exercise_id, values)
        if sheet_id is not None:
            await self._sheets.require(actor, exercise_id, sheet_id)
        conversation = await self._conversations.of_patient(actor.id)
        message, new = await self._turns.receive(
            conversation.id,
            text=text,
            client_id=client_id,
            payload=sheet_saved(exercise_id),
            channel=channel,
            sheet=Carried(exercise_id, own),
        )
        if message.text != text:
            raise Conflict("this was sent before with other words", remedy="send it under a new client_id")
        record = await self._sheets.save(actor, exercise_id, filled, message_id=message.id, sheet_id=sheet_id)
        return record, message, new
