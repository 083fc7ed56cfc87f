"""Reads what was typed for a field of a sheet: numbers, lengths, times, days, options, lines. Plain functions.

What could mean two things is no answer: it is asked again, since it would be kept as the patient's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.programme.exercise_schema import LONGEST, SheetField
from bot.programme.heard import fold, longest, occurrences
from bot.programme.numbers import Reading, Scale, digits, read_scale
from bot.programme.sheets.moments import read_day, read_time

Problem = Literal["number", "text", "lines", "choice", "time", "day"]
"""What is asked for again."""
Read = str | int | list[str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """It cannot be kept."""

    why: Problem


WRONG: dict[str, Problem] = {
    "scale": "number", "count": "number", "minutes": "number", "text": "text", "long": "text", "choice": "choice", "area": "choice",
    "choices": "choice", "time": "time", "day": "day", "list": "lines",
}  # fmt: skip
HOUR = 60
_HALVES = [
    (r"\b(?:an|1) hour and (?:a )?half\b|\b1 and a half hours?\b", "1.5 hours"),
    (r"\bhalf an? hour\b|\bhalf hour\b", "30 min"),
    (r"\b(?:a )?quarter of an hour\b", "15 min"),
    (r"\bthree quarters of an hour\b|\b3 quarters of an hour\b", "45 min"),
    (r"\ban? hour\b", "1 hour"),
    (r"\ba minute\b", "1 min"),
    (r"\ba couple of\b", "2"),
]
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_WORDS = re.compile(rf"\b(?:{'|'.join(WORDS)})\b(?= (?:h|m|hours?|min(?:ute)?s?)\b)")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:h|hrs?|hours?)\b")
_MINUTES = re.compile(r"(\d+)\s*(?:m|mins?|minutes?)\b")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")
_ANY = re.compile(r"\d+(?:\.\d+)?")
_NONE = re.compile(r"^(?:no time(?: at all)?|none|nothing|not at all|zero|never|straight away|at once|not)\W*$")
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\d+[.)])\s*")


def read_field(field: SheetField, text: str, areas: Mapping[str, str], today: date, *, ahead: bool = False) -> Read | Wrong:
    """Read ``text`` as the value of ``field``.

    Args:
        field: What was asked.
        text: What was typed.
        areas: Titles of the goal areas by id.
        today: The patient's date.
        ahead: Whether a day of the week is the next of its name rather than the last.
    """
    scale = Scale(field.low, field.high)
    readers: dict[str, Callable[[], Read | None]] = {
        "scale": lambda: _number(text, scale),
        "count": lambda: _number(text, scale),
        "minutes": lambda: _minutes(text, scale),
        "text": lambda: _short(text, LONGEST["text"]),
        "long": lambda: _short(text, LONGEST["long"]),
        "choice": lambda: _choice(text, {title: title for title in field.options}),
        "area": lambda: _choice(text, {title: name for name, title in areas.items()}),
        "choices": lambda: _choices(text, field.options),
        "time": lambda: read_time(text, field.example),
        "day": lambda: read_day(text, today, ahead=ahead),
        "list": lambda: _lines(text, field.most),
    }
    found = readers[field.kind]()
    return Wrong(WRONG[field.kind]) if found is None else found


def _short(text: str, most: int) -> str | None:
    return text.strip() if 0 < len(text.strip()) <= most else None


def _number(text: str, scale: Scale) -> int | None:
    found = read_scale(text, scale)
    if found is None:  # "3 rungs": what read_scale takes for a measure is the answer here
        numbers = _NUMBER.findall(digits(text))
        found = Reading(int(numbers[0])) if len(numbers) == 1 and numbers[0].isdigit() and scale.holds(int(numbers[0])) else None
    if found is None and scale.holds(0) and _NONE.match(fold(text)):
        return 0
    return found.value if isinstance(found, Reading) else None


def _minutes(text: str, scale: Scale) -> int | None:
    plain = fold(text)
    for pattern, meant in _HALVES:
        plain = re.sub(pattern, meant, plain)
    plain = digits(_WORDS.sub(lambda word: str(WORDS.index(word[0]) + 1), plain))
    if scale.holds(0) and _NONE.match(plain):
        return 0
    hours, minutes = _HOURS.findall(plain), _MINUTES.findall(plain)
    if hours and not minutes:  # "1 h 30"
        minutes = _NUMBER.findall(_HOURS.sub(" ", plain))
    if len(hours) > 1 or len(minutes) > 1 or len(_ANY.findall(plain)) > len(hours) + len(minutes) > 0:
        return None
    if hours or minutes:
        value = sum(float(number) * HOUR for number in hours) + sum(float(number) for number in minutes)
    else:
        numbers = _NUMBER.findall(plain)
        if len(numbers) != 1:
            return None
        value = float(numbers[0])
    return round(value) if scale.holds(round(value)) else None


def _choice(text: str, options: Mapping[str, str]) -> str | None:
    names = list(options)
    plain = fold(text).strip(" .)")
    if plain.isdigit() and 1 <= int(plain) <= len(names):
        return options[names[int(plain) - 1]]
    folded = {fold(name): options[name] for name in names}
    found = longest(occurrences(fold(text), folded))
    if found is None:  # part of a title, if it is part of one only
        parts = [name for name in folded if plain and plain in name]
        found = parts[0] if len(parts) == 1 else None
    return folded[found] if found is not None else None


def _choices(text: str, options: list[str]) -> list[str] | None:
    found: list[str] = []
    for part in re.split(r"[,;\n/&]|\band\b", text):
        if not part.strip():
            continue
        whole = _choice(part, {option: option for option in options})
        words = {fold(word): option for option in options for word in re.split(r" or | ", option) if len(word) > len("else")}
        hit = longest(occurrences(fold(part), words))
        if isinstance(whole, str):
            found.append(whole)
        elif hit is not None:
            found.append(words[hit])
        else:
            return None
    return [option for option in options if option in found] or None


def _lines(text: str, most: int) -> list[str] | None:
    lines = [_BULLET.sub("", line).strip() for line in re.split(r"[\n;]", text)]
    lines = [line for line in lines if line]
    return lines if 0 < len(lines) <= most and all(len(line) <= LONGEST["list"] for line in lines) else None
