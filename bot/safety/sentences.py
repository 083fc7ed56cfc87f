"""Cuts a message into the pieces that the trained layer reads: each sentence, neighbours together, and the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from bot.safety.folding import fold

LONGEST = 60
"""Words of a piece; a sentence without an end is cut there, with an overlap."""
OVERLAP = 15
"""Words that two cuts of one sentence share."""
SHORT = 6
"""Words up to which a sentence is also read together with the one before it: "I have them here. All of them."."""
FEWEST = 4
"""Words that what is left of a sentence must have to be read by itself."""
MOST = 400
"""Pieces of one message at most: 5,000 words and more. What comes after them is read by the rules alone."""

_END = re.compile(r"[.!?;\n]+(?=\s|$)|\n+|\.{2,}")
_WORD = re.compile(r"\S+")


class Piece(NamedTuple):
    """A part of a message: its place in the original, and its text in plain lower-case letters."""

    start: int
    end: int
    text: str


def pieces(text: str) -> list[Piece]:
    """Return the pieces of ``text``, the whole first if it is short enough to be one; none for a message without a letter."""
    folded = fold(text)
    plain, origin = folded.text, folded.origin
    sentences = [cut for first, last in _sentences(plain) for cut in _cuts(plain, first, last)]
    spans = list(sentences)
    for before, this in pairwise(sentences):
        if len(_WORD.findall(plain, this[0], this[1])) <= SHORT or len(_WORD.findall(plain, before[0], before[1])) <= SHORT:
            spans.append((before[0], this[1]))
    if len(sentences) > 1 and len(_WORD.findall(plain)) <= LONGEST:
        spans.append((sentences[0][0], sentences[-1][1]))
    found = [Piece(origin[first], origin[last - 1] + 1, plain[first:last]) for first, last in dict.fromkeys(spans)]
    return found[:MOST]


def between(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """Return the pieces of what ``spans`` (first character, one past the last) leave of ``text``; scraps of few words are none."""
    found: list[Piece] = []
    start = 0
    for first, last in [*sorted(spans), (len(text), len(text))]:
        if len(_WORD.findall(text[start:first])) >= FEWEST:
            found += [Piece(start + piece.start, start + piece.end, piece.text) for piece in pieces(text[start:first])]
        start = max(start, last)
    return [piece for piece in found if len(_WORD.findall(piece.text)) >= FEWEST]


def _sentences(plain: str) -> list[tuple[int, int]]:
    """Return first character and one past the last of each sentence that has a letter or digit."""
    found, start = [], 0
    for end in [*(match.end() for match in _END.finditer(plain)), len(plain)]:
        part = plain[start:end]
        if any(sign.isalnum() for sign in part):
            inner = start + len(part) - len(part.lstrip())
            found.append((inner, start + len(part.rstrip())))
        start = max(start, end)
    return found


def _cuts(plain: str, first: int, last: int) -> list[tuple[int, int]]:
    words = [match.span() for match in _WORD.finditer(plain, first, last)]
    if len(words) <= LONGEST:
        return [(first, last)]
    starts = range(0, max(1, len(words) - OVERLAP), LONGEST - OVERLAP)
    return [(words[start][0], words[min(start + LONGEST, len(words)) - 1][1]) for start in starts]
