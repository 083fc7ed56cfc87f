"""``python -m bot.safety.training``: sets the thresholds of the trained layer, and prints what it finds of unseen ideas."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from bot.config import Settings
from bot.safety.trained import FILES, MODEL, Threshold, TrainedLayer
from bot.safety.training.messages import OUTPUTS
from bot.safety.training.report import read_all, report
from bot.safety.training.texts import digest_of, read_texts, seen
from bot.words import Category, Tier

NEVER = 99.0
THRESHOLDS: dict[Category, Threshold] = {
    Category.SUICIDE: Threshold(-1.25, Tier.MODERATE, 0.0, Tier.HIGH, -2.75),
    Category.SELF_HARM: Threshold(-2.0, Tier.MODERATE, 0.0, Tier.HIGH, -2.75),
    Category.HARM_TO_OTHERS: Threshold(-2.0, Tier.MODERATE, 0.0, Tier.HIGH, -2.5),
    Category.ABUSE: Threshold(-1.0, Tier.MODERATE, 0.0, Tier.HIGH, -2.5),
    Category.PSYCHOSIS: Threshold(-1.0, Tier.MODERATE, 0.0, Tier.HIGH, -2.5),
    Category.MEDICINE: Threshold(2.0, Tier.MODERATE, 1.5, Tier.HIGH, -0.5),
    Category.RED_FLAG: Threshold(1.5, Tier.MODERATE, 1.0, Tier.EMERGENCY, 0.5),
    Category.DISTRESS: Threshold(1.25, Tier.LOW, NEVER, Tier.LOW, 1.25),
    Category.WANTS_HUMAN: Threshold(0.0, Tier.LOW, NEVER, Tier.LOW, 0.0),
}
"""Chosen on ideas that the model was not tuned on, and on one half of a blind set: few alarms on ordinary turns and on talk of
medicines come first, then as much found as that leaves. Medicines and the body are what patients with pain talk of all day, so they
take more certainty; what reads as urgent takes less."""


def main() -> None:
    """Write the model's description, and print what was measured."""
    folder = Settings().root / "data" / "safety"
    describe(MODEL, digest_of(folder))
    unseen = [sentence for sentence in read_texts(folder) if not seen(sentence)]
    print(f"{len(unseen)} sentences of ideas that the model was not tuned on; share flagged, thresholds moved by", file=sys.stderr)
    print(report(read_all(TrainedLayer.load(), unseen), THRESHOLDS))


def describe(folder: Path, texts: str) -> None:
    """Write ``model.json``: what the files beside it are, and the thresholds. Equal files give an equal description."""
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    limits = {category.value: asdict(limit) for category, limit in THRESHOLDS.items()}
    version = hashlib.sha256(json.dumps([digests, limits], sort_keys=True).encode()).hexdigest()[:12]
    about = {"version": version, "texts": texts, "sha256": digests, "outputs": list(OUTPUTS), "thresholds": limits}
    (folder / "model.json").write_text(json.dumps(about, indent=2) + "\n")


if __name__ == "__main__":
    main()
