"""Cuts a message into sentences, and into what is left beside some of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable

FEWEST = 6
"""Words that what is left of a sentence must have to be read by itself."""

_END = re.compile(r"[.!?;\n]+(?=\s|$)|\n+|\.{2,}")
_WORD = re.compile(r"\S+")


def sentences(plain: str) -> list[tuple[int, int]]:
    """Return first character and one past the last of each sentence of ``plain`` that has a letter or digit."""
    found, start = [], 0
    for end in [*(match.end() for match in _END.finditer(plain)), len(plain)]:
        part = plain[start:end]
        if any(sign.isalnum() for sign in part):
            inner = start + len(part) - len(part.lstrip())
            found.append((inner, start + len(part.rstrip())))
        start = max(start, end)
    return found


def between(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the parts that ``spans`` leave of ``text``, without scraps; both as first character and one past the last."""
    found: list[tuple[int, int]] = []
    start = 0
    for first, last in [*sorted(spans), (len(text), len(text))]:
        if len(_WORD.findall(text[start:first])) >= FEWEST:
            found.append((start, first))
        start = max(start, last)
    return found
