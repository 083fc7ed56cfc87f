"""What counts as a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.search_words import LONGEST, query_words, search_words, spans


@pytest.mark.parametrize(
    "text, words",
    [
        ("My back hurts.", "my back hurts"),
        ("pain, pain -- PAIN!", "pain"),
        ("L4/L5 at 3.5 of 10", "l4 l5 at 3 5 of 10"),
        ("can't can\u2019t cant", "cant"),
        ("my mother's house", "my mothers mother house"),
        ("'quoted' rock'n'roll", "quoted rocknroll"),
        ("caf\u00e9 cafe\u0301 CAFE", "cafe"),
        ("stra\u00dfe STRASSE", "strasse"),
        ("\ufb01t", "fit"),
        ("snake_case", "snake case"),
        ("\u0130stanbul", "istanbul"),
        ("\u0431\u043e\u043b\u044c \u0411\u041e\u041b\u042c", "\u0431\u043e\u043b\u044c"),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", "\u0939\u093f\u0928\u094d\u0926\u0940"),
        ("a@b.example", "a b example"),
        ("\U0001f622 ...", ""),
        ("", ""),
    ],
)
def test_words(text: str, words: str):
    assert search_words(text) == words


def test_a_search_asks_for_each_word_once_and_in_one_form():
    assert query_words("Mother's MOTHERS can't") == ["mothers", "cant"]


def test_spans_are_where_the_reader_sees_the_words():
    text = "Can\u2019t sleep; my mother's here, CANT rest"
    assert [text[start:end] for start, end in spans(text, ["cant", "mother"])] == ["Can\u2019t", "mother's", "CANT"]


@given(st.text())
def test_every_text_is_found_by_its_own_words(text: str):
    stored = search_words(text).split(" ")
    assert set(query_words(text)) <= set(stored)
    assert all(len(word) <= LONGEST for word in stored)


@given(st.text())
def test_words_hold_nothing_that_a_database_could_take_for_a_separator(text: str):
    for word in search_words(text).split(" "):
        assert not any(letter.isspace() or letter in "\"'*:^\0" for letter in word)
        assert all(letter.isalnum() for letter in word if letter.isascii())
