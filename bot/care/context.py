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
    """Return what the screen may know when it reads ``message``, after ``recent``; a button answers the question it stands under."""
    payload = message.content.get("payload")
    if payload is not None:
        return Context(asked=question_over(recent, payload))
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


def question_over(messages: Sequence[MessageRecord], payload: str) -> str | None:
    """Return the question of the last message that offers ``payload``: a button answers what it stands under."""
    offering = next((message for message in reversed(messages) if payload in offered_payloads([message])), None)
    questions = QUESTION.findall(offering.text) if offering else []
    return questions[-1].strip() if questions else None
