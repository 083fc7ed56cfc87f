"""Reads a patient's words as the answer to one question of the check-in."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
        return _choice(question, text, scale)
    number = read_scale(text, scale)
    if number is None and find_words(text, dict.fromkeys(question.zero_words, True)) and "?" not in text:
        return Understood(question.low)
    return Understood(number.value, number.rounded) if isinstance(number, Reading) else number


def phrases(question: Question) -> dict[str, int]:
    """Return every way to name one of the choices, folded, and the value that it stands for."""
    return {fold(phrase): option.value for option in question.options for phrase in (*option.words, option.title)}


def display(question: Question, value: Value) -> str:
    """Return ``value`` as the patient knows it."""
    return next((option.title.lower() for option in question.options if option.value == value), str(value))


def _choice(question: Question, text: str, scale: Scale) -> Outcome:
    """Read words before numbers, and what is meant before what is denied ("low, not very good")."""
    plain = fold(text)
    by_title = {fold(option.title): option.value for option in question.options}
    if plain.strip(" .!") in by_title:
        return Understood(by_title[plain.strip(" .!")])
    words = phrases(question)
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
