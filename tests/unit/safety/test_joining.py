"""A sentence in two messages: what is put together, what is not, and that the trained layer reads it at bounded cost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.conversation import ConversationLayer
from bot.safety.joining import REACH, joined
from bot.safety.screen import Screener
from bot.safety.screening import Context, Evidence
from bot.words import Category, Tier
from tests.unit.safety import tables

ALARMS = 0.03
"""Most of the harmless sentences that may be flagged for what they make together with the one before; neighbours in the table are
look-alikes of one danger, as messages in a chat seldom are."""


@pytest.mark.parametrize(
    "earlier, text, whole",
    [
        ("I just want it", "to stop", "I just want it to stop"),
        ("Slept ok. i can't see", "a way out. Anyway.", "i can't see a way out"),
        ("i think about...", "the bridge", "i think about the bridge"),
        ("well,", "Not good", "well Not good"),
        ("wouldn't it be easier if", "I just wasn't", "wouldn't it be easier if I just wasn't"),
        ("i would…", "…rather not be", "i would rather not be"),
        ("I slept badly.", "to stop", None),
        ("Did you read it?", "yes", None),
        ("tired 🙂", "to stop", None),
        ("I want my life", "i want to sleep", None),
        ("i am tired", "My sister came round and we talked about the summer for hours", None),
        ("", "to stop", None),
        (" … ", "to stop", None),
        ("i want", "", None),
        ("i want", "?!", None),
    ],
)
def test_what_is_put_together(earlier: str, text: str, whole: str | None) -> None:
    found = joined(text, Context(earlier=("hello.", earlier)))
    assert (found.text if found else None) == whole


def test_only_the_message_right_before_goes_on() -> None:
    assert joined("to stop", Context()) is None
    assert joined("to stop", Context(earlier=("i want it",), just_before=False)) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_places_lead_back_into_the_message(earlier: str, text: str) -> None:
    found = joined(text, Context(earlier=(earlier,)))
    if found:
        start, end = found.place(0, len(found.text))
        assert text[start:end] == found.text[found.seam :] != ""


def test_no_more_is_read_than_a_sentence() -> None:
    found = joined("and " * 3000, Context(earlier=("so " * 3000,)))
    assert found
    assert len(found.text.split()) == 2 * REACH


class Words:
    """A trained layer for which two words mean suicide risk when they stand together, and that counts what it reads."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def read(self, text: str) -> list[Any]:
        self.seen.append(text)
        strong = re.search(r"\bblue\b.*\bdoor\b|\balone\b", text) is not None
        return [SimpleNamespace(text=text, strength={Category.SUICIDE: 9.0 if strong else -9.0})]

    def evidence(self, text: str, scores: Sequence[Any]) -> list[Evidence]:
        if not any(score.strength[Category.SUICIDE] > 0 for score in scores):
            return []
        return [Evidence(0, len(text), text, Category.SUICIDE, Tier.MODERATE, "model/suicide", "Reads like a test.")]


def read(screener: Screener, earlier: str, text: str) -> tuple[list[Evidence], list[str]]:
    """Return what is found in ``text`` after ``earlier``, and what was read for it."""
    words: Any = Words()
    layer = ConversationLayer(screener._rules, words)
    scores = words.read(text)
    words.seen.clear()
    return layer.find(text, Context(earlier=(earlier,)), scores), words.seen


def test_evidence_lies_in_this_message(screener: Screener) -> None:
    (item,), _ = read(screener, "the blue", "  door now. Thanks")
    assert (item.text, item.start, item.end) == ("door now", 2, 10)
    assert (item.rule, item.tier) == ("conversation/split-suicide", Tier.MODERATE)
    assert item.why == "Goes on from the message before; read together: reads like a test."


@pytest.mark.parametrize(
    "earlier, text",
    [("blue door", "now"), ("so alone", "door"), ("the blue", "door alone"), ("the blue", "window"), ("the blue.", "door")],
)
def test_what_one_half_says_by_itself_is_not_said_again(screener: Screener, earlier: str, text: str) -> None:
    found, _ = read(screener, earlier, text)
    assert [item for item in found if item.rule.startswith("conversation/split")] == []


def test_it_costs_one_reading_and_another_only_for_what_it_finds(screener: Screener) -> None:
    assert read(screener, "the blue", "window")[1] == ["the blue window"]
    assert read(screener, "the blue.", "window")[1] == []
    assert read(screener, "the blue", "door")[1] == ["the blue door", "the blue"]


def test_the_trained_layer_reads_what_is_meant(screener: Screener) -> None:
    """Halves that say nothing, of a sentence that no rule names."""
    for earlier, text in (
        ("i just want to go to sleep", "and that's it, no morning after"),
        ("scared of my own", "husband, there, i told you"),
        ("sometimes i want to put a pillow over", "the face of my mother"),
    ):
        assert not screener.screen(earlier).flagged
        assert not screener.screen(text).flagged
        assert screener.screen(text, Context(earlier=(earlier,))).flagged


def test_harmless_messages_seldom_make_an_alarm_together(screener: Screener) -> None:
    texts = [re.sub(r"[.!?]+$", "", text) for text in tables.harmless()]
    alarms = [
        (earlier, text)
        for earlier, text in pairwise(texts)
        for item in screener.screen(text[0].lower() + text[1:], Context(earlier=(earlier,))).evidence
        if item.rule.startswith("conversation/")
    ]
    assert len(alarms) <= ALARMS * len(texts), alarms
