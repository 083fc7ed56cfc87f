"""Reads a patient's words, or a button, as an answer in a measure: for the dialogue, and for whoever watches over item 9."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.programme.heard import Heard, fold
from bot.programme.measure_schema import FollowUpContent, Measure
from bot.programme.numbers import Scale
from bot.programme.reading import Understood, read_choice
from bot.words import FollowUpOutcome

ANSWER: Final = "measure_answer"
"""The entity that a measure's buttons carry: ``phq9:sleep:2``, that is measure, what is answered, and the answer."""

FOLLOW_UP: Final = "follow_up"
CONFIRM: Final = "confirm"
CHANGE: Final = "change"

_PAYLOAD = re.compile(rf'^/inform\{{"{ANSWER}": "([a-z0-9_]+):([a-z0-9_]+):([a-z0-9_]+)"\}}$')
_YES = re.compile(r"^(?:yes|yeah|yep|yup|i do|i have|a bit|i suppose|i guess)\b")
_NO_SUCH_NO = re.compile(r"^(?:no|never) (?:mind|point|more|one|way|idea|reason|hope)\b|\b(?:but|yes|except|maybe|sometimes)\b")
"""What begins like a no to the follow-up and is none: "no point", "no, but sometimes"."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """What a measure's button answers."""

    measure: str
    what: str
    """An item's name, ``follow_up``, ``confirm`` or ``change``."""
    value: str


def button(measure: str, what: str, value: object) -> str:
    """Return what a button sends."""
    return f'/inform{{"{ANSWER}": "{measure}:{what}:{value}"}}'


def element_name(measure: str, what: str) -> str:
    """Return the name of the element under a question; by it the watch knows what was asked."""
    return f"{measure}:{what}"


def tapped(given: Mapping[str, Any]) -> Tapped | None:
    """Return what the button of a message answers; None for typed text and other buttons."""
    parts = str(given.get(ANSWER, "")).split(":")
    return Tapped(*parts) if len(parts) == len(Tapped.__slots__) else None


def tapped_payload(payload: str) -> Tapped | None:
    """Like ``tapped``, of a payload as the patient's page sends it."""
    match = _PAYLOAD.match(payload)
    return Tapped(*match.groups()) if match else None


def read_item(measure: Measure, text: str) -> int | None:
    """Return the value that typed words stand for; None when they are no answer."""
    plain = fold(text).strip(" .!")
    alone = {fold(word): answer.value for answer in measure.answers for word in answer.alone}
    if plain in alone:
        return alone[plain]
    values = [answer.value for answer in measure.answers]
    read = read_choice(measure.answers, text, Scale(min(values), max(values)))
    return read.value if isinstance(read, Understood) and isinstance(read.value, int) else None


def read_value(measure: Measure, value: str) -> int | None:
    """Return a button's value; None when it is none of the measure's."""
    return int(value) if value.isdigit() and int(value) in {answer.value for answer in measure.answers} else None


def read_follow_up(content: FollowUpContent, heard: Heard) -> FollowUpOutcome | None:
    """Return what typed words answer to the follow-up. A yes is the screen's, which flags it before this is asked.

    A no that goes on to take itself back, or only begins like one, is none: better asked once more than taken for less than it is.
    """
    plain = fold(heard.text)
    plain_no = not _NO_SUCH_NO.search(plain)
    for answer in content.answers:
        if plain_no and any(
            re.match(rf"{re.escape(fold(word))}\b", plain) for word in answer.words if answer.outcome is FollowUpOutcome.PASSIVE
        ):
            return FollowUpOutcome.PASSIVE
        if any(fold(word) in plain for word in answer.words if answer.outcome is FollowUpOutcome.DECLINED):
            return FollowUpOutcome.DECLINED
    return FollowUpOutcome.PASSIVE if plain_no and heard.surely("deny") and not heard.asks else None


def followed_up(
    measures: Mapping[str, Measure], payload: str | None, text: str, asked: Iterable[str]
) -> tuple[Measure, int] | None:
    """Return the measure and the value when a message gives an answer that must be followed up, else None.

    ``asked``: names of the elements under what was last asked. A typed "yes" to such an item does not say how often, and still
    counts: as the lowest answer that must be followed up.
    """
    tap = tapped_payload(payload) if payload is not None else None
    for measure in measures.values():
        watched = measure.follow_up
        if watched is None:
            continue
        value: int | None = None
        if tap is not None:
            value = read_value(measure, tap.value) if (tap.measure, tap.what) == (measure.id, watched.item) else None
        elif payload is None and element_name(measure.id, watched.item) in asked:
            value = read_item(measure, text)
            if value is None and _YES.match(fold(text)):
                value = watched.above + 1
        if value is not None and value > watched.above:
            return measure, value
    return None
