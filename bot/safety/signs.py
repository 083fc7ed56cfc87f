"""Words that are ordinary alone and say something in a conversation: taking leave, closing the door.

Which they are is data: ``words/conversation.yml``.
"""

from __future__ import annotations

from typing import Literal

from bot.safety.matching import PatternIndex
from bot.safety.reading import Reader, place_of
from bot.safety.recognisers import RuleBook, check_canonical

SignName = Literal["goodbye", "withdrawal"]


class Signs:
    """Finds them. Changes nothing after construction.

    Raises:
        HandrailError: when a pattern could never match.
    """

    def __init__(self, book: RuleBook) -> None:
        patterns = book.of_kinds("sign", "ordinary", "after-all")
        self._index = PatternIndex(patterns.items())
        self._reader = Reader(book.spelling, self._index.words)
        check_canonical(patterns, self._reader.canonical)

    def find(self, name: SignName, text: str) -> tuple[int, int] | None:
        """Return first character and one past the last of the words of ``text`` that are the sign; None where it is ordinary."""
        line = self._reader.read(text)
        hits = self._index.find([word.text for word in line])
        kinds = {hit.key for hit in hits}
        if f"ordinary:{name}" in kinds and f"after-all:{name}" not in kinds:
            return None
        found = [place_of(line[hit.start : hit.end]) for hit in hits if hit.key == f"sign:{name}"]
        return min(found, key=lambda place: (place[0] - place[1], place[0]), default=None)
