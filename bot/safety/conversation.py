"""What no single message shows: an answer that comes late, and a danger that shows a little in each of several messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.safety.rule_layer import RuleLayer
from bot.safety.screening import Context, Evidence
from bot.safety.trained import Scores, TrainedLayer
from bot.words import Category, Tier

LOOKED_BACK = 6
"""Messages of the patient that count together, this one among them."""
NEEDED = 3
"""Of these, how many must lean towards danger by themselves, this one among them."""
LEANING = 1.0
"""Strength (see ``Scores``) from which on a message leans towards danger; well below what flags it alone."""
REMEMBERED = 2048
"""Earlier messages whose strength is kept, so that each is read once."""
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


class ConversationLayer:
    """Reads a message in the light of those before it."""

    def __init__(self, rules: RuleLayer, trained: TrainedLayer) -> None:
        self._rules = rules
        self._trained = trained
        self._strength_of = lru_cache(maxsize=REMEMBERED)(self._strength)

    def find(self, text: str, context: Context, scores: Sequence[Scores]) -> list[Evidence]:
        """Return what ``text`` adds to what was said and asked before it."""
        found = [self._late_answer(text, context), self._adding_up(text, context, scores)]
        return [item for item in found if item is not None]

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
        here = max((score.strength[Category.SUICIDE] for score in scores), default=0.0)
        if here < LEANING:
            return None
        before = context.earlier[-(LOOKED_BACK - 1) :]
        leaning = 1 + sum(self._strength_of(earlier) >= LEANING for earlier in before)
        if leaning < NEEDED:
            return None
        why = f"{leaning} of the last {len(before) + 1} messages lean towards suicide risk, though none may say so by itself."
        return Evidence(0, len(text), text, Category.SUICIDE, Tier.MODERATE, "conversation/adding-up", why)

    def _strength(self, text: str) -> float:
        return max((score.strength[Category.SUICIDE] for score in self._trained.read(text)), default=0.0)
