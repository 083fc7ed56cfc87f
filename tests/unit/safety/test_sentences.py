"""How a message is cut for the trained layer."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.sentences import LONGEST, MOST, between, pieces


def test_sentences_neighbours_and_the_whole() -> None:
    text = "Slept badly. I have them here. All of them."
    found = [text[piece.start : piece.end] for piece in pieces(text)]
    assert found == [
        "Slept badly.", "I have them here.", "All of them.",
        "Slept badly. I have them here.", "I have them here. All of them.", text,
    ]  # fmt: skip


def test_places_lead_back_through_what_is_invisible() -> None:
    text = "Fine.\u200b I want\u200b to ｄｉｅ"
    last = [piece for piece in pieces(text) if piece.text == "i want to die"]
    assert last
    assert text[last[0].start : last[0].end].endswith("ｄｉｅ")


def test_a_long_text_without_an_end_is_cut_with_an_overlap() -> None:
    words = [f"w{number}" for number in range(150)]
    found = pieces(" ".join(words))
    assert all(len(piece.text.split()) <= LONGEST for piece in found)
    assert {word for piece in found for word in piece.text.split()} == set(words)


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_cut_into_its_own_parts(text: str) -> None:
    found = pieces(text)
    assert len(found) <= MOST
    assert all(0 <= piece.start < piece.end <= len(text) and piece.text.strip() for piece in found)


def test_what_is_left_between_spans_keeps_its_place() -> None:
    text = "I am not suicidal, only tired of the same four walls"
    start = text.index("suicidal")
    (left,) = between(text, [(start, start + len("suicidal"))])
    assert text[left.start : left.end] == ", only tired of the same four walls"
    assert between("not suicidal, just tired", [(4, 12)]) == [], "a scrap is not read by itself"
    assert between(text, [(0, len(text)), (3, 5)]) == []
