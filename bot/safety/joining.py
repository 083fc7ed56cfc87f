"""One sentence in two messages: puts the end of the last message and the beginning of this one together."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.safety.screening import Context

REACH = 24
"""Words that are taken from either message: enough for the sense, and few enough to be read at once."""
SHORT = 6
"""Words up to which a message may be the rest of a sentence though it begins with a capital, as keyboards put one."""

HANGING = {
    *("if", "that", "because", "cos", "when", "where", "how", "what", "why", "and", "but", "or", "so", "then", "while", "until"),
    *("before", "after", "than", "as", "like", "whether"),
    *("think", "thought", "feel", "wish", "hope", "know", "guess", "say", "said"),
}
"""Words after which a sentence goes on, also with an "I" that would begin one of its own."""

_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W_]")
_NEW = re.compile(r"i(?:['’][a-z]+|m|ve|ll|d)?\s", re.IGNORECASE)
"""An "I" at the beginning: most often a sentence of its own."""
_STOP = re.compile(r"[.!?;\n]+(?=\s|$)|\n+")
_TRAILS_OFF = re.compile(r"(?:\.{2,}|…|[\s,:–—-])+$")
"""What a half sentence may end with; people put dots where they go on in the next message."""


class Joined(NamedTuple):
    """A sentence out of two messages."""

    text: str
    seam: int
    """First character of ``text`` that is from this message."""
    start: int
    """Where that character stands in the message."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return what of ``text[start:end]``, which ends behind the seam, is from the message, by its place there."""
        return max(start, self.seam) - self.seam + self.start, end - self.seam + self.start


def joined(text: str, context: Context) -> Joined | None:
    """Return the sentence that began in the patient's message right before ``text`` and goes on in it; None if none may."""
    if not context.earlier or not context.just_before:
        return None
    head = _head(text)
    words = _WORD.findall(text)
    if head is None or not (text[head[0]].islower() or len(words) <= SHORT):
        return None
    tail = _tail(context.earlier[-1])
    start, end = head
    if not tail or (_NEW.match(text, start) and tail.split()[-1].lower() not in HANGING):
        return None
    return Joined(f"{tail} {text[start:end]}", len(tail) + 1, start)


def _tail(text: str) -> str:
    """Return the last words of ``text`` if its last sentence has no end."""
    plain = _TRAILS_OFF.sub("", text)
    if not plain or not plain[-1].isalnum():
        return ""
    last = max((match.end() for match in _STOP.finditer(plain)), default=0)
    return " ".join(_WORD.findall(plain[last:])[-REACH:])


def _head(text: str) -> tuple[int, int] | None:
    """Return first character and one past the last of the first words of ``text``, up to its first stop; None without a word."""
    first = _LETTER.search(text)
    if first is None:
        return None
    stop = _STOP.search(text, first.start())
    words = list(_WORD.finditer(text, first.start(), stop.start() if stop else len(text)))[:REACH]
    return first.start(), words[-1].end()
