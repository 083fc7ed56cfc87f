"""Numbers in what people write: "about a 7", "7/10", "six or seven", "no pain", "it was 8 but now it's 5".

A misread number would be saved as the patient's own word, so anything that could mean two things is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from text_to_num import alpha2digit

from bot.programme.denial import DENIALS


@dataclass(frozen=True, slots=True)
class Scale:
    """A whole-number scale, both ends included."""

    low: int
    high: int

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies on the scale."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Reading:
    """One number was meant."""

    value: int
    rounded: bool = False
    """Whether it is the higher of a range or a rounded-up half; then it is said back to the patient."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several numbers that might each be the answer."""

    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """A number that is not on the scale."""

    value: float


Result = Reading | Ambiguous | OutOfRange | None
"""``None``: no number at all."""

_UNITS = (
    r"am|pm|a\.m\.?|p\.m\.?|o'?clock|h|hrs?|hours?|min|mins?|minutes?|days?|weeks?|months?|years?|yrs?|mg|ml|g|km|miles?|metres?|"
    r"meters?|"
    r"steps?|tablets?|pills?|times|x|%|percent|nights?|kg|lbs?|stairs|flights|people|kids|children|dogs?|cats?|sets|reps"
)
_MEASURED = re.compile(rf"\b\d+(?:[.:]\d+)?\s*(?:{_UNITS})(?!\w)", re.IGNORECASE)
_OUT_OF = re.compile(r"(?P<value>\d+(?:\.\d+)?)\s*(?:/|out of|of|over)\s*(?P<top>\d+)\b", re.IGNORECASE)
_RANGE = re.compile(
    r"(?P<a>\d+(?:\.\d+)?)\s*(?:-|\u2013|\u2014|to|or|and|/|,|maybe|perhaps|bordering on|going on)+\s*"
    r"(?:even |maybe |perhaps |an? )?(?P<b>\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|today|currently|at the moment|right now|this minute|but it'?s|is)\b\D{0,20}?"
    r"(?P<value>\d+(?:\.\d+)?)(?!\s*(?:/|out))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])")
_NOT = re.compile(rf"\b{DENIALS} (?:an? )?\d+(?:\.\d+)?\b(?: but)?", re.IGNORECASE)
_LONE_ONE = re.compile(
    r"\b(?:a|an|about|around|maybe|say|just|only|like|it'?s|its) one\b|^\W*one\W*$|\bone (?:out )?of ten\b|\bone/ten\b",
    re.IGNORECASE,
)
_NEIGHBOURS = 2
"""Two numbers at most this far apart and joined ("6 or 7", "5-7") are one answer: the higher counts, and is said back."""


def digits(text: str) -> str:
    """Return ``text`` with number words as digits; "one" only where it stands for a number."""
    text = _LONE_ONE.sub(lambda match: re.sub(r"\bone\b", "1", match[0], flags=re.IGNORECASE), text)
    text = re.sub(r"\b(\w+) and a half\b", r"\1.5", alpha2digit(re.sub(r"\bzero\b", "0", text, flags=re.IGNORECASE), "en"))
    return re.sub(r"(\d+)\s*1/2\b", r"\1.5", text)


def read_scale(text: str, scale: Scale) -> Result:
    """Read the answer to a question on ``scale`` out of ``text``.

    A range of neighbours gives the higher end. Times, doses and distances ("2 tablets", "since 7am") are no answers.
    """
    plain = _NOT.sub(" ", _MEASURED.sub(" ", digits(text)))
    out_of = _OUT_OF.search(plain)
    if out_of and int(out_of["top"]) == scale.high:
        return _one(float(out_of["value"]), scale)
    joined = _RANGE.search(plain)
    if joined:
        low, high = sorted((float(joined["a"]), float(joined["b"])))
        if high - low <= _NEIGHBOURS and scale.holds(low) and scale.holds(high):
            return Reading(ceil(high), rounded=low != high or high != int(high))
    values = _distinct([float(match) for match in _NUMBER.findall(plain)])
    if len(values) > 1:
        now = _NOW.findall(plain)
        if len(now) == 1:
            return _one(float(now[0]), scale)
        on_scale = tuple(ceil(value) for value in values if scale.holds(value))
        return (
            Ambiguous(on_scale)
            if len(on_scale) == len(values)
            else OutOfRange(next(value for value in values if not scale.holds(value)))
        )
    return _one(values[0], scale) if values else None


def only_a_number(text: str, scale: Scale) -> bool:
    """Whether ``text`` is an answer on ``scale`` and nothing else ("7", "about a 7/10", "6 or 7 I think")."""
    if not isinstance(read_scale(text, scale), Reading):
        return False
    rest = re.sub(r"[\d./,!?'\u2019-]+", " ", digits(text).lower()).split()
    return all(word in _FILLERS for word in rest)


def _one(value: float, scale: Scale) -> Reading | OutOfRange:
    if not scale.holds(value):
        return OutOfRange(value)
    return Reading(ceil(value), rounded=value != int(value))


def _distinct(values: Iterable[float]) -> list[float]:
    return list(dict.fromkeys(values))


_FILLERS = frozenset(
    [
        "a",
        "an",
        "about",
        "around",
        "approx",
        "approximately",
        "roughly",
        "maybe",
        "probably",
        "perhaps",
        "say",
        "i'd",
        "id",
        "i",
        "d",
        "im",
        "i'm",
        "m",
        "s",
        "it",
        "it's",
        "its",
        "is",
        "at",
        "the",
        "or",
        "and",
        "to",
        "out",
        "of",
        "between",
        "just",
        "only",
        "like",
        "pretty",
        "close",
        "nearly",
        "almost",
        "think",
        "guess",
        "today",
        "now",
        "right",
        "pain",
        "level",
        "mine",
        "my",
        "would",
        "be",
        "still",
        "sort",
        "kind",
        "um",
        "hmm",
        "well",
        "ok",
        "okay",
        "so",
        "over",
        "i'll",
        "ll",
        "go",
        "with",
        "for",
        "me",
        "bit",
        "currently",
        "moment",
    ]
)
