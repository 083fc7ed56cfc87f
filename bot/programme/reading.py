"""Reads a patient's words as the answer to one question of the check-in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.programme.denial import denied, without
from bot.programme.heard import ANSWER_SUFFIX, Heard, find_words, fold, longest, occurrences
from bot.programme.numbers import Ambiguous, OutOfRange, Reading, Scale, read_scale
from bot.programme.schema import Question

Value = int | str
LONGEST_ACTIVITY = 1000
"""Characters of free text kept with a check-in; the message itself is kept whole."""


@dataclass(frozen=True, slots=True)
class Understood:
    """An answer."""

    value: Value
    say_back: bool = False


Outcome = Understood | Ambiguous | OutOfRange | None


_LEADING_NUMBER = re.compile(
    r"\W*(?:(?:about|around|roughly|maybe|probably|perhaps|like|say|i'?d say|i think|it'?s|it was|an?)\s+)*"
    r"(?:\d|one|two|three|four|five)\b",
    re.IGNORECASE,
)
"""A number that opens the answer is the answer ("2, better than yesterday"); a later one tells of something else ("badly, woke at
three")."""


def read_answer(question: Question, heard: Heard) -> Outcome:
    """Return what ``heard`` answers to ``question``; None when it is no answer."""
    name = question.name + ANSWER_SUFFIX
    if name in heard.given:
        return _given(question, heard.given[name])
    if heard.text.startswith("/"):
        return None  # a button of another question
    return read_text(question, heard.text)


def read_text(question: Question, text: str) -> Outcome:
    """Return what typed words answer to ``question``; None when they are no answer."""
    if question.kind == "text":
        return Understood(text.strip()[:LONGEST_ACTIVITY]) if text.strip() else None
    scale = Scale(question.low, question.high)
    if question.kind == "choices":
        return read_choice(question.options, text, scale)
    number = read_scale(text, scale)
    if number is None and find_words(text, dict.fromkeys(question.zero_words, True)) and "?" not in text:
        return Understood(question.low)
    return Understood(number.value, number.rounded) if isinstance(number, Reading) else number


class Named(Protocol):
    """A choice with a name: an option of a check-in, an answer of a measure."""

    @property
    def value(self) -> int:
        """What it stands for."""
        ...

    @property
    def title(self) -> str:
        """Its name."""
        ...

    @property
    def words(self) -> list[str]:
        """Other ways to say it."""
        ...


def phrases(question: Question) -> dict[str, int]:
    """Return every way to name one of the choices, folded, and the value that it stands for."""
    return _phrases(question.options)


def _phrases(options: Sequence[Named]) -> dict[str, int]:
    return {fold(phrase): option.value for option in options for phrase in (*option.words, option.title)}


def display(question: Question, value: Value) -> str:
    """Return ``value`` as the patient knows it."""
    return next((option.title.lower() for option in question.options if option.value == value), str(value))


def read_choice(options: Sequence[Named], text: str, scale: Scale) -> Outcome:
    """Return which of ``options`` typed words name, or the number on ``scale``; None when they are no answer.

    Read words before numbers, and what is meant before what is denied ("low, not very good").
    """
    plain = fold(text)
    by_title = {fold(option.title): option.value for option in options}
    if plain.strip(" .!") in by_title:
        return Understood(by_title[plain.strip(" .!")])
    words = _phrases(options)
    taken_back = denied(plain, words)
    meant = without(plain, taken_back)
    number = read_scale(meant, scale)
    leads = isinstance(number, Reading) and _LEADING_NUMBER.match(text)
    value = find_words(meant, words)
    if value is None:
        # "Not well" is a choice by itself; "very good" within "not very good" is none, and then it is better to ask again.
        whole = [hit for hit in occurrences(plain, words) if not any(deny.start < hit.start < deny.end for deny in taken_back)]
        phrase = longest(whole)
        value = None if phrase is None else words[phrase]
    if value is not None and not leads:
        return Understood(value)
    if taken_back and not leads:
        return None
    return Understood(number.value, number.rounded) if isinstance(number, Reading) else number


def _given(question: Question, value: object) -> Outcome:
    """Read a button's value; the button is ours, but the payload comes from outside."""
    if question.kind == "text":
        return Understood(str(value)[:LONGEST_ACTIVITY])
    try:
        number = int(str(value))
    except ValueError:
        return None
    return Understood(number) if question.low <= number <= question.high else OutOfRange(number)
