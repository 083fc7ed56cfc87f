"""What was said before a message, as the screen knows it: one reading for stored conversations and for text given at a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.safety.screening import Context

CONTEXT_MESSAGES = 20
"""How many earlier messages the screen may look at: the patient's last five, with up to three of the program after each."""
QUESTION_MESSAGES = 8
"""How many messages back a question may stand for a late answer to it."""
QUESTION = re.compile(r"[^.?!]*\?")
"""A question, as people end one."""


class Said(NamedTuple):
    """One earlier message."""

    by_patient: bool
    text: str
    pressed: bool = False
    """Whether the patient pressed a button: its text is ours."""


def context_from(said: Sequence[Said], *, just_before: bool = True) -> Context:
    """Return what the screen may know of ``said``, oldest first, when the next message is screened; see ``Context``."""
    recent = said[-CONTEXT_MESSAGES:]
    asked = last_question(recent)
    told = [entry.text for entry in reversed(recent[-QUESTION_MESSAGES:]) if not entry.by_patient]
    before = [question.strip() for text in told for question in reversed(QUESTION.findall(text))]
    return Context(
        earlier=tuple(entry.text for entry in recent if entry.by_patient and not entry.pressed),
        asked=asked,
        questions=tuple(question for question in before if question != asked),
        just_before=just_before,
    )


def last_question(said: Sequence[Said]) -> str | None:
    """Return the last question that the patient was asked since they last wrote, by whomever; None when there was none."""
    since: list[str] = []
    for entry in reversed(said):
        if entry.by_patient:
            break
        since.insert(0, entry.text)
    questions = QUESTION.findall(" ".join(since))
    return questions[-1].strip() if questions else None
