"""Reads the sentences of ``data/safety``, and splits them by idea."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot.errors import HandrailError
from bot.safety.yaml_file import Strict, read_yaml
from bot.words import Category, Tier

HARMLESS = "none"
"""What stands for the category of sentences that must not be flagged."""

NEIGHBOUR = "-safe"
"""What the name of a harmless idea ends with that was written beside a risk idea of the same name."""

UNSEEN_OF = 10
"""One idea in so many is kept unseen."""


class Kind(StrEnum):
    """How a sentence shows what it shows, or why it shows nothing."""

    EXPLICIT = "explicit"
    IMPLICIT = "implicit"
    ORDINARY = "ordinary"
    LOOK_ALIKE = "look_alike"
    MEDICINE = "medicine"


class Idea(Strict):
    """One thing that a person could mean, said in different ways."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    tier: Tier
    kind: Kind
    texts: list[Annotated[str, Field(min_length=1)]] = Field(min_length=1)


class TextFile(Strict):
    """One file of ``data/safety``."""

    category: Category | Literal["none"]
    ideas: list[Idea] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its label."""

    text: str
    category: Category | None
    """None: nothing that needs a person."""
    tier: Tier
    kind: Kind
    idea: str


def read_texts(folder: Path) -> list[Sentence]:
    """Return every sentence in the YAML files of ``folder``, in order.

    Raises:
        HandrailError: a file is broken, an idea stands twice, a sentence stands twice, or a tier does not fit its category.
    """
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise HandrailError(f"no sentences in {folder}", remedy="restore the folder from the repository")
    sentences: list[Sentence] = []
    ideas: dict[str, Path] = {}
    seen: dict[str, str] = {}
    for path in paths:
        file = read_yaml(path, TextFile)
        category = None if file.category == HARMLESS else Category(file.category)
        for idea in file.ideas:
            if idea.id in ideas:
                raise HandrailError(f"{path}: the idea {idea.id!r} stands in {ideas[idea.id].name} too", remedy="rename one")
            if (category is None) != (idea.tier is Tier.NONE):
                raise HandrailError(
                    f"{path}: {idea.id}: tier {idea.tier} does not fit {file.category}", remedy="see the label guide"
                )
            ideas[idea.id] = path
            for text in idea.texts:
                plain = _plain(text)
                if plain in seen:
                    raise HandrailError(f"{path}: {idea.id}: a sentence stands in {seen[plain]} too", remedy="leave one out")
                seen[plain] = idea.id
                sentences.append(Sentence(text, category, idea.tier, idea.kind, idea.id))
    return sentences


def digest_of(folder: Path) -> str:
    """Return a digest of the sentences: equal digests mean equal training text."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.yml")):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:12]


def seen(sentence: Sentence) -> bool:
    """Whether the model is tuned on the idea of ``sentence``; one in ten is kept unseen, to choose thresholds and to measure.

    It follows from the idea's name alone, so that a new idea moves no other. An idea and its harmless neighbour (``NAME`` and
    ``NAME-safe``) go together.
    """
    name = sentence.idea.removesuffix(NEIGHBOUR)
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % UNSEEN_OF != 0


def overlap(texts: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return those of ``texts`` that stand among ``others``, whatever their case and punctuation."""
    known = {_plain(text) for text in others}
    return [text for text in texts if _plain(text) in known]


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
