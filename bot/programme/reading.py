"""Reads a patient's words as the answer to one question of the check-in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.programme.heard import ANSWER_SUFFIX, Heard, find_words, fold
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
    if question.kind == "text":
        text = heard.text.strip()
        return Understood(text[:LONGEST_ACTIVITY]) if text else None
    scale = Scale(question.low, question.high)
    if question.kind == "choices":
        return _choice(question, heard.text, scale)
    number = read_scale(heard.text, scale)
    if number is None and find_words(heard.text, dict.fromkeys(question.zero_words, True)) and "?" not in heard.text:
        return Understood(question.low)
    return Understood(number.value, number.rounded) if isinstance(number, Reading) else number


def display(question: Question, value: Value) -> str:
    """Return ``value`` as the patient knows it."""
    return next((option.title.lower() for option in question.options if option.value == value), str(value))


def _choice(question: Question, text: str, scale: Scale) -> Outcome:
    by_title = {fold(option.title): option.value for option in question.options}
    if fold(text).strip(" .!") in by_title:
        return Understood(by_title[fold(text).strip(" .!")])
    number = read_scale(text, scale)
    words = {word: option.value for option in question.options for word in (*option.words, option.title)}
    value = find_words(text, words)
    if value is not None and not (isinstance(number, Reading) and _LEADING_NUMBER.match(text)):
        return Understood(value)
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
