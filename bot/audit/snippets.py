"""A piece of a message around what a search found in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 240
"""Characters shown of a longer message: two to three lines of a result list."""
LEAD = 60
"""Characters shown before the first hit."""
ELLIPSIS = "\u2026"


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """A run of text; ``hit`` where it is what was looked for."""

    text: str
    hit: bool


def snippet(text: str, hits: Iterable[tuple[int, int]], width: int = WIDTH) -> list[SnippetPart]:
    """Return ``text``, or about ``width`` characters of it from shortly before the first hit, cut at spaces, in parts."""
    merged = _merge(hits, len(text))
    start, end = _window(text, merged[0][0] if merged else 0, width)
    parts = [SnippetPart(ELLIPSIS, hit=False)] if start > 0 else []
    position = start
    for hit_start, hit_end in merged:
        if hit_end <= start or hit_start >= end:
            continue
        first, last = max(hit_start, start), min(hit_end, end)
        if first > position:
            parts.append(SnippetPart(text[position:first], hit=False))
        parts.append(SnippetPart(text[first:last], hit=True))
        position = last
    if position < end:
        parts.append(SnippetPart(text[position:end], hit=False))
    if end < len(text):
        parts.append(SnippetPart(ELLIPSIS, hit=False))
    return parts


def _window(text: str, focus: int, width: int) -> tuple[int, int]:
    if len(text) <= width:
        return 0, len(text)
    start = max(0, min(focus - LEAD, len(text) - width))
    if start:
        space = text.find(" ", start, focus)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + width)
    if end < len(text):
        space = text.rfind(" ", max(start, focus) + 1, end)
        end = space if space > start + width // 2 else end
    return start, end


def _merge(hits: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Clip to the text, sort, and join what overlaps."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in hits):
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
