"""Reads the tables of sentences that stand beside this file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from bot.safety.screen import Screener
from bot.words import Category, Tier

HERE = Path(__file__).parent


class Risk(NamedTuple):
    """A sentence that must be found."""

    tier: Tier
    category: Category
    text: str


class Measured(NamedTuple):
    """A sentence of a measured set; ``category`` is None for a harmless one."""

    kind: str
    tier: Tier
    category: Category | None
    text: str


def risks() -> list[Risk]:
    """Return ``tables/risk.tsv``."""
    rows = (line.split("\t") for line in _lines("tables/risk.tsv"))
    return [Risk(Tier(tier), Category(category), text) for tier, category, text in rows]


def harmless() -> list[str]:
    """Return ``tables/harmless.txt``."""
    return _lines("tables/harmless.txt")


def signs(name: str) -> list[tuple[bool, str]]:
    """Return ``tables/goodbyes.tsv`` or ``tables/withdrawals.tsv``: whether a text is the sign, and the text."""
    rows = (line.split("\t") for line in _lines(f"tables/{name}.tsv"))
    return [(kind in {"farewell", "closes"}, text) for kind, text in rows]


def measured(name: str) -> list[Measured]:
    """Return a measured set."""
    rows = (line.split("\t") for line in _lines(name))
    return [
        Measured(kind, Tier(tier), None if category == "-" else Category(category), text) for kind, tier, category, text in rows
    ]


def figures(screener: Screener, name: str) -> dict[str, dict[str, int]]:
    """Return, by kind of sentence, how many there are and how many were flagged."""
    total: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    for row in measured(name):
        total[row.kind] += 1
        flagged[row.kind] += screener.screen(row.text).flagged
    return {kind: {"sentences": total[kind], "flagged": flagged[kind]} for kind in total}


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
