"""Turns one written word into the canonical words that the rules use."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import Field

from bot.safety.yaml_file import Strict

NEAR_LENGTH = 6
"""Shortest word that is recognised by nearness; shorter ones have too many ordinary neighbours."""


class SpellingBook(Strict):
    """``words/spelling.yml``."""

    contractions: dict[str, str]
    words: dict[str, str]
    signs: dict[str, str]
    disguised: list[str]
    near: list[str]
    real_words: list[str]
    phrases: dict[str, str]
    will_before: list[str]
    fillers: list[str] = Field(min_length=1)


_ENDINGS = (("n't", "not"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"), ("'re", "are"), ("'m", "am"), ("'s", "is"))
_LEET = dict(zip("013457@$!|+89", ("o", "il", "e", "a", "s", "t", "a", "s", "il", "il", "t", "b", "g"), strict=True))
_ANY = "*"


class Speller:
    """Canonical spelling, given every word that the rules know. Changes nothing after construction."""

    def __init__(self, book: SpellingBook, known: Iterable[str]) -> None:
        self._contractions = {key: value.split() for key, value in book.contractions.items()}
        self._words = {key: value.split() for key, value in book.words.items()}
        self._known = frozenset(known) | frozenset(book.real_words) | frozenset(book.fillers)
        self._disguised = tuple(book.disguised)
        self._near: dict[str, str] = {}
        for word in book.near:
            if len(word) >= NEAR_LENGTH:
                for form in {word, *_without_one(word)}:
                    self._near.setdefault(form, word)

    def canonical(self, word: str) -> list[str]:
        """Return the canonical words for a folded, undisguised ``word`` (letters and apostrophes)."""
        plain = word.replace("'", "")
        if plain in self._contractions and (plain not in _AMBIGUOUS or "'" in word):
            return self._contractions[plain]
        for ending, full in _ENDINGS:
            if word.endswith(ending) and len(word) > len(ending):
                return [*self.canonical(word[: -len(ending)]), full]
        return self._simple(plain)

    def revealed(self, chunk: str) -> list[str] | None:
        """Return the word that signs disguise in ``chunk``, or None."""
        if 2 * sum(letter.isalpha() for letter in chunk) < len(chunk):
            return None
        shape = "".join("." if sign == _ANY else f"[{re.escape(sign)}{_LEET[sign]}]" if sign in _LEET else sign for sign in chunk)
        pattern = re.compile(shape)
        for word in self._disguised:
            if pattern.fullmatch(word):
                return self._simple(word)
        if chunk.endswith(_ANY):
            stem = chunk.rstrip(_ANY)
            if len(stem) >= len("sui") and stem.isalpha():
                for word in self._disguised:
                    if word.startswith(stem) and len(word) >= NEAR_LENGTH:
                        return self._simple(word)
        return None

    def joined(self, letters: str) -> tuple[str, list[str]] | None:
        """Return the disguised word at the end of spread-out ``letters``, with its canonical words, or None."""
        for word in sorted(self._disguised, key=len, reverse=True):
            if letters.endswith(word):
                return word, self._simple(word)
        return None

    def _simple(self, word: str) -> list[str]:
        if word in self._words:
            return self._words[word]
        if word in self._known:
            return [word]
        for squeezed in (re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1{2,}", r"\1", word), re.sub(r"(.)\1+", r"\1", word)):
            if squeezed != word:
                if squeezed in self._contractions:
                    return self._contractions[squeezed]
                if squeezed in self._words:
                    return self._words[squeezed]
                if squeezed in self._known:
                    return [squeezed]
        near = self._nearest(word)
        return self._words.get(near, [near]) if near else [word]

    def _nearest(self, word: str) -> str | None:
        """Return the dangerous word that one letter added, left out, changed or swapped turns ``word`` into."""
        if len(word) < NEAR_LENGTH - 1:
            return None
        if word in self._near:
            return self._near[word]
        return next((self._near[form] for form in _without_one(word) if form in self._near), None)


_AMBIGUOUS = frozenset({"canny"})
"""Words of their own that only an apostrophe turns into a contraction."""


def _without_one(word: str) -> list[str]:
    return [word[:position] + word[position + 1 :] for position in range(len(word))]
