"""Finds many patterns in one message, fast.

spaCy's ``PhraseMatcher`` finds, in one pass, every phrase that any pattern names. A pattern is followed only in a sentence that
holds all the parts that it cannot do without, which few do. Words that no pattern names never reach spaCy: its string store only
grows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.safety.patterns import BREAK, NEGATIONS, Part, Pattern, Phrase

UNKNOWN = "▢"
"""Stands for every word that no pattern names."""
WINDOW = 80
"""Words looked at together when a text has no full stops; bounds the work on a long one."""
OVERLAP = 24
"""Words that two windows share: no finding that matters is longer."""


class Hit(NamedTuple):
    """Pattern ``key`` holds for the words ``start`` up to ``end`` (without sentence breaks)."""

    key: str
    start: int
    end: int


class _Ready(NamedTuple):
    """A pattern in numbers: each part as the group of phrases that it may be."""

    key: str
    parts: tuple[tuple[int, bool, int], ...]
    """Group number (-1 for a gap), optional, length of the gap."""
    needed: frozenset[int]


class PatternIndex:
    """A fixed set of patterns. Safe to share between threads: finding changes nothing, its vocabulary is complete."""

    def __init__(self, patterns: Iterable[tuple[str, Iterable[Pattern]]]) -> None:
        self._groups: dict[frozenset[Phrase], int] = {}
        self._ready = [self._prepare(key, pattern) for key, several in patterns for pattern in several]
        phrases = sorted({phrase for group in self._groups for phrase in group})
        self.words = frozenset(word for phrase in phrases for word in phrase) | {BREAK, UNKNOWN} | NEGATIONS
        """Every word that a pattern names."""
        self._vocab = Vocab(strings=sorted(self.words))
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        groups_of: dict[Phrase, set[int]] = defaultdict(set)
        for group, number in self._groups.items():
            for phrase in group:
                groups_of[phrase].add(number)
        self._groups_of: dict[int, frozenset[int]] = {}
        for phrase in phrases:
            name = " ".join(phrase)
            self._matcher.add(name, [Doc(self._vocab, words=list(phrase))])
            self._groups_of[self._vocab.strings[name]] = frozenset(groups_of[phrase])

    def find(self, words: Sequence[str]) -> set[Hit]:
        """Return all hits in ``words``, which begin and end with ``BREAK``: of each pattern the longest from each word."""
        known = [word if word in self.words else UNKNOWN for word in words]
        hits: set[Hit] = set()
        for start, end in _stretches(known):
            hits |= self._in_sentence(known[start:end], start)
        return hits

    def _in_sentence(self, words: list[str], offset: int) -> set[Hit]:
        ends: dict[tuple[int, int], set[int]] = defaultdict(set)
        """Where a phrase of this group, from this word on, ends."""
        present: set[int] = set()
        for name, start, end in self._matcher(Doc(self._vocab, words=words)):
            for group in self._groups_of[name]:
                ends[group, start].add(end)
                present.add(group)
        hits = set()
        for pattern in self._ready:
            if not pattern.needed <= present:
                continue
            for start in range(len(words)):
                end = _follow(pattern.parts, start, words, ends)
                if end:
                    hits.add(Hit(pattern.key, start + (words[start] == BREAK) + offset, end - (words[end - 1] == BREAK) + offset))
        return hits

    def _prepare(self, key: str, pattern: Pattern) -> _Ready:
        parts = tuple((-1 if part.gap else self._group(part), part.optional, part.gap) for part in pattern)
        return _Ready(key, parts, frozenset(group for group, optional, _ in parts if group >= 0 and not optional))

    def _group(self, part: Part) -> int:
        return self._groups.setdefault(part.phrases, len(self._groups))


def _follow(
    parts: tuple[tuple[int, bool, int], ...], start: int, words: Sequence[str], ends: dict[tuple[int, int], set[int]]
) -> int:
    """Return the furthest end of the pattern when it begins at ``start``; 0 when it does not."""
    reached = {start}
    for group, optional, gap in parts:
        following: set[int] = set(reached) if optional or gap else set()
        for place in reached:
            if gap:
                for step in range(gap):
                    if place + step >= len(words) or words[place + step] in NEGATIONS:
                        break
                    following.add(place + step + 1)
            elif (group, place) in ends:
                following |= ends[group, place]
        if not following:
            return 0
        reached = following
    furthest = max(reached)
    return furthest if furthest > start else 0


def _stretches(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the sentences, each with its two breaks; overlong ones as overlapping windows."""
    start = 0
    for position in range(1, len(words)):
        if words[position] != BREAK:
            continue
        if position - start > 1:
            first = start
            while position + 1 - first > WINDOW:
                yield first, first + WINDOW
                first += WINDOW - OVERLAP
            yield first, position + 1
        start = position
