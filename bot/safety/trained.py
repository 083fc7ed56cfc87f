"""The trained layer: says how much each sentence of a message reads like each danger.

It finds what rules cannot list: statements that say nothing dangerous in any one word. What the rules find stands, but for words of
vague rules that it reads as plainly ordinary (``doubt``). How it was made, and what it was measured to do:
``docs/clinical-safety/screening.md``.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from bot.errors import HandrailError
from bot.safety.folding import fold
from bot.safety.screening import Cleared, Evidence
from bot.safety.sentence_model import SentenceModel
from bot.safety.sentences import between, sentences
from bot.words import Category, Tier

MODEL = Path(__file__).parent / "model"
FILES = ("model.onnx", "tokenizer.json")
URGENT = "urgent"
"""The output that is no category's: is it urgent."""
CALLS = {
    Category.SUICIDE: "suicide risk",
    Category.SELF_HARM: "self-harm",
    Category.HARM_TO_OTHERS: "danger to others",
    Category.ABUSE: "abuse or violence suffered",
    Category.PSYCHOSIS: "psychosis-like experience",
    Category.MEDICINE: "overdose or misuse of medicines",
    Category.RED_FLAG: "a medical red flag",
    Category.DISTRESS: "acute distress",
    Category.WANTS_HUMAN: "the wish for a person",
}
"""How a therapist is told what a sentence reads like."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which strength on a stretch is evidence of a category, and of which tier."""

    flag: float
    """Strength from which on it is flagged, at tier ``base``."""
    base: Tier
    urgent: float
    """Log odds of urgency from which on it is flagged at tier ``raised``, and from ``urgent_flag`` on."""
    raised: Tier
    urgent_flag: float
    """Strength from which on what is urgent by itself is flagged: little ordinary talk reads as urgent."""

    def margin(self, strength: float, urgent: float) -> float:
        """Return how far a stretch of this ``strength`` and urgency is above the threshold; below 0 it is no evidence."""
        return strength - (self.urgent_flag if urgent >= self.urgent else self.flag)


@dataclass(frozen=True, slots=True)
class Scores:
    """What is said of one stretch of a message: a sentence, or several together."""

    start: int
    """Its first character."""
    end: int
    """One past its last."""
    strength: dict[Category, float]
    """For each category its log odds: above 0 it is likelier than not."""
    urgent: float
    """Log odds that it is urgent."""


def likeness(margin: float) -> float:
    """Return how far a strength is above its threshold, from 0 to 1, 0.5 at it: what people are shown. No probability of harm."""
    return 1 / (1 + math.exp(-margin))


class TrainedLayer:
    """Reads messages with the packaged model. Built once, safe in any thread: reading changes nothing."""

    def __init__(self, model: SentenceModel, about: dict[str, Any]) -> None:
        self._model = model
        self._outputs = tuple(about["outputs"])
        self.version = str(about["version"])
        self.words = model.words
        """English words that the model knows whole."""
        self.thresholds = {
            Category(name): Threshold(item["flag"], Tier(item["base"]), item["urgent"], Tier(item["raised"]), item["urgent_flag"])
            for name, item in about["thresholds"].items()
        }

    @classmethod
    def load(cls, folder: Path = MODEL) -> Self:
        """Load what ``folder`` holds.

        Raises:
            HandrailError: when something is missing, or the files are not those that ``model.json`` describes.
        """
        remedy = "restore bot/safety/model from the distribution"
        try:
            about = json.loads((folder / "model.json").read_text())
            model, tokenizer = ((folder / name).read_bytes() for name in FILES)
        except (OSError, ValueError) as error:
            raise HandrailError(f"the safety model in {folder} cannot be read ({type(error).__name__})", remedy=remedy) from error
        for name, content in zip(FILES, (model, tokenizer), strict=True):
            if hashlib.sha256(content).hexdigest() != about.get("sha256", {}).get(name):
                raise HandrailError(f"{folder / name} is not what model.json describes", remedy=remedy)
        return cls(SentenceModel(model, tokenizer.decode()), about)

    def read(self, text: str) -> list[Scores]:
        """Return the scores of every sentence of ``text`` with a letter, and of several together."""
        folded = fold(text)
        found = []
        spoken = [(start, end) for start, end in sentences(folded.text) if any(map(str.isalpha, folded.text[start:end]))]
        for row in self._model.read(folded.text, spoken):
            named = dict(zip(self._outputs, (float(value) for value in row.logits), strict=True))
            urgent = named.pop(URGENT)
            start, end = folded.origin[row.start], folded.origin[row.end - 1] + 1
            found.append(Scores(start, end, {category: named[category.value] for category in self.thresholds}, urgent))
        return found

    def evidence(self, text: str, scores: Sequence[Scores], cleared: Sequence[Cleared] = ()) -> list[Evidence]:
        """Return for each category the piece that shows it most, where it reaches the threshold; of near equals the shortest.

        What the rules ``cleared`` (denied, long past, somebody else) speaks for no category that it was cleared of; what stands
        beside it, in the same sentence too, is read without it and speaks for itself.
        """
        return self.evidence_of(text, self.speaking(text, scores, cleared))

    def speaking(self, text: str, scores: Sequence[Scores], cleared: Sequence[Cleared] = ()) -> dict[Category, list[Scores]]:
        """Return for each category the stretches that may speak for it: all but those that the rules ``cleared`` of it."""
        beside = self._beside(text, cleared) if cleared else []
        return {
            category: [
                score for score in (*scores, *beside) if not any(item.covers(category, score.start, score.end) for item in cleared)
            ]
            for category in self.thresholds
        }

    def evidence_of(self, text: str, speaking: Mapping[Category, Sequence[Scores]]) -> list[Evidence]:
        """Return the evidence of the stretches that may speak; see ``evidence``."""
        found = []
        for category, limit in self.thresholds.items():
            reached = [score for score in speaking[category] if limit.margin(score.strength[category], score.urgent) >= 0]
            if not reached:
                continue
            best = max(reached, key=lambda score: (round(score.strength[category]), score.start - score.end))
            tier = limit.raised if max(score.urgent for score in reached) >= limit.urgent else limit.base
            start, end = best.start, best.end
            alike = likeness(limit.margin(best.strength[category], best.urgent))
            why = f"Reads like messages that show {CALLS[category]} ({alike:.2f}, by the trained layer)."
            found.append(Evidence(start, end, text[start:end], category, tier, f"model/{category.value}", why))
        return found

    def margins(self, speaking: Mapping[Category, Sequence[Scores]]) -> dict[Category, float | None]:
        """Return for each category how far the stretches that may speak come above its threshold; None where there is none."""
        return {
            category: max((limit.margin(score.strength[category], score.urgent) for score in speaking[category]), default=None)
            for category, limit in self.thresholds.items()
        }

    def _beside(self, text: str, cleared: Sequence[Cleared]) -> list[Scores]:
        """Return the scores of what the ``cleared`` words leave of ``text``."""
        return [
            replace(score, start=start + score.start, end=start + score.end)
            for start, end in between(text, [(item.start, item.end) for item in cleared])
            for score in self.read(text[start:end])
        ]
