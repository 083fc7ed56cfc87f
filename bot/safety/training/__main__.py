"""``python -m bot.safety.training``: fits the trained layer on ``data/safety`` and writes ``bot/safety/model``."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from bot.config import Settings
from bot.safety.encoder import SentenceEncoder
from bot.safety.trained import MODEL, Heads
from bot.safety.training.fit import OUTPUTS, fit, plain
from bot.safety.training.report import report
from bot.safety.training.texts import digest_of, read_texts
from bot.words import Category, Tier

THRESHOLDS: dict[Category, tuple[float, Tier, float, Tier]] = {
    Category.SUICIDE: (2.75, Tier.MODERATE, 1.0, Tier.HIGH),
    Category.SELF_HARM: (2.5, Tier.MODERATE, 1.0, Tier.HIGH),
    Category.HARM_TO_OTHERS: (2.75, Tier.MODERATE, 1.5, Tier.HIGH),
    Category.ABUSE: (2.5, Tier.MODERATE, 1.5, Tier.HIGH),
    Category.PSYCHOSIS: (2.75, Tier.MODERATE, 2.0, Tier.HIGH),
    Category.MEDICINE: (4.0, Tier.MODERATE, 2.0, Tier.HIGH),
    Category.RED_FLAG: (3.5, Tier.MODERATE, 2.0, Tier.EMERGENCY),
    Category.DISTRESS: (3.25, Tier.LOW, 99.0, Tier.LOW),
    Category.WANTS_HUMAN: (3.25, Tier.LOW, 99.0, Tier.LOW),
}
"""Chosen on ideas that the judging heads never saw: few enough alarms on ordinary turns and on talk of medicines come first (5 and
10 in 1,000), then as much found as that leaves. Medicines and the body are what patients with pain talk of all day, so they take
more certainty."""


def main() -> None:
    """Fit, write, and print what was measured."""
    folder = Settings().root / "data" / "safety"
    sentences = read_texts(folder)
    print(f"{len(sentences)} sentences of {len({sentence.idea for sentence in sentences})} ideas", file=sys.stderr)
    vectors = SentenceEncoder().encode([plain(sentence.text) for sentence in sentences])
    fitted = fit(sentences, vectors)
    write(MODEL, fitted.heads, digest_of(folder))
    print(report(sentences, fitted.unseen, {category: limit[0] for category, limit in THRESHOLDS.items()}))


def write(folder: Path, heads: Heads, texts: str) -> None:
    """Write the heads and their description; equal heads give equal files."""
    folder.mkdir(exist_ok=True)
    buffer = io.BytesIO()
    weights: dict[str, Any] = {"meaning": heads.meaning, "letters": heads.letters, "rarity": heads.rarity, "weigh": heads.weigh}
    np.savez_compressed(buffer, **weights)
    digest = hashlib.sha256(buffer.getvalue()).hexdigest()
    limits = {
        category.value: {"flag": flag, "base": base.value, "urgent": urgent, "raised": raised.value}
        for category, (flag, base, urgent, raised) in THRESHOLDS.items()
    }
    version = hashlib.sha256(f"{digest}{json.dumps(limits, sort_keys=True)}".encode()).hexdigest()[:12]
    about = {"version": version, "texts": texts, "sha256": digest, "outputs": list(OUTPUTS), "thresholds": limits}
    (folder / "heads.npz").write_bytes(buffer.getvalue())
    (folder / "model.json").write_text(json.dumps(about, indent=2) + "\n")


if __name__ == "__main__":
    main()
