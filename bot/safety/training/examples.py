"""Makes what a network learns from: messages as word pieces, with what each of their sentences shows."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from tokenizers import Tokenizer

from bot.safety.folding import fold
from bot.safety.sentences import sentences
from bot.safety.training.messages import NOTHING, OUTPUTS, Message, Target, message, target, with_slips
from bot.safety.training.texts import Sentence

LONGEST = 128
"""Word pieces of a message; what is longer is cut."""
UNKNOWN, NO_STRETCH = -1, -2
"""Instead of what a stretch shows: nobody has said, and there is none."""
_CHUNK = 1000
"""Sentences that one process works through at a time."""
_JOINT = re.compile(r",|\b(?:but|and|so|because|when|then|if|cos|like|or|while)\b|[.!?]+ ")
_JOINED, _PIECE, _WORDS = 0.35, 0.6, 0.8
"""Up to which share of odd texts they are halves joined, pieces, and texts with strange words; the rest are two texts together."""


class Example(NamedTuple):
    """A message as a network reads it."""

    ids: Any
    """Word pieces: uint16, shape (T,)."""
    stretches: Any
    """For each sentence, and the whole where there are several, first piece, one past the last, and what it shows as bits of
    ``OUTPUTS`` or ``UNKNOWN``: int16, shape (R, 3)."""
    whole: int
    """What the message shows, as bits."""
    labelled: bool
    """Whether people said what it shows; if not, only a teacher can."""


class Maker:
    """Makes examples of ``training`` in several processes; each of these has the sentences once.

    Args:
        training: the sentences.
        tokenizer: path of the JSON of the word pieces.
        processes: how many work.
    """

    def __init__(self, training: Sequence[Sentence], tokenizer: str, processes: int) -> None:
        self._size = len(training)
        self._pool = ProcessPoolExecutor(processes, initializer=_start, initargs=(training, tokenizer))

    def labelled(self, rounds: int, seed: int) -> list[Example]:
        """Return ``rounds`` messages for each sentence, each anew with slips and company."""
        return self._made(_labelled, rounds, seed)

    def odd(self, rounds: int, seed: int) -> list[Example]:
        """Return texts made of pieces of sentences, whose meaning nobody has said: a student learns how its teachers see them."""
        return self._made(_odd, rounds, seed)

    def _made(self, make: Callable[..., Example | None], rounds: int, seed: int) -> list[Example]:
        parts = [range(at, min(at + _CHUNK, self._size)) for _ in range(rounds) for at in range(0, self._size, _CHUNK)]
        seeds = [f"{make.__name__} {seed} {number}" for number in range(len(parts))]
        return [example for chunk in self._pool.map(partial(_chunk, make), parts, seeds) for example in chunk]


def plain(text: str, tokenizer: Any) -> Example | None:
    """Return ``text`` as it stands, unlabelled; None for one without a letter or digit."""
    return _unlabelled(fold(text).text, tokenizer)


class _Here(NamedTuple):
    """What a process works with."""

    training: Sequence[Sentence]
    company: Sequence[Sentence]
    tokenizer: Any


_here: list[_Here] = []


def _start(training: Sequence[Sentence], tokenizer: str) -> None:
    _here[:] = [_Here(training, [sentence for sentence in training if not any(target(sentence))], pieces_of(tokenizer))]


def pieces_of(tokenizer: str) -> Any:
    """Return the tokenizer of that file, which neither cuts nor fills up."""
    pieces = Tokenizer.from_file(tokenizer)
    pieces.no_padding()
    pieces.no_truncation()
    return pieces


def _chunk(make: Callable[..., Example | None], part: range, seed: str) -> list[Example]:
    chance = random.Random(seed)  # noqa: S311 - no secret  # nosec B311
    found = [make(_here[0], place, chance) for place in part]
    return [example for example in found if example is not None]


def _labelled(here: _Here, place: int, chance: random.Random) -> Example | None:
    return _example(message(here.training[place], here.company, chance), here.tokenizer, labelled=True)


def _odd(here: _Here, place: int, chance: random.Random) -> Example | None:
    one, other = (fold(sentence.text).text for sentence in (here.training[place], chance.choice(here.training)))
    how = chance.random()
    if how < _JOINED:
        first = chance.choice([match.start() for match in _JOINT.finditer(one)] or [len(one) // 2])
        second = chance.choice([match.end() for match in _JOINT.finditer(other)] or [len(other) // 2])
        text = one[:first].rstrip() + chance.choice((" ", ", ", " and ", " but ", ". ")) + other[second:].lstrip()
    elif how < _PIECE:
        words = one.split()
        size = chance.randint(max(2, len(words) // 3), max(2, len(words)))
        start = chance.randint(0, max(0, len(words) - size))
        text = " ".join(words[start : start + size])
    elif how < _WORDS:
        strange = other.split()
        kept = (word for word in one.split() if chance.random() > 0.1)  # noqa: PLR2004
        text = " ".join(chance.choice(strange) if chance.random() < 0.15 else word for word in kept)  # noqa: PLR2004
    else:
        text = one + chance.choice((" ", ". ", "\n")) + other
    return _unlabelled(with_slips(text, chance), here.tokenizer)


def _unlabelled(text: str, tokenizer: Any) -> Example | None:
    spans = sentences(text)
    return _example(Message(text, spans, [None] * len(spans), NOTHING), tokenizer, labelled=False)


def _example(made: Message, tokenizer: Any, *, labelled: bool) -> Example | None:
    encoding = tokenizer.encode(made.text)
    places = encoding.offsets[:LONGEST]
    spans = [*zip(made.spans, made.known, strict=True)]
    if len(spans) > 1:
        spans.append(((made.spans[0][0], made.spans[-1][1]), made.whole if labelled else None))
    stretches = []
    for (start, end), shown in spans:
        own = [place for place, (first, last) in enumerate(places) if last > first and first < end and last > start]
        if own:
            stretches.append((own[0], own[-1] + 1, UNKNOWN if shown is None else _bits(shown)))
    if not stretches:
        return None
    ids = np.array(encoding.ids[:LONGEST], np.uint16)
    return Example(ids, np.array(stretches, np.int16), _bits(made.whole), labelled)


def _bits(shown: Target) -> int:
    return sum(1 << place for place in range(len(OUTPUTS)) if shown[place])
