"""What a dialogue hears: a message as the assistant understood it, free of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.programme.schema import Button
from bot.records import Utterance


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of the patient."""

    text: str = ""
    intent: str = ""
    confidence: float = 0.0
    given: Mapping[str, Any] = field(default_factory=dict)
    """Values that a button carried, by name; empty for typed text."""


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
    plain = fold(text)
    hits = [word for word in words if re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", plain)]
    return words[max(hits, key=len)] if hits else None


def fold(text: str) -> str:
    """Return ``text`` lower case, with straight apostrophes and single spaces."""
    return " ".join(text.lower().replace("\u2019", "'").split())
