"""Finds the answer to what a patient asks, among the questions of ``content/LOCALE/questions/``, by likeness of meaning.

No training: a question that a clinician adds is found as soon as the file is saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from bot.embedding import Encoder
from bot.programme.question_schema import Question
from bot.programme.source import ContentSource

SURE = 0.60
"""Likeness from which the answer is given, when no other question is near (``MARGIN``).

Chosen with each wording held out in turn, which is harder than what patients write, since the wordings of one question are as
unlike each other as could be: right in 78 of 100. Of 330 questions written apart, 57 in 100 are this sure."""
MARGIN = 0.06
NEAR = 0.45
"""Likeness from which a question is worth offering as "did you mean": the right one is then among three in 70 of 100."""
MOST_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: one answer, or some questions to choose from, or neither."""

    answer: Question | None = None
    near: tuple[Question, ...] = ()
    """The nearest first."""


@dataclass(frozen=True, slots=True)
class _Index:
    version: str
    questions: tuple[Question, ...]
    wordings: Any
    """A row for each wording."""
    of: Any
    """The place of each wording's question."""
    centres: Any
    """A row for each question: the mean of its wordings."""


class QuestionFinder:
    """Looks questions up. Safe in any thread."""

    def __init__(self, source: ContentSource, encoder: Encoder) -> None:
        self._source = source
        self._encoder = encoder
        self._lock = Lock()
        self._known: _Index | None = None

    def find(self, text: str) -> Found:
        """Return what answers ``text``: some milliseconds; seconds at the first call and after a change of the content."""
        index = self._index()
        if not index.questions or not text.strip():
            return Found()
        (asked,) = self._encoder.embed([text])
        nearest = np.full(len(index.questions), -1.0)
        np.maximum.at(nearest, index.of, index.wordings @ asked)
        likeness = (nearest + index.centres @ asked) / 2
        order = np.argsort(-likeness)[:MOST_OFFERED]
        best = float(likeness[order[0]])
        second = float(likeness[order[1]]) if len(order) > 1 else -1.0
        if best >= SURE and best - second >= MARGIN:
            return Found(index.questions[order[0]])
        return Found(near=tuple(index.questions[place] for place in order if likeness[place] >= NEAR))

    def _index(self) -> _Index:
        content = self._source.now
        with self._lock:
            if self._known is None or self._known.version != content.version:
                self._known = self._read(content.version, tuple(content.questions.values()))
            return self._known

    def _read(self, version: str, questions: tuple[Question, ...]) -> _Index:
        wordings = [(place, text) for place, question in enumerate(questions) for text in (question.ask, *question.also)]
        rows = self._encoder.embed([text for _, text in wordings])
        of = np.array([place for place, _ in wordings], np.int64)
        centres = np.zeros((len(questions), rows.shape[1]), np.float32)
        np.add.at(centres, of, rows)
        lengths = np.linalg.norm(centres, axis=1, keepdims=True)
        return _Index(version, questions, rows, of, centres / np.maximum(lengths, 1e-9))
