"""What a conversation's last messages mean for the next one: what was asked, what was offered, what the screen may know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from bot.records import MessageRecord
from bot.safety.context import QUESTION, QUESTION_MESSAGES, Said, context_from, last_question
from bot.safety.questions import TAKEN_UP, tapped
from bot.safety.screening import Context
from bot.words import Sender

SHEET = "sheet"
"""The field of a message's content that names the exercise whose sheet it carries."""

OWN = "own"
"""The field that says where in such a message the patient's own words stand: a list of start and end."""

_STOPS = tuple(".?!")

SPLIT_WITHIN = timedelta(minutes=5)
"""How long after a message the next may be the rest of its sentence."""


def offered_payloads(messages: Iterable[MessageRecord]) -> set[str]:
    """Return the payloads of all buttons and choices in ``messages``."""
    offered: set[str] = set()
    for message in messages:
        element: dict[str, Any] = message.content.get("element") or {}
        for option in [*message.content.get("buttons", []), *element.get("options", [])]:
            offered.add(str(option.get("payload", "")))
    return offered


def context_for(message: MessageRecord, recent: Sequence[MessageRecord]) -> Context:
    """Return what the screen may know when it reads ``message``, after ``recent``; a button answers what it stands under.

    A sheet stands by itself: it answers nothing that was asked in the chat.
    """
    payload = message.content.get("payload")
    if carries_sheet(message):
        return Context(earlier=tuple(own_words(entry) for entry in recent if entry.sender is Sender.PATIENT and not pressed(entry)))
    if payload is not None:
        return Context(asked=question_over(recent, payload))
    said = [Said(entry.sender is Sender.PATIENT, own_words(entry), pressed=pressed(entry)) for entry in recent]
    last = next((entry for entry in reversed(recent) if entry.sender is Sender.PATIENT), None)
    just_before = last is None or (not pressed(last) and message.created_at - last.created_at <= SPLIT_WITHIN)
    return context_from(said, just_before=just_before)


def still_asked(messages: Sequence[MessageRecord]) -> str | None:
    """Return the last question that anybody asked, also where the patient wrote since.

    None once the owner changed after it, or the answer to it was taken up.
    """
    for message in reversed(messages[-QUESTION_MESSAGES:]):
        if message.sender is Sender.PATIENT:
            continue
        if message.content.get("kind") == "owner":
            return None
        questions = QUESTION.findall(message.text)
        if questions:
            return str(questions[-1]).strip()
        if message.content.get(TAKEN_UP):
            return None
    return None


def asked_just_now(message: MessageRecord, recent: Sequence[MessageRecord]) -> str | None:
    """Return the question that ``message`` follows: what was asked since the patient last wrote, or what its button stands under.

    None where there is none, and for buttons that are not under a question about danger.
    """
    payload = message.content.get("payload")
    if payload is not None:
        return question_over(recent, payload) if tapped(payload) else None
    return last_question([Said(entry.sender is Sender.PATIENT, entry.text) for entry in recent])


def question_over(messages: Sequence[MessageRecord], payload: str) -> str | None:
    """Return the question of the last message that offers ``payload``: a button answers what it stands under."""
    offering = next((message for message in reversed(messages) if payload in offered_payloads([message])), None)
    questions = QUESTION.findall(offering.text) if offering else []
    return questions[-1].strip() if questions else None


def pressed(message: MessageRecord) -> bool:
    """Whether the patient pressed a button: its text is ours. A sheet's words are the patient's, although it has a payload."""
    return message.content.get("payload") is not None and not carries_sheet(message)


def carries_sheet(message: MessageRecord) -> bool:
    """Whether the message is a sheet that the patient filled in."""
    return SHEET in message.content


def own_words(message: MessageRecord) -> str:
    """Return what the screen reads of a message: all of it, or of a sheet what the patient wrote, each in its place.

    Labels, numbers and options of a sheet are ours, as a button's title is. With them "Woke up for good at: 06:30" would be read
    as a farewell. They become spaces, so that evidence still points at the words in the message, and an answer ends with a stop,
    so that it is not read as the first half of the next one.
    """
    spans = message.content.get(OWN)
    if spans is None:
        return message.text
    blank = ["\n" if sign == "\n" else " " for sign in message.text]
    for start, end in spans:
        blank[start:end] = message.text[start:end]
        if end < len(blank) and message.text[end - 1 : end] not in _STOPS:
            blank[end] = "."
    return "".join(blank)
