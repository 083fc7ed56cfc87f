"""What the words around a finding say: denied, long past, somebody else, quoted, a way of speaking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.safety.matching import Hit
from bot.safety.patterns import BREAK
from bot.safety.reading import Line
from bot.safety.recognisers import ContextRule, LoadedRule, Scope
from bot.words import Tier

REACH = 8
"""Words before a finding in which the person it is said of is looked for."""
QUOTE_REACH = 3
"""Words between "the song goes" and what it goes."""
SELF = frozenset({"i", "me", "my", "myself", "mine"})
"""The writer."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding's tier after the context, and the notes on what lowered it."""

    tier: Tier
    notes: tuple[str, ...]
    contexts: frozenset[str] = frozenset()
    """Names of the contexts that lowered it."""


class Surroundings:
    """The contexts that stand in one line, ready to be asked about its findings."""

    def __init__(
        self, line: Line, hits: Iterable[Hit], contexts: Mapping[str, ContextRule], bridges: Mapping[str, frozenset[str]]
    ) -> None:
        self._line = line
        self._contexts = contexts
        self._bridges = bridges
        self._hits: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            self._hits[hit.key].append(hit)

    def judge(self, rule: LoadedRule, start: int, end: int) -> Judged:
        """Return the tier of ``rule``'s finding in the words ``start`` up to ``end``."""
        tier = rule.tier
        notes: list[str] = []
        held: set[str] = set()
        if rule.firm:
            return Judged(tier, ())
        for name, lowered in rule.lowered_by.items():
            if lowered.rank < rule.tier.rank and self._holds(self._contexts[name], start, end):
                tier = min(tier, lowered, key=lambda item: item.rank)
                held.add(name)
                notes.append(f"{rule.name}: {rule.tier} lowered to {lowered}, {self._contexts[name].note} ({name})")
        return Judged(tier, tuple(notes), frozenset(held))

    def _holds(self, context: ContextRule, start: int, end: int) -> bool:
        together = bool(context.both) and all(self._holds(self._contexts[name], start, end) for name in context.both)
        return together or self._stands(context, start, end)

    def _stands(self, context: ContextRule, start: int, end: int) -> bool:
        """Return whether the context's own words stand where they must."""
        hits = self._hits.get(f"context:{context.id}")
        if not hits:
            return False
        first, last = self._sentence(start, end)
        if any(first <= hit.start and hit.end <= last for hit in self._hits.get(f"unless:{context.id}", ())):
            return False
        match context.scope:
            case Scope.MESSAGE:
                holds = True
            case Scope.SENTENCE:
                holds = any(first <= hit.start < last for hit in hits)
            case Scope.NEARBY:
                following = self._sentence(last + 1, last + 1)[1] if last + 1 < len(self._line) else last
                holds = any(first <= hit.start < following for hit in hits)
            case Scope.OVERLAP:
                holds = any(2 * (min(hit.end, end) - max(hit.start, start)) >= end - start for hit in hits)
            case Scope.BEFORE:
                holds = any(self._joins(hit.end, start, self._bridges[context.id]) for hit in hits if first <= hit.start)
            case Scope.SUBJECT:
                holds = self._about_others(hits, start, end)
            case Scope.QUOTED:
                holds = self._quoted(hits, start, first)
        return holds

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return the words between the breaks around a finding."""
        first = start
        while first > 0 and self._line[first - 1].text != BREAK:
            first -= 1
        last = end
        while last < len(self._line) and self._line[last].text != BREAK:
            last += 1
        return first, last

    def _joins(self, negation_end: int, start: int, bridges: frozenset[str]) -> bool:
        """Return whether only bridge words, and no pause, stand between a negation and the finding.

        A finding that begins with its own "I" is not reached: "no I want to die".
        """
        if negation_end > start or self._line[start].text == "i":
            return False
        between = self._line[negation_end:start]
        return all(word.text in bridges for word in between) and not any(
            word.pause for word in self._line[negation_end : start + 1]
        )

    def _about_others(self, hits: list[Hit], start: int, end: int) -> bool:
        """Return whether the nearest person named before a finding is somebody else; one with "I" or "my" in it is the writer's."""
        if any(word.text in SELF for word in self._line[start:end]):
            return False
        others = {place for hit in hits for place in range(hit.start, hit.end)}
        for place in range(start - 1, max(start - 1 - REACH, -1), -1):
            text = self._line[place].text
            if text == BREAK:
                return False
            if text == "i" or (text in ("me", "myself") and place == start - 1):
                return False
            if place in others:
                return True
        return False

    def _quoted(self, hits: list[Hit], start: int, first: int) -> bool:
        before = [hit for hit in hits if first <= hit.start and hit.end <= start]
        if self._line[start].quoted:
            return any(first <= hit.start for hit in hits)
        return any(start - hit.end <= QUOTE_REACH and hit.end - hit.start > 1 for hit in before) and self._line[start].text in SELF
