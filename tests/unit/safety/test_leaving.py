"""Farewells after dark days, and withdrawal: evidence in the light of what went before, and nothing without it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.leaving import low_mood
from bot.safety.screen import Screener
from bot.safety.screening import Context, Evidence
from bot.words import Category, Tier
from tests.unit.safety import tables

GOODBYE, WITHDRAWAL = "conversation/goodbye", "conversation/withdrawal"
LOW, GOOD = (2, 1, 3, 2, 2), (3, 4, 2, 4, 3)
GOODBYES, WITHDRAWALS = tables.signs("goodbyes"), tables.signs("withdrawals")
CLOSING = [text for closes, text in WITHDRAWALS if closes]
OPEN = [text for closes, text in WITHDRAWALS if not closes]
SCREENER = Screener()
"""For the property tests, which take no fixtures."""


def found(screener: Screener, text: str, context: Context) -> list[Evidence]:
    """What the conversation says of leaving."""
    return [item for item in screener.screen(text, context).evidence if item.rule in {GOODBYE, WITHDRAWAL}]


def test_the_words_are_found_in_their_own_examples(screener: Screener) -> None:
    words = screener._rules._book.conversation
    for name, sign in (("goodbye", words.goodbye), ("withdrawal", words.withdrawal)):
        assert [text for text in sign.examples if screener._rules.sign(name, text) is None] == []


@pytest.mark.parametrize("farewell, text", GOODBYES, ids=str)
def test_a_farewell_counts_after_a_week_of_low_mood(screener: Screener, farewell: bool, text: str) -> None:
    assert screener.asks_for_moods(text, Context()) is farewell
    evidence = found(screener, text, Context(moods=LOW))
    assert [item.rule for item in evidence] == [GOODBYE] * farewell
    for item in evidence:
        assert (item.category, item.tier) == (Category.SUICIDE, Tier.MODERATE)
        assert item.text == text[item.start : item.end] != ""
        assert "low mood in 4 of 5 check-ins of the last seven days" in item.why
    assert found(screener, text, Context(moods=GOOD)) == found(screener, text, Context()) == []


@pytest.mark.parametrize("text", ["goodbye then", "Goodbye, see you on Monday", "bye"])
def test_what_was_written_before_is_as_dark_as_low_mood(screener: Screener, text: str) -> None:
    """A message that was flagged, or several that lean; ordinary complaints are neither."""
    told = Context(earlier=("I don't want to wake up tomorrow", "my knee hurts"))
    ordinary = Context(earlier=("my knee hurts", "a rubbish week, fed up", "pain is 7"))
    assert bool(found(screener, text, told)) is (text == "goodbye then")
    assert found(screener, text, ordinary) == []


def test_messages_that_lean_make_a_farewell_count(screener: Screener) -> None:
    earlier = ("there is nothing I look forward to any more", "I sleep because then I am not here")
    (item,) = found(screener, "take care of yourselves", Context(earlier=earlier))
    assert (item.rule, item.tier) == (GOODBYE, Tier.MODERATE)


@pytest.mark.parametrize(
    "moods, low",
    [
        ((), False),
        ((1,), False),
        ((1, 1), False),
        ((2, 1, 2), True),
        ((2, 1, 3), False),
        ((2, 2, 2, 3), False),
        ((2, 2, 2, 2, 5, 5, 5), True),
        ((2, 2, 2, 5, 5, 5, 5), False),
        ((3, 3, 3, 3, 3, 3, 3), False),
    ],
)
def test_a_week_of_low_mood(moods: tuple[int, ...], low: bool) -> None:
    assert (low_mood(moods) is not None) is low


@pytest.mark.parametrize("text", CLOSING, ids=str)
def test_the_third_door_that_closes_counts(screener: Screener, text: str) -> None:
    context = Context(earlier=("forget it", "pain is 6", "I'd rather not say", "ok"))
    (item,) = found(screener, text, context)
    assert (item.category, item.tier, item.rule) == (Category.DISTRESS, Tier.LOW, WITHDRAWAL)
    assert item.text == text[item.start : item.end] != ""
    assert "3 of the last 5 messages" in item.why
    assert screener.asks_for_moods(text, context)
    (item,) = found(screener, text, Context(earlier=context.earlier, moods=LOW))
    assert (item.category, item.tier) == (Category.SUICIDE, Tier.MODERATE)


@pytest.mark.parametrize("text", CLOSING, ids=str)
def test_one_annoyed_message_or_two_are_nothing(screener: Screener, text: str) -> None:
    for earlier in ((), ("forget it",), ("forget it", "whatever", "fine", "pain is 6", "ok", "slept well", "thanks")):
        context = Context(earlier=earlier, moods=LOW)
        assert found(screener, text, context) == []
        assert not screener.asks_for_moods(text, context)


@pytest.mark.parametrize("text", OPEN, ids=str)
def test_ordinary_answers_close_nothing(screener: Screener, text: str) -> None:
    assert found(screener, text, Context(earlier=("forget it", "whatever", "leave me alone"), moods=LOW)) == []
    assert found(screener, "whatever", Context(earlier=("forget it", text, text), moods=LOW)) == []


def test_harmless_sentences_are_no_farewell_and_close_no_door(screener: Screener) -> None:
    context = Context(moods=LOW, earlier=("whatever", "forget it"))
    assert [text for text in tables.harmless() if screener.asks_for_moods(text, context)] == []


WRITTEN = st.lists(st.sampled_from(CLOSING[:6] + OPEN[:6] + ["", " ", "…", "🙂"]), max_size=5)


@settings(deadline=None, max_examples=60)
@given(WRITTEN, st.randoms(use_true_random=False), st.sampled_from(["goodbye then", "whatever", "", "…", "ok"]))
def test_the_order_of_what_was_written_before_changes_nothing(earlier: list[str], chance: object, text: str) -> None:
    shuffled = list(earlier)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (found(SCREENER, text, Context(earlier=tuple(order), moods=LOW)) for order in (earlier, shuffled))
    assert one == other


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=6), st.lists(st.integers(1, 5), max_size=7))
def test_any_text_is_read_and_evidence_lies_in_the_message(text: str, earlier: list[str], moods: list[int]) -> None:
    context = Context(earlier=tuple(earlier), moods=tuple(moods))
    assert SCREENER.asks_for_moods(text, context) in (True, False)
    for item in SCREENER.screen(text, context).evidence:
        assert 0 <= item.start < item.end <= len(text)
        assert item.text == text[item.start : item.end]


@given(st.lists(st.integers(1, 5), max_size=7), st.integers(0, 6))
def test_a_lower_day_never_makes_a_week_better(moods: list[int], place: int) -> None:
    if place < len(moods) and low_mood(moods):
        assert low_mood([*moods[:place], 1, *moods[place + 1 :]])
