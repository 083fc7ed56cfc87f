"""What no single message shows.

An answer that comes late; a danger that shows a little in each of several messages; a farewell after dark days, and withdrawal
(``leaving``); and a sentence that began in the message before (``joining``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from bot.safety.joining import joined
from bot.safety.leaving import Leaving, before
from bot.safety.rule_layer import RuleLayer
from bot.safety.screening import Context, Evidence
from bot.safety.trained import Scores, TrainedLayer
from bot.words import Category, Tier

NEEDED = 3
"""Of the last messages, how many must lean towards danger by themselves, this one among them."""
LEANING = -3.0
"""Strength (see ``Scores``) from which on a message leans towards danger; well below what flags it alone."""
HEAVY = -5.0
"""Strength for suicide risk or distress from which on an answer should be warm, though nothing is flagged: of 1,130 examples of
wishes and answers in ``data/nlu`` 62 are above it, of 34 that say that it is hard 9. Only what is not understood is answered so."""
NOTHING = -math.inf
"""Strength of a message without a letter."""
GRAVE = {Category.SUICIDE, Category.SELF_HARM}
"""What an earlier message must show for a farewell after it to count."""
REMEMBERED = 2048
"""Earlier messages of which is kept what they show, so that each is read once."""
_REFERS_BACK = re.compile(
    r"\b(thoughts?|urges?)\b[^.!?]{0,30}\b(that|those|these|this)\b"
    r"|\b(those|these|such) (kinds? of )?(thoughts|urges)\b"
    r"|\b(what|when|as|like) you (asked|said|meant)\b"
    r"|\byou asked (me )?(about|if|whether|before|earlier)\b"
    r"|\byour question\b",
    re.IGNORECASE,
)
"""A late answer names what it answers: "yes, I am having thoughts like that". A bare "yes" belongs to the last question alone,
or each check-in after a question about danger would be an alarm."""


class Alone(NamedTuple):
    """What the trained layer says of a message by itself."""

    leaning: float
    """Its strength for suicide risk."""
    shown: frozenset[Category]
    """What it is flagged for."""


class ConversationLayer:
    """Reads a message in the light of those before it."""

    def __init__(self, rules: RuleLayer, trained: TrainedLayer) -> None:
        self._rules = rules
        self._trained = trained
        self._alone = lru_cache(maxsize=REMEMBERED)(self._read_alone)
        self._leaving = Leaving(rules, self._darkness)

    def asks_for_moods(self, text: str, context: Context) -> bool:
        """Whether ``context.moods`` could change what ``text`` means; see ``Leaving.asks_for_moods``."""
        return self._leaving.asks_for_moods(text, context)

    def find(self, text: str, context: Context, scores: Sequence[Scores]) -> list[Evidence]:
        """Return what ``text`` adds to what was said and asked before it."""
        found = [self._late_answer(text, context), self._adding_up(text, context, scores)]
        split = self._split(text, context, scores)
        return [item for item in found if item is not None] + self._leaving.find(text, context) + split

    def _late_answer(self, text: str, context: Context) -> Evidence | None:
        """Return what ``text`` says to a question about danger that was asked some turns ago, if it clearly comes back to it."""
        if not _REFERS_BACK.search(text):
            return None
        for question in context.questions:
            answer = self._rules.answer(text, question)
            if answer is not None:
                rule = answer.rule.replace("asked/", "asked-earlier/")
                return replace(answer, rule=rule, why=f"{answer.why} It was asked some turns before.")
        return None

    def _adding_up(self, text: str, context: Context, scores: Sequence[Scores]) -> Evidence | None:
        """Return evidence when this message and others of the last few each lean towards suicide, though none says so by itself."""
        here = max((score.strength[Category.SUICIDE] for score in scores), default=NOTHING)
        if here < LEANING:
            return None
        earlier = before(context)
        leaning = 1 + sum(self._alone(one).leaning >= LEANING for one in earlier)
        if leaning < NEEDED:
            return None
        why = f"{leaning} of the last {len(earlier) + 1} messages lean towards suicide risk, though none may say so by itself."
        return Evidence(0, len(text), text, Category.SUICIDE, Tier.MODERATE, "conversation/adding-up", why)

    def _darkness(self, earlier: Sequence[str]) -> str | None:
        """Say what earlier messages show of suicide risk: one of them clearly, or several a little; None for neither."""
        if any(self._grave(one) for one in earlier):
            return "a message that shows suicide risk or self-harm"
        leaning = sum(self._alone(one).leaning >= LEANING for one in earlier)
        return f"{leaning} messages that lean towards suicide risk" if leaning >= NEEDED - 1 else None

    def _grave(self, text: str) -> bool:
        if self._alone(text).shown & GRAVE:
            return True
        evidence = self._rules.find(text, Context()).evidence
        return any(item.category in GRAVE and item.tier.rank >= Tier.MODERATE.rank for item in evidence)

    def _split(self, text: str, context: Context, scores: Sequence[Scores]) -> list[Evidence]:
        """Return what the trained layer finds in a sentence that began in the message before, and in neither half alone.

        The sentence costs one more reading. Where that finds something, the first half is read too, unless it was lately, and the
        rules say whether the whole clears it.
        """
        whole = joined(text, context)
        if whole is None:
            return []
        alone = {item.category for item in self._trained.evidence(text, scores)}
        found = self._trained.evidence(whole.text, self._trained.read(whole.text))
        found = [item for item in found if item.category not in alone and item.end > whole.seam]
        if not found:
            return []
        before_it = self._alone(context.earlier[-1]).shown
        ruled = self._rules.find(whole.text, Context())
        said = before_it | {item.category for item in ruled.evidence if item.end <= whole.seam}
        kept = []
        for item in found:
            if item.category not in said and not any(
                cleared.covers(item.category, item.start, item.end) for cleared in ruled.cleared
            ):
                start, end = whole.place(item.start, item.end)
                why = f"Goes on from the message before; read together: {item.why[0].lower()}{item.why[1:]}"
                rule = f"conversation/split-{item.category.value}"
                kept.append(replace(item, start=start, end=end, text=text[start:end], rule=rule, why=why))
        return kept

    def _read_alone(self, text: str) -> Alone:
        scores = self._trained.read(text)
        shown = frozenset(item.category for item in self._trained.evidence(text, scores))
        return Alone(max((score.strength[Category.SUICIDE] for score in scores), default=NOTHING), shown)
