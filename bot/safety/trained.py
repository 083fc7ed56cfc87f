"""The trained layer: says how much a piece of a message reads like each danger.

It finds what rules cannot list: statements that say nothing dangerous in any one word. It never makes the screen silent: what the
rules find stands, whatever it says. For each danger a linear head reads two things, the sentence's meaning (``encoder``) and its
letters and words (``ngrams``), and a third line weighs the two. How it was made, and what it was measured to do:
``docs/clinical-safety/screening.md``.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from bot.errors import HandrailError
from bot.safety.encoder import SentenceEncoder
from bot.safety.ngrams import buckets
from bot.safety.screening import Cleared, Evidence
from bot.safety.sentences import Piece, between, pieces
from bot.words import Category, Tier

MODEL = Path(__file__).parent / "model"
_KIN = {Category.SUICIDE, Category.SELF_HARM}
"""Who denies one in a sentence denies the other."""
URGENT, ANY = "urgent", "any"
"""The heads that are no category's: is it urgent, and is there any danger at all."""
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
"""How a therapist is told what a piece reads like."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which strength on a piece is evidence of a category, and of which tier."""

    flag: float
    """Strength from which on it is flagged, at tier ``base``."""
    base: Tier
    urgent: float
    """Log odds of urgency from which on it is flagged at tier ``raised``."""
    raised: Tier


@dataclass(frozen=True, slots=True)
class Scores:
    """What the heads say of one piece."""

    piece: Piece
    strength: dict[Category, float]
    """For each category its log odds and those of "any danger at all" added up: above 0 both together speak for it."""
    urgent: float
    """Log odds that it is urgent."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The weights, for the outputs ``names`` (H of them)."""

    names: tuple[str, ...]
    meaning: Any
    """H x 384: weights of the encoder's numbers."""
    letters: Any
    """``ngrams.BUCKETS`` x H: weights of the buckets."""
    rarity: Any
    """``ngrams.BUCKETS``: how much a bucket counts; rare ones more."""
    weigh: Any
    """H x 3: weight of meaning, weight of letters, and what is added."""

    def logits(self, vectors: Any, texts: Sequence[str]) -> Any:
        """Return an array of one row for each text and one column for each output: log odds, 0 is even."""
        meaning = vectors @ self.meaning.T
        letters = np.zeros_like(meaning)
        for row, text in enumerate(texts):
            places, counts = buckets(text)
            values = counts * self.rarity[places]
            letters[row] = (values / (np.linalg.norm(values) or 1.0)) @ self.letters[places].astype(np.float32)
        return meaning * self.weigh[:, 0] + letters * self.weigh[:, 1] + self.weigh[:, 2]


def likeness(strength: float) -> float:
    """Return a strength (see ``Scores``) between 0 and 1, 0.5 where it is even: what people are shown. No probability of harm."""
    return 1 / (1 + math.exp(-strength / 2))


class TrainedLayer:
    """Reads messages with the packaged heads. Built once, safe in any thread: reading changes nothing."""

    def __init__(self, encoder: SentenceEncoder, heads: Heads, about: dict[str, Any]) -> None:
        self._encoder = encoder
        self._heads = heads
        self.version = str(about["version"])
        self.thresholds = {
            Category(name): Threshold(item["flag"], Tier(item["base"]), item["urgent"], Tier(item["raised"]))
            for name, item in about["thresholds"].items()
        }

    @classmethod
    def load(cls, folder: Path = MODEL) -> Self:
        """Load what ``folder`` holds.

        Raises:
            HandrailError: when something is missing, or the weights are not those that ``model.json`` describes.
        """
        remedy = "restore bot/safety/model from the distribution"
        try:
            about = json.loads((folder / "model.json").read_text())
            weights = (folder / "heads.npz").read_bytes()
        except (OSError, ValueError) as error:
            raise HandrailError(f"the safety model in {folder} cannot be read ({type(error).__name__})", remedy=remedy) from error
        if hashlib.sha256(weights).hexdigest() != about.get("sha256"):
            raise HandrailError(f"{folder / 'heads.npz'} is not what model.json describes", remedy=remedy)
        with np.load(io.BytesIO(weights)) as stored:
            heads = Heads(tuple(about["outputs"]), *(stored[name] for name in ("meaning", "letters", "rarity", "weigh")))
        return cls(SentenceEncoder(), heads, about)

    @property
    def words(self) -> frozenset[str]:
        """English words that the encoder knows whole."""
        return self._encoder.words

    def read(self, text: str) -> list[Scores]:
        """Return the scores of every piece of ``text``."""
        return self.scores(pieces(text))

    def scores(self, found: Sequence[Piece]) -> list[Scores]:
        """Return the scores of ``found``, in its order."""
        if not found:
            return []
        texts = [piece.text for piece in found]
        rows = []
        for piece, row in zip(found, self._heads.logits(self._encoder.encode(texts), texts), strict=True):
            named = dict(zip(self._heads.names, (float(value) for value in row), strict=True))
            urgent, whether = named.pop(URGENT), named.pop(ANY)
            rows.append(Scores(piece, {Category(name): value + whether for name, value in named.items()}, urgent))
        return rows

    def evidence(self, text: str, scores: Sequence[Scores], cleared: Sequence[Cleared] = ()) -> list[Evidence]:
        """Return for each category the piece that shows it most, where it reaches the threshold; of near equals the shortest.

        What the rules ``cleared`` (denied, long past, somebody else) speaks for no category that it was cleared of; what stands
        beside it, in the same sentence too, is read without it and speaks for itself.
        """
        return self.evidence_of(text, self.speaking(text, scores, cleared))

    def speaking(self, text: str, scores: Sequence[Scores], cleared: Sequence[Cleared] = ()) -> dict[Category, list[Scores]]:
        """Return for each category the pieces that may speak for it, which are all but those that the rules ``cleared`` of it."""
        beside = self.scores(between(text, [(item.start, item.end) for item in cleared])) if cleared else []
        found = {}
        for category in self.thresholds:
            places = [item for item in cleared if item.category is category or {item.category, category} == _KIN]
            found[category] = [
                score
                for score in (*scores, *beside)
                if not any(item.start < score.piece.end and score.piece.start < item.end for item in places)
            ]
        return found

    def evidence_of(self, text: str, speaking: Mapping[Category, Sequence[Scores]]) -> list[Evidence]:
        """Return the evidence of the pieces that may speak; see ``evidence``."""
        found = []
        for category, limit in self.thresholds.items():
            reached = [score for score in speaking[category] if score.strength[category] >= limit.flag]
            if not reached:
                continue
            best = max(reached, key=lambda score: (round(score.strength[category]), -len(score.piece.text)))
            tier = limit.raised if max(score.urgent for score in reached) >= limit.urgent else limit.base
            start, end = best.piece.start, best.piece.end
            alike = likeness(best.strength[category])
            why = f"Reads like messages that show {CALLS[category]} ({alike:.2f}, by the trained layer)."
            found.append(Evidence(start, end, text[start:end], category, tier, f"model/{category.value}", why))
        return found
