"""Makes messages to train on: a sentence as it stands, with slips of the hand, or among others as in a conversation."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.safety.folding import fold
from bot.safety.sentences import sentences
from bot.safety.training.texts import Sentence
from bot.words import UNREAD, Category, Tier

URGENT = "urgent"
OUTPUTS = (*(category.value for category in Category if category not in UNREAD), URGENT)
"""What the model says of a stretch of text, in this order."""
_URGENT_TIERS = (Tier.HIGH, Tier.EMERGENCY)
_LOW_ONLY = (Category.DISTRESS, Category.WANTS_HUMAN)
"""Categories of tier low. In any other, low means past and settled, which the rules tell; the model learns it as no danger now."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {key: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in _ROWS for place, key in enumerate(row)}
_APOSTROPHES, _PUNCTUATION, _SLIPS, _COMPANY = 0.3, 0.15, 0.25, 0.4
"""How often a message loses its apostrophes, loses its punctuation, has slips, and stands among others."""
_SHORTEST = 4
"""Letters of a word in which a slip is made."""
_LONGEST = 30
"""Words of a sentence that is put beside another."""

Target = tuple[float, ...]
"""For each of ``OUTPUTS`` 1 where it holds and 0 where not."""
NOTHING: Target = (0.0,) * len(OUTPUTS)


@dataclass(frozen=True, slots=True)
class Message:
    """A message, and what is known of it."""

    text: str
    """In plain lower-case letters, as the model reads it."""
    spans: list[tuple[int, int]]
    """Its sentences: first character and one past the last."""
    known: list[Target | None]
    """For each sentence what it shows, None where only the message's label is known."""
    whole: Target


def past(category: Category | None, tier: Tier) -> bool:
    """Whether something of this label is past and settled, and no danger now."""
    return category is not None and tier is Tier.LOW and category not in _LOW_ONLY


def target(sentence: Sentence) -> Target:
    """Return what the model is to say of ``sentence``."""
    if sentence.category is None or past(sentence.category, sentence.tier):
        return NOTHING
    shown = {sentence.category.value, *([URGENT] if sentence.tier in _URGENT_TIERS else [])}
    return tuple(float(name in shown) for name in OUTPUTS)


def message(sentence: Sentence, company: Sequence[Sentence], chance: random.Random) -> Message:
    """Return a message that holds ``sentence``, sometimes among some of ``company``, all of which are harmless."""
    parts = [(with_slips(fold(sentence.text).text, chance), target(sentence))]
    if chance.random() < _COMPANY:
        for _ in range(chance.choice((1, 1, 2, 3))):
            other = chance.choice(company)
            if len(other.text.split()) < _LONGEST:
                parts.insert(chance.randrange(len(parts) + 1), (with_slips(fold(other.text).text, chance), NOTHING))
    return _joined(parts, chance)


def _joined(parts: Sequence[tuple[str, Target]], chance: random.Random) -> Message:
    text, places = "", []
    for part, shown in parts:
        if text:
            text = text.rstrip()
            text += chance.choice((" ", " ", "\n")) if text[-1:] in ".!?" else chance.choice((". ", ". ", "\n", " ", ", "))
        places.append((len(text), len(text) + len(part), shown))
        text += part
    spans = sentences(text)
    return Message(text, spans, [_known(span, places) for span in spans], _all(shown for _, _, shown in places))


def _known(span: tuple[int, int], places: Sequence[tuple[int, int, Target]]) -> Target | None:
    """Return what ``span`` shows: nothing, or what the parts show that lie in it whole; None where it holds a piece of one."""
    start, end = span
    shown = [(first, last, shows) for first, last, shows in places if first < end and start < last and shows != NOTHING]
    if any(first < start or last > end + 1 for first, last, _ in shown):
        return None
    return _all(shows for _, _, shows in shown)


def _all(targets: Iterable[Target]) -> Target:
    return tuple(max(column) for column in zip(NOTHING, *targets, strict=True))


def with_slips(text: str, chance: random.Random) -> str:
    """Return ``text`` as a phone makes of it now and then: without apostrophes or punctuation, with slips of the hand."""
    if chance.random() < _APOSTROPHES:
        text = text.replace("'", "")
    if chance.random() < _PUNCTUATION:
        text = re.sub(r" +", " ", re.sub(r"[.,!?;:]", " ", text)).strip()
    if chance.random() < _SLIPS:
        words = text.split(" ")
        for _ in range(chance.choice((1, 1, 2, 3))):
            place = chance.randrange(len(words))
            if len(words[place]) >= _SHORTEST:
                words[place] = _slip(words[place], chance)
        text = " ".join(words)
    return text


def _slip(word: str, chance: random.Random) -> str:
    """Leave a letter of ``word`` out, swap two, or hit the key beside one."""
    place = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + chance.choice(_NEIGHBOURS.get(word[place], word[place])) + word[place + 1 :]
