"""A decision explains itself, says what its scores are, repeats no word, and a screen that fails is a flag."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.safety.decisions import Decided, as_json, decide
from bot.safety.lines import BadLine, Given
from bot.safety.screen import Look, Screener
from bot.safety.screening import Context
from bot.words import Category

TELLING = "I've found a way to stop all of this for good and I've picked the day."


def told(screener: Screener, text: str, context: Context = Context()) -> dict[str, Any]:  # noqa: B008 - frozen
    return as_json(decide(screener, Given(1, "a", text, context)))


def test_it_is_what_the_screen_decides(screener: Screener) -> None:
    text = f"Physio was all right today. {TELLING} The bus was late. I am going to kill myself tonight"
    decision, found = told(screener, text), screener.screen(text)
    assert decision["tier"] == found.tier
    assert decision["categories"] == [category.value for category in found.categories]
    assert [(item["start"], item["end"], item["rule"], item["why"]) for item in decision["evidence"]] == [
        (item.start, item.end, item.rule, item.why) for item in found.evidence
    ]
    assert {item["layer"] for item in decision["evidence"]} >= {"rules"}
    assert decision["rules"] == list(dict.fromkeys(item.rule for item in found.evidence))
    assert decision["version"] == screener.version


def test_it_repeats_no_word(screener: Screener) -> None:
    shown = json.dumps(told(screener, "zanzibar: I am going to kill myself tonight with the zanzibar"))
    assert '"tier": "high"' in shown
    assert "zanzibar" not in shown
    assert "tonight" not in shown


def test_scores_are_of_every_category_and_above_the_threshold_where_the_layer_flags(screener: Screener) -> None:
    decision = told(screener, TELLING)
    assert set(decision["scores"]) == {category.value for category in screener.thresholds}
    flagged = {item["category"] for item in decision["evidence"] if item["layer"] == "model"}
    assert flagged
    for name, score in decision["scores"].items():
        assert 0 <= score["likeness"] <= 1
        limit = screener.thresholds[Category(name)]
        assert name in flagged or score["log_odds"] < limit.flag
        assert name not in flagged or score["log_odds"] >= min(limit.flag, limit.urgent_flag)


def test_what_cannot_be_read_has_no_score(screener: Screener) -> None:
    decision = told(screener, "🙂")
    assert not decision["flagged"]
    assert set(decision["scores"].values()) == {None}


def test_what_the_rules_cleared_has_no_score_of_that_danger(screener: Screener) -> None:
    decision = told(screener, "I have no thoughts of suicide")
    assert not decision["flagged"]
    assert decision["lowered"]
    assert decision["scores"]["suicide"] is None
    assert decision["scores"]["abuse"] is not None


def test_context_counts(screener: Screener) -> None:
    assert not told(screener, "yes")["flagged"]
    asked = told(screener, "yes", Context(asked="Are you thinking of ending your life?"))
    assert asked["tier"] == "high"


@pytest.mark.parametrize("text", ["", " ", "\ud800 lone", "a" * 50_000, "\x00\x1b[31m", "ﷺ" * 500, "💊" * 2000])
def test_no_text_stops_the_stream(screener: Screener, text: str) -> None:
    decision = told(screener, text)
    assert json.loads(json.dumps(decision))["version"] == screener.version


def test_a_screen_that_fails_is_a_flag_and_says_so() -> None:
    class Broken:
        version = "broken-1"

        def look(self, text: str, context: Context) -> Look:
            raise ValueError(text)

    decided = decide(Broken(), Given(3, None, "zanzibar", Context()))  # type: ignore[arg-type]
    assert isinstance(decided, Decided)
    decision = as_json(decided)
    assert (decision["flagged"], decision["tier"], decision["state"]) == (True, "moderate", "failed")
    assert "ValueError" in decision["error"]
    assert "zanzibar" not in json.dumps(decision)


def test_a_bad_line_passes_through(screener: Screener) -> None:
    bad = BadLine(4, "x", "not valid JSON", "mend it")
    assert as_json(decide(screener, bad)) == {"line": 4, "id": "x", "error": "not valid JSON", "remedy": "mend it"}
