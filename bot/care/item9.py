"""How urgent the follow-up of PHQ-9 item 9 is: the table of ``docs/clinical-safety/item9.md``, and nothing else.

Sources: thoughts of the past two weeks are common in chronic pain (25.9 %; Kwon and Lee 2023), so not each may call somebody at
once; and the odds of suicide grow with what is behind them (thoughts 2.59, plan 10.8, item 9 at its highest 16.4; Nielssen 2022),
so none may be left alone. What counts as passive or active follows the C-SSRS.
"""

from __future__ import annotations

from bot.words import FollowUpOutcome, Tier

OFTEN = 2
"""From "more than half the days" on, passive thoughts are no longer low."""

MODERATELY_SEVERE = 15
"""PHQ-9 total from which passive thoughts are no longer low."""


def tier_of(outcome: FollowUpOutcome, value: int, score: float | None) -> Tier:
    """Return the tier of a follow-up of an item answered with ``value``; ``score``: the total, when it is known."""
    if outcome is FollowUpOutcome.ACTIVE:
        return Tier.HIGH
    if outcome in {FollowUpOutcome.DECLINED, FollowUpOutcome.SILENT}:
        return Tier.MODERATE
    if value >= OFTEN or (score is not None and score >= MODERATELY_SEVERE):
        return Tier.MODERATE
    return Tier.LOW
