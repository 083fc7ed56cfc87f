"""What a conversation's last messages mean for the next one: what was asked, what was offered, what the screen may know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.records import MessageRecord
from bot.safety.context import QUESTION, Said, context_from
from bot.safety.screening import Context
from bot.words import Sender


def offered_payloads(messages: Iterable[MessageRecord]) -> set[str]:
    """Return the payloads of all buttons and choices in ``messages``."""
    offered: set[str] = set()
    for message in messages:
        element: dict[str, Any] = message.content.get("element") or {}
        for option in [*message.content.get("buttons", []), *element.get("options", [])]:
            offered.add(str(option.get("payload", "")))
    return offered


def context_for(message: MessageRecord, recent: Sequence[MessageRecord]) -> Context:
    """Return what the screen may know when it reads ``message``, after ``recent``; a pressed button answers nothing but itself."""
    if message.content.get("payload") is not None:
        return Context()
    return context_from([Said(entry.sender is Sender.PATIENT, entry.text) for entry in recent])


def still_asked(messages: Sequence[MessageRecord]) -> str | None:
    """Return the last question that anybody asked, also where the patient wrote since; None once the owner changed after it."""
    for message in reversed(messages):
        if message.sender is Sender.PATIENT:
            continue
        if message.content.get("kind") == "owner":
            return None
        questions = QUESTION.findall(message.text)
        if questions:
            return str(questions[-1]).strip()
    return None
