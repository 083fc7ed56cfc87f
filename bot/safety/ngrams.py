"""The letters and words of a sentence as numbers: slang, spelling and short blunt phrases, which the encoder overlooks."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

BUCKETS = 1 << 16
"""Places that pieces of words are hashed to."""
LETTERS = (2, 5)
"""Shortest and longest run of letters within a word, its borders counted."""
WORDS = (1, 3)
"""Fewest and most words in a row."""
_WORD = re.compile(r"[a-z0-9']+|[^\sa-z0-9']")


def buckets(text: str) -> tuple[Any, Any]:
    """Return the buckets that ``text`` (plain, lower case) fills, and the damped count in each: two arrays of equal length."""
    counts = Counter(zlib.crc32(piece.encode()) % BUCKETS for piece in _pieces(text))
    places = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    return places, 1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))


def _pieces(text: str) -> Iterator[str]:
    words = _WORD.findall(text)
    for word in words:
        padded = f" {word.replace(chr(39), '')} "
        for size in range(LETTERS[0], LETTERS[1] + 1):
            for start in range(len(padded) - size + 1):
                yield f"l{padded[start : start + size]}"
    for size in range(WORDS[0], WORDS[1] + 1):
        for start in range(len(words) - size + 1):
            yield f"w{' '.join(words[start : start + size])}"
