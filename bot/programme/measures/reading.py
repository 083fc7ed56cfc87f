"""Reads a patient's words, or a button, as an answer in a measure: for the dialogue, and for whoever watches over item 9."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.programme.heard import Heard, fold
from bot.programme.measures.schema import FollowUpContent, Item, ItemScale, Measure
from bot.programme.numbers import Reading, Scale, read_scale
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


def read_item(measure: Measure, item: Item, text: str) -> int | None:
    """Return the value that typed words stand for as an answer to ``item``; None when they are no answer."""
    plain = fold(text).strip(" .!")
    if item.scale:
        return _on_scale(item.scale, text, plain)
    alone = {fold(word): answer.value for answer in measure.answers for word in answer.alone}
    if plain in alone:
        return alone[plain]
    read = read_choice(measure.answers, text, Scale(*measure.span(item)))
    return read.value if isinstance(read, Understood) and isinstance(read.value, int) else None


def verbatim(measure: Measure, item: Item, text: str) -> bool:
    """Whether ``text`` is an answer as it is printed; one of them begins like a question ("Does not interfere")."""
    titles = [item.scale.low_label, item.scale.high_label] if item.scale else [answer.title for answer in measure.answers]
    return fold(text).strip(" .!") in {fold(title) for title in titles}


def _on_scale(scale: ItemScale, text: str, plain: str) -> int | None:
    """Return the number, or the end of the scale, that typed words stand for."""
    ends = {scale.low: (scale.low_label, *scale.low_words), scale.high: (scale.high_label, *scale.high_words)}
    for value, words in ends.items():
        if plain in {fold(word) for word in words}:
            return value
    number = read_scale(text, Scale(scale.low, scale.high))
    return number.value if isinstance(number, Reading) else None


def read_value(measure: Measure, item: Item, value: str) -> int | None:
    """Return a button's value; None when it is off the item's scale."""
    low, high = measure.span(item)
    return int(value) if value.isascii() and value.isdigit() and low <= int(value) <= high else None


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
        item = measure.item(watched.item) if watched else None
        if watched is None or item is None:
            continue
        value: int | None = None
        if tap is not None:
            value = read_value(measure, item, tap.value) if (tap.measure, tap.what) == (measure.id, item.name) else None
        elif payload is None and element_name(measure.id, item.name) in asked:
            value = read_item(measure, item, text)
            if value is None and _YES.match(fold(text)):
                value = watched.above + 1
        if value is not None and value > watched.above:
            return measure, value
    return None
