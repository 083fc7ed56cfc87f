"""What a conversation's last messages mean for the next one: what was asked, what was offered, what the screen may know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.records import MessageRecord
from bot.safety.screening import Context
from bot.words import Sender

_QUESTION = re.compile(r"[^.?!]*\?")


def offered_payloads(messages: Iterable[MessageRecord]) -> set[str]:
    """Return the payloads of all buttons and choices in ``messages``."""
    offered: set[str] = set()
    for message in messages:
        element: dict[str, Any] = message.content.get("element") or {}
        for option in [*message.content.get("buttons", []), *element.get("options", [])]:
            offered.add(str(option.get("payload", "")))
    return offered


def context_of(recent: Sequence[MessageRecord]) -> Context:
    """Return what the screen may know of the conversation before a message."""
    earlier = tuple(entry.text for entry in recent if entry.sender is Sender.PATIENT)
    asked = last_question(recent)
    told = [entry.text for entry in reversed(recent) if entry.sender is not Sender.PATIENT]
    before = [question.strip() for text in told for question in reversed(_QUESTION.findall(text))]
    return Context(earlier, asked, tuple(question for question in before if question != asked))


def last_question(messages: Sequence[MessageRecord]) -> str | None:
    """Return the last question that the patient was asked since they last wrote, by whomever; None when there was none."""
    since: list[str] = []
    for message in reversed(messages):
        if message.sender is Sender.PATIENT:
            break
        since.insert(0, message.text)
    questions = _QUESTION.findall(" ".join(since))
    return questions[-1].strip() if questions else None


def still_asked(messages: Sequence[MessageRecord]) -> str | None:
    """Return the last question that anybody asked, also where the patient wrote since; None once the owner changed after it."""
    for message in reversed(messages):
        if message.sender is Sender.PATIENT:
            continue
        if message.content.get("kind") == "owner":
            return None
        questions = _QUESTION.findall(message.text)
        if questions:
            return str(questions[-1]).strip()
    return None


def question_over(messages: Sequence[MessageRecord], payload: str) -> str | None:
    """Return the question of the last message that offers ``payload``: a button answers what it stands under."""
    offering = next((message for message in reversed(messages) if payload in offered_payloads([message])), None)
    questions = _QUESTION.findall(offering.text) if offering else []
    return questions[-1].strip() if questions else None
