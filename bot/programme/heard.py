"""What a dialogue hears: a message as the assistant understood it, free of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.programme.schema import Button
from bot.records import Utterance

SURE = 0.5
"""Below this confidence, what looks like a question or a command of the patient's is asked about rather than followed."""

_QUESTION_STARTS = re.compile(r"^(?:why|how|what|who|when|where|is|are|do|does|did|can|could|should|will|would|am|may)\b")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of the patient."""

    text: str = ""
    intent: str = ""
    confidence: float = 0.0
    given: Mapping[str, Any] = field(default_factory=dict)
    """Values that a button carried, by name; empty for typed text."""

    def surely(self, *intents: str) -> bool:
        """Whether it was understood as one of ``intents``, and not only guessed at."""
        return self.intent in intents and self.confidence >= SURE

    @property
    def asks(self) -> bool:
        """Whether it has the form of a question."""
        return "?" in self.text or bool(_QUESTION_STARTS.match(fold(self.text)))


ANSWER_SUFFIX = "_answer"
"""What a button's value is called: the question's name and this."""


def payload(question: str, value: object) -> str:
    """Return what a button sends that answers ``question``."""
    return f'/inform{{"{question}{ANSWER_SUFFIX}": "{value}"}}'


def said(*texts: str, buttons: tuple[Button, ...] | list[Button] = (), element: dict[str, Any] | None = None) -> list[Utterance]:
    """Return one bubble for each text; buttons and element go under the last."""
    content: dict[str, Any] = {}
    if buttons:
        content["buttons"] = [button.as_json() for button in buttons]
    if element:
        content["element"] = element
    *first, last = texts
    return [*(Utterance(text) for text in first), Utterance(last, content)]


def find_words(text: str, words: Mapping[str, Any]) -> Any | None:
    """Return the value of the longest of ``words`` that occurs in ``text`` as whole words; None when none does."""
    by_folded = {fold(word): value for word, value in words.items()}
    found = longest(occurrences(fold(text), by_folded))
    return None if found is None else by_folded[found]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase occurs."""

    start: int
    end: int
    phrase: str


def occurrences(plain: str, phrases: Iterable[str]) -> list[Hit]:
    """Return where each of the folded ``phrases`` occurs in folded text as whole words."""
    return [
        Hit(match.start(), match.end(), phrase)
        for phrase in phrases
        for match in re.finditer(rf"(?<!\w){as_pattern(phrase)}(?!\w)", plain)
    ]


def longest(hits: Iterable[Hit]) -> str | None:
    """Return the longest phrase found, or None."""
    return max((hit.phrase for hit in hits), key=len, default=None)


def as_pattern(phrase: str) -> str:
    """Return ``phrase`` as a pattern that forgives a left-out apostrophe ("didnt sleep")."""
    return re.escape(phrase).replace("'", "'?")


def fold(text: str) -> str:
    """Return ``text`` lower case, with straight apostrophes and single spaces."""
    return " ".join(text.lower().replace("\u2019", "'").split())
