"""Whether what a patient writes into their safety plan is about now: then the panel asks them whether to tell a person.

A plan is no message and opens no case (``docs/adr/0022``). It names danger because that is its purpose, so that the screen's
tier alone says little: at the steps that ask for danger, only danger with a time counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.words import PlanStep, Tier

if TYPE_CHECKING:
    from bot.safety.screen import Screener

LEAST = Tier.HIGH
"""From which tier on a text may be about now."""
NAMES_DANGER = frozenset({PlanStep.WARNING_SIGNS, PlanStep.SAFE_PLACE})
"""Steps whose answer names thoughts of suicide, or what somebody could use."""
_NOW = re.compile(
    r"\b(tonight|today|tomorrow|now|this (morning|afternoon|evening|night|week|weekend)|in (an|one|a few) hours?"
    r"|i('?ll| will| am going to|'?m going to|'?m gonna| am about to|'?m about to| intend to| have decided)"
    r"|i('?ve| have)( just| already)? (taken|swallowed|bought|got|written|cut|tied|chosen|said goodbye)"
    r"|(just|already) (took|taken|swallowed|bought|cut|written))\b",
    re.IGNORECASE,
)
_STRAIGHT = str.maketrans("‘’", "''")


class PlanSigns:
    """Reads what was written at steps of a plan; shared by all threads."""

    def __init__(self, screener: Screener) -> None:
        self._screener = screener

    def about_now(self, texts: Mapping[PlanStep, str]) -> bool:
        """Whether any of ``texts`` reads as active intent, a plan with a time, or something done already."""
        return any(self._about_now(step, text) for step, text in texts.items() if text.strip())

    def _about_now(self, step: PlanStep, text: str) -> bool:
        if step in NAMES_DANGER and not _NOW.search(text.translate(_STRAIGHT)):
            return False
        return self._screener.screen(text).tier.rank >= LEAST.rank
