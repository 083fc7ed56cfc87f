"""Folding and reading: canonical words, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.folding import fold
from bot.safety.patterns import BREAK
from bot.safety.reading import Reader
from bot.safety.recognisers import load_rules

KNOWN = frozenset(["i", "want", "to", "die", "kill", "myself", "pain", "live", "the", "point", "of", "soon", "he", "said", "hurt"])
READER = Reader(load_rules().spelling, KNOWN)


@pytest.mark.parametrize(
    "text, words",
    [
        ("I don't", "i do not"),
        ("I don’t", "i do not"),
        ("I dont", "i do not"),
        ("i cannae", "i can not"),
        ("I'm", "i am"),
        ("gonna", "going to"),
        ("any more", "anymore"),
        ("self-harm", "selfharm"),
        ("Ill kill", "i will kill"),
        ("I am ill", "i am ill"),
        ("the pain's", "the pain is"),
        ("I just really want", "i want"),
        ("kms", "kill myself"),
        ("myslef", "myself"),
        ("7/10", "0 00"),
        ("in 1998", "in year"),
        ("30x", "00 x"),
        ("wow!great", "wow great"),
        ("sooooon", "soon"),
        ("f**k", ""),
        ("K1LL", "kill"),
        ("k i l l", "kill"),
        ("é", "e"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert " ".join(word.text for word in READER.read(text)[1:-1]) == words


@given(st.text())
def test_places_are_in_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    assert folded.origin == sorted(folded.origin)
    line = READER.read(text)
    assert line[0].text == line[-1].text == BREAK
    assert all(0 <= word.start <= word.end <= len(text) for word in line)
    assert all(word.start < word.end for word in line[1:-1])


def test_quotation_is_seen() -> None:
    line = READER.read("he said 'I want to die' soon, don't \"kill\"")
    assert [word.text for word in line if word.quoted] == ["i", "want", "to", "die", "kill"]


@pytest.mark.parametrize(
    "text, soft",
    [("i want to. die", True), ("I want. Die", False), ("want\ndie", True), ("want? die", False), ("want... Die", True)],
)
def test_breaks_that_may_be_none(text: str, soft: bool) -> None:
    (stop,) = [word for word in READER.read(text)[1:-1] if word.text == BREAK]
    assert stop.soft is soft
