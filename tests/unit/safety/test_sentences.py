"""How a message is cut for the trained layer."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.folding import fold
from bot.safety.sentences import between, sentences


def test_sentences_end_where_their_writers_end_them() -> None:
    text = "slept badly...again. 7.5 out of ten!! :)\nam i done?\n\n"
    assert [text[start:end] for start, end in sentences(text)] == ["slept badly...", "again.", "7.5 out of ten!!", "am i done?"]
    assert sentences("... !? \n") == []


@settings(deadline=None)
@given(st.text(max_size=400))
def test_no_letter_is_left_out(text: str) -> None:
    plain = fold(text).text
    found = sentences(plain)
    assert all(0 <= start < end <= len(plain) for start, end in found)
    assert sorted(found) == found
    inside = "".join(plain[start:end] for start, end in found)
    assert [sign for sign in inside if sign.isalnum()] == [sign for sign in plain if sign.isalnum()]


def test_what_is_left_between_spans_keeps_its_place() -> None:
    text = "I am not suicidal, only tired of the same four walls"
    start = text.index("suicidal")
    ((first, last),) = between(text, [(start, start + len("suicidal"))])
    assert text[first:last] == ", only tired of the same four walls"
    assert between("not suicidal, just tired", [(4, 12)]) == [], "a scrap is not read by itself"
    assert between(text, [(0, len(text)), (3, 5)]) == []
