"""Pieces of messages around what was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.audit.snippets import ELLIPSIS, LEAD, snippet


def shown(text: str, hits: list[tuple[int, int]], width: int = 240) -> str:
    return "".join(f"[{part.text}]" if part.hit else part.text for part in snippet(text, hits, width))


def test_a_short_message_is_shown_whole():
    assert shown("my back hurts", [(3, 7)]) == "my [back] hurts"
    assert shown("my back hurts", []) == "my back hurts"
    assert shown("", []) == ""


def test_a_long_message_is_cut_at_words_around_the_first_hit():
    text = "one two three four five six seven eight nine ten " * 20
    start = text.index("seven", 600)
    result = shown(text, [(start, start + 5)], 120)
    assert "[seven]" in result
    assert result.startswith(f"{ELLIPSIS}")
    assert result.endswith(ELLIPSIS)
    assert set(result.strip(ELLIPSIS).replace("[", "").replace("]", "").split()) <= set(text.split())


def test_overlapping_hits_become_one():
    assert shown("abcdef", [(3, 5), (1, 4)]) == "a[bcde]f"


def test_a_message_without_spaces_is_cut_all_the_same():
    result = snippet("x" * 1000, [(900, 905)], 100)
    assert sum(len(part.text) for part in result) <= 102


HITS = st.lists(st.tuples(st.integers(-5, 700), st.integers(-5, 700)), max_size=6)


@given(st.text(alphabet="ab .\u00e9", max_size=600), HITS)
def test_parts_are_always_a_piece_of_the_message(text: str, hits: list[tuple[int, int]]):
    parts = snippet(text, hits, 100)
    piece = "".join(part.text for part in parts if part.text != ELLIPSIS)
    assert piece in text
    assert len(piece) <= 100
    assert all(part.text for part in parts)
    valid = sorted(hit for hit in hits if max(0, hit[0]) < min(len(text), hit[1]))
    assert any(part.hit for part in parts) == bool(valid)
    if len(text) <= 100:
        assert piece == text
    assert LEAD < 100
