"""The table of docs/clinical-safety/item9.md, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.care.item9 import tier_of
from bot.safety.replies import SafetyReplies
from bot.safety.screen import Screener
from bot.safety.screening import Context
from bot.words import FollowUpOutcome, Owner, Tier

ASKED = "Are these thoughts about ending your life?"


@pytest.mark.parametrize(
    "outcome, value, score, tier",
    [
        (FollowUpOutcome.PASSIVE, 1, 9, Tier.LOW),
        (FollowUpOutcome.PASSIVE, 1, 14, Tier.LOW),
        (FollowUpOutcome.PASSIVE, 1, None, Tier.LOW),
        (FollowUpOutcome.PASSIVE, 1, 15, Tier.MODERATE),
        (FollowUpOutcome.PASSIVE, 2, 9, Tier.MODERATE),
        (FollowUpOutcome.PASSIVE, 3, 27, Tier.MODERATE),
        (FollowUpOutcome.DECLINED, 1, 2, Tier.MODERATE),
        (FollowUpOutcome.DECLINED, 3, 20, Tier.MODERATE),
        (FollowUpOutcome.SILENT, 1, None, Tier.MODERATE),
        (FollowUpOutcome.SILENT, 3, None, Tier.MODERATE),
        (FollowUpOutcome.WITHDRAWN, 1, 4, Tier.LOW),
        (FollowUpOutcome.WITHDRAWN, 2, 4, Tier.MODERATE),
        (FollowUpOutcome.ACTIVE, 1, 2, Tier.HIGH),
        (FollowUpOutcome.ACTIVE, 3, None, Tier.HIGH),
    ],
)
def test_the_table(outcome: FollowUpOutcome, value: int, score: int | None, tier: Tier) -> None:
    assert tier_of(outcome, value, score) is tier


def test_no_outcome_is_without_a_case() -> None:
    assert all(tier_of(outcome, 1, 0) is not Tier.NONE for outcome in FollowUpOutcome)


def test_the_screen_hears_both_questions_and_the_reply_to_the_first_asks_the_second(root: Path) -> None:
    screener, replies = Screener(root / "content", "en"), SafetyReplies(root / "content" / "en" / "safety")
    yes = screener.screen("Yes", Context(asked=ASKED))
    assert (yes.tier, yes.evidence[0].rule) == (Tier.HIGH, "asked/follow-up-thoughts")
    second = replies.reply(yes, country="GB", owner=Owner.BOT)[-1].text
    assert second == "Have you thought about how, or are you planning to?"
    planned = screener.screen("yes", Context(asked=second))
    assert planned.tier is Tier.HIGH
    assert "Are you safe right now?" in replies.reply(planned, country="GB", owner=Owner.QUEUE)[-1].text
    assert screener.screen("no", Context(asked=second)).tier is Tier.NONE


@pytest.mark.parametrize("text, tier", [("No", Tier.NONE), ("I'd rather not say", Tier.MODERATE), ("I don't know", Tier.MODERATE)])
def test_no_is_no_flag_and_a_refusal_is_moderate(root: Path, text: str, tier: Tier) -> None:
    screening = Screener(root / "content", "en").screen(text, Context(asked=ASKED))
    assert screening.tier is tier


def test_more_than_a_yes_gets_the_reply_for_what_is_more(root: Path) -> None:
    screener, replies = Screener(root / "content", "en"), SafetyReplies(root / "content" / "en" / "safety")
    screening = screener.screen("yes, I have taken all my tablets to end it", Context(asked=ASKED))
    assert screening.tier is Tier.EMERGENCY
    assert "thought about how" not in replies.reply(screening, country="GB", owner=Owner.BOT)[0].text


def test_a_questionnaire_that_the_follow_up_cuts_off_has_a_closing_word(root: Path) -> None:
    screener, replies = Screener(root / "content", "en"), SafetyReplies(root / "content" / "en" / "safety")
    for answer in ("Yes", "I'd rather not say"):
        flagged = screener.screen(answer, Context(asked=ASKED))
        assert "questionnaire are kept" in replies.reply(flagged, country="GB", owner=Owner.BOT)[0].text
