"""Folds a text to plain lower-case letters and signs, and remembers where each came from."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

_LOOKALIKES: dict[int, str] = {
    ord(odd): plain
    for plain, odds in {
        "a": "аα", "b": "в", "c": "сς", "d": "ԁđð", "e": "еεё", "g": "ց", "h": "һн", "i": "іιı", "j": "ј", "k": "кκ", "l": "łӏ",
        "m": "м", "n": "ոη", "o": "оοø", "p": "рρ", "s": "ѕß", "t": "тτ", "u": "υս", "v": "ν", "x": "хχ", "y": "уγ",
        "'": "ʼ`´‘’‛′＇", '"': "“”„«»‟″＂", "-": "–—‐‑‒―−",
    }.items()
    for odd in odds
}  # fmt: skip
"""Cyrillic, Greek and Armenian letters, quotation marks and dashes that look like, or stand for, plain ones."""
_SHAPELESS = {"Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"}
"""Kinds of character without a shape of their own: zero-width marks, accents, controls."""


class Folded(NamedTuple):
    """``text[i]`` came from the original's character ``origin[i]``."""

    text: str
    origin: list[int]


def fold(text: str) -> Folded:
    """Return ``text`` folded. Its length may differ; ``origin`` leads back."""
    letters: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        for part in _plain(character):
            letters.append(part)
            origin.append(position)
    return Folded("".join(letters), origin)


def _plain(character: str) -> str:
    if character.isascii():
        if character.isprintable():
            return "'" if character == "`" else character.lower()
        return "\n" if character == "\n" else " " if character.isspace() else ""
    if character in "\u2028\u2029":
        return "\n"
    lower = character.lower()
    if len(lower) == 1 and ord(lower) in _LOOKALIKES:
        return _LOOKALIKES[ord(lower)]
    parts = unicodedata.normalize("NFKD", lower).lower()
    return "".join(part.translate(_LOOKALIKES) for part in parts if unicodedata.category(part) not in _SHAPELESS)
