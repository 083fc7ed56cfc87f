"""Vague rules yield to a trained layer that reads plainly ordinary words, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.safety.doubt import ORDINARY
from bot.safety.screen import Screener
from bot.safety.screening import Context
from bot.safety.trained import Scores, TrainedLayer
from bot.words import Category, Tier

VAGUE = "I've reached the end of the road."
EMERGENCY = "My bum went numb."


class Level(TrainedLayer):
    """Reads the same into every message: this much of one danger, and nothing of any other."""

    def __init__(self, strength: float, category: Category = Category.ABUSE) -> None:
        packaged = TrainedLayer.load()
        self.thresholds, self.words, self.version = packaged.thresholds, packaged.words, f"level{strength}"
        self._strength, self._category = strength, category

    def read(self, text: str) -> list[Scores]:
        strength = dict.fromkeys(self.thresholds, -30.0) | {self._category: self._strength}
        return [Scores(0, len(text), strength, -30.0)]


@pytest.fixture(scope="module")
def sure() -> Screener:
    """A screen whose trained layer takes everything for ordinary talk."""
    return Screener(trained=Level(-9.0))


def test_the_limit_is_where_it_is_said_to_be() -> None:
    for text, tier in ((VAGUE, Tier.MODERATE), (EMERGENCY, Tier.EMERGENCY)):
        assert Screener(trained=Level(ORDINARY)).screen(text).tier is tier
        taken_back = Screener(trained=Level(ORDINARY - 0.1)).screen(text)
        assert (taken_back.tier, taken_back.evidence) == (Tier.NONE, ())
        assert [note.endswith("the trained layer reads these words as ordinary talk") for note in taken_back.notes] == [True]


def test_another_danger_read_into_the_words_keeps_a_finding() -> None:
    for category in (Category.MEDICINE, Category.DISTRESS, Category.SUICIDE):
        assert Screener(trained=Level(ORDINARY + 0.5, category)).screen(VAGUE).tier is Tier.MODERATE


def test_what_is_explicit_is_never_doubted(sure: Screener) -> None:
    """Every rule that is firm, and all of recognisers that are not vague."""
    firm = [
        (rule.id, example)
        for recogniser in sure.recognisers
        for rule in recogniser.rules
        for example in rule.examples
        if rule.tier is not Tier.NONE and (rule.firm or not recogniser.vague)
    ]
    assert len(firm) > 50
    assert [item for item in firm if not sure.screen(item[1]).flagged] == []
    assert sure.screen("I'm not going to kill myself, but I have the pills counted").tier is Tier.HIGH


def test_an_answer_and_a_sentence_from_the_message_before_are_never_doubted(sure: Screener) -> None:
    assert sure.screen("yes", Context(asked="Are you having thoughts of ending your life?")).flagged
    context = Context(earlier=("i just dont want to",))
    assert not sure.screen("wake up tomorrow").flagged
    assert sure.screen("wake up tomorrow", context).flagged
    assert not sure.screen("the end of the road for me", context).flagged


def test_a_clinics_own_rule_is_not_doubted_unless_it_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "safety" / "rules"
    folder.mkdir(parents=True)
    rule = "recogniser: ours\ncategory: distress\nabout: A test.\nsource: A test.\n{}rules:\n  - id: teapot\n    tier: low\n"
    rule += "    why: Says what our patients say.\n    patterns: [the teapot is cold]\n"
    for line, flagged in (("", True), ("vague: true\n", False)):
        (folder / "ours.yml").write_text(rule.format(line))
        assert Screener(tmp_path, trained=Level(-9.0)).screen("the teapot is cold").flagged is flagged


def test_the_packaged_screen_tells_a_ride_from_a_wish(screener: Screener) -> None:
    assert not screener.screen("Trying to get back on my bike, did the end of the road and back, saddle needs a cushion.").flagged
    assert screener.screen("This is the end of the road for me, I can't see anything after it").flagged
