"""The tables of sentences: what must be found, what must not, and what was measured blind."""

from __future__ import annotations

import json

import pytest

from bot.safety.screen import Screener
from tests.unit.safety import tables
from tests.unit.safety.tables import HERE, Risk

MOST_ALERTS = 0.15
"""Share of sentences with the words but not the risk that may be flagged: the project's goal."""


@pytest.mark.parametrize("row", tables.risks(), ids=lambda row: row.text[:60])
def test_risk_is_found(screener: Screener, row: Risk) -> None:
    screening = screener.screen(row.text)
    assert row.category in screening.categories
    assert screening.tier.rank >= row.tier.rank
    assert all(item.text == row.text[item.start : item.end] and item.text and item.why for item in screening.evidence)


@pytest.mark.parametrize("text", tables.harmless(), ids=lambda text: text[:60])
def test_harmless_is_left_alone(screener: Screener, text: str) -> None:
    """By the rules; what the trained layer makes of these sentences is measured together, in ``test_trained``."""
    screening = screener.by_rules(text)
    assert not screening.flagged, [(item.rule, item.text) for item in screening.evidence]


def test_tables_are_large_enough() -> None:
    assert len({row.text for row in tables.risks()}) >= 250
    assert len(set(tables.harmless())) >= 300


def test_measured_figures_are_those_written_down(screener: Screener) -> None:
    """Every change of the rules shows in ``held_out.json``; ``held_out.md`` says what the figures mean."""
    measured = {name: tables.figures(screener, name) for name in ("tables/second.tsv", "tables/third.tsv", "held_out.tsv")}
    assert measured == json.loads((HERE / "held_out.json").read_text())


def test_held_out_sentences_are_in_no_table() -> None:
    seen = {row.text.casefold() for row in tables.risks()} | {text.casefold() for text in tables.harmless()}
    seen |= {row.text.casefold() for name in ("tables/second.tsv", "tables/third.tsv") for row in tables.measured(name)}
    assert not seen & {row.text.casefold() for row in tables.measured("held_out.tsv")}


def test_harmless_held_out_sentences_stay_below_the_goal(screener: Screener) -> None:
    rows = [row for row in tables.measured("held_out.tsv") if row.category is None]
    assert sum(screener.screen(row.text).flagged for row in rows) <= MOST_ALERTS * len(rows)
