"""The pattern language, by what it finds."""

from __future__ import annotations

import pytest

from bot.safety.matching import PatternIndex
from bot.safety.patterns import PatternError, PatternReader

READER = PatternReader({"pet": ["dog", "guinea pig"], "animal": ["{pet}", "cow"], "loop": ["{loop}"]})


@pytest.mark.parametrize(
    "pattern, text, found",
    [
        ("want to die", "i want to die now", "want to die"),
        ("live|exist", "i exist here", "exist"),
        ("(go on|live) now", "go on now", "go on now"),
        ("my {pet}", "see my guinea pig run", "my guinea pig"),
        ("my {animal}", "my dog", "my dog"),
        ("want .. die", "want you to die", "want you to die"),
        ("want ..1 die", "want you to die", None),
        ("want .. die", "want not to die", None),
        ("want .. die", "want . die", None),
        ("^ no point $", "no point", "no point"),
        ("^ no point $", "there is no point", None),
        ("^ no point $", "i see . no point . bye", "no point"),
        ("so? tired of life", "tired of life", "tired of life"),
        ("(so|very)? tired", "so tired", "so tired"),
        ("my (mum|(step dad|dad)) hits", "my step dad hits", "my step dad hits"),
        ("tired (now|$)", "so tired", "tired"),
    ],
)
def test_patterns(pattern: str, text: str, found: str | None) -> None:
    index = PatternIndex([("it", [READER.read(pattern)])])
    words = [".", *text.split(), "."]
    hits = {" ".join(words[hit.start : hit.end]) for hit in index.find(words)}
    assert (found in hits) if found else not hits


@pytest.mark.parametrize(
    "pattern",
    ["", "   ", "maybe?", "..", "^ $", "(a|)", "(a", "a)", "{none} x", "{loop} x", "a..", "Big", "a !", "(a .. b) c", "(x?) y"],
)
def test_mistakes(pattern: str) -> None:
    with pytest.raises(PatternError):
        READER.read(pattern)


def test_a_hit_is_found_anywhere_in_a_text_without_full_stops() -> None:
    index = PatternIndex([("it", [READER.read("want to die")])])
    for place in range(0, 300, 7):
        words = [".", *["word"] * place, "want", "to", "die", *["word"] * (300 - place), "."]
        assert {(hit.start, hit.end) for hit in index.find(words)} == {(place + 1, place + 4)}
