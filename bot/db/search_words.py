"""The words by which a message is found.

Both databases index exactly what ``search_words`` returns, so that a search finds the same messages on SQLite and PostgreSQL:
neither database's own idea of a word, a letter or a language takes part. A word is

* a run of letters and digits of any script, with the marks that belong to them; everything else separates words;
* compared without case, without Latin accents (``café`` = ``cafe``) and in compatibility form (``ﬁt`` = ``fit``);
* across an apostrophe, straight or curly: ``can't`` is ``cant``; ``mother's`` is found as ``mothers`` and as ``mother``;
* whole: ``pain`` does not find ``painful``; no stemming, no synonyms, no word too common to count.

Writing without spaces between words (Chinese, Japanese, Thai) becomes one word a run, so that only whole runs are found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 64
"""Characters of a word that count; longer ones are cut, so that no index entry can be too large to store."""

_APOSTROPHES = "'\u2019\u02bc\uff07"
_LETTERS = r"[^\W_](?:[^\W_]|[\u0300-\u036f]|[\u0900-\u0dff\u0e31-\u0e4e\u0591-\u05c7\u064b-\u065f])*"
_WORD = re.compile(rf"{_LETTERS}(?:[{_APOSTROPHES}]{_LETTERS})*")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]\Z")
_ACCENT = re.compile(r"[\u0300-\u036f]")


def search_words(text: str) -> str:
    """Return the distinct words of ``text``, in order, separated by single spaces."""
    return " ".join(dict.fromkeys(word for _, _, forms in _words(text) for word in forms))


def query_words(text: str) -> list[str]:
    """Return the distinct words that a search for ``text`` asks for; a message must hold them all."""
    return list(dict.fromkeys(forms[0] for _, _, forms in _words(text)))


def spans(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Return where ``text`` holds one of ``words`` (as ``query_words`` gives them): first character, one past the last."""
    wanted = set(words)
    return [(start, end) for start, end, forms in _words(text) if not wanted.isdisjoint(forms)]


def _words(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for match in _WORD.finditer(text):
        word = match.group()
        whole = _fold(word)
        if not whole:
            continue
        stem = _fold(_POSSESSIVE.sub("", word)) if not word.isalnum() else whole
        yield match.start(), match.end(), (whole,) if stem in (whole, "") else (whole, stem)


def _fold(word: str) -> str:
    if word.isascii():
        return word.replace("'", "").lower()[:LONGEST]
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    flat = unicodedata.normalize("NFC", _ACCENT.sub("", flat))
    return "".join(letter for letter in flat if letter.isalnum() or unicodedata.category(letter)[0] == "M")[:LONGEST]
