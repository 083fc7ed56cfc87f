"""Fits the heads of the trained layer, and says for each sentence what heads that never saw its idea make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.safety.folding import fold
from bot.safety.ngrams import BUCKETS, buckets
from bot.safety.trained import ANY, CALLS, URGENT, Heads
from bot.safety.training.texts import Sentence, folds
from bot.words import Category, Tier

FOLDS = 5
"""Parts of the sentences, split by idea; each is judged by heads that were fitted on the other four."""
URGENT_TIERS = {Tier.HIGH, Tier.EMERGENCY}
LOW_ONLY = {Category.DISTRESS, Category.WANTS_HUMAN}
"""Categories of tier low. In any other, low means past and settled, which the rules tell; the heads learn it as no danger now."""
OUTPUTS = (*(category.value for category in CALLS), URGENT, ANY)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What came out."""

    heads: Heads
    """Fitted on all sentences: what is shipped."""
    unseen: Any
    """For each sentence and output, the log odds by heads that never saw its idea: what is measured."""


@dataclass(frozen=True, slots=True)
class _Features:
    meaning: Any
    letters: Any
    rarity: Any


def fit(sentences: Sequence[Sentence], vectors: Any) -> Fitted:
    """Fit the heads on ``sentences``, whose meanings are ``vectors``. Deterministic."""
    features = _features([plain(sentence.text) for sentence in sentences], vectors)
    targets = _targets(sentences)
    fold_of = np.array(folds(sentences, FOLDS))
    meaning, letters = (np.zeros(targets.shape) for _ in range(2))
    for number in range(FOLDS):
        seen, unseen = fold_of != number, fold_of == number
        for output in range(len(OUTPUTS)):
            for found, kind in ((meaning, features.meaning), (letters, features.letters)):
                found[unseen, output] = _line(kind[seen], targets[seen, output]).decision_function(kind[unseen])
    weigh, unseen_odds = _weigh(meaning, letters, targets)
    lines = [
        (_line(features.meaning, targets[:, output]), _line(features.letters, targets[:, output])) for output in range(len(OUTPUTS))
    ]
    # What each line adds goes into the last column, so that the heads need no more than their weights.
    added = np.array([[first.intercept_[0], second.intercept_[0]] for first, second in lines])
    weigh_all = np.column_stack([weigh[:, :2], weigh[:, 2] + (added * weigh[:, :2]).sum(axis=1)])
    heads = Heads(
        OUTPUTS,
        np.vstack([first.coef_ for first, _ in lines]).astype(np.float32),
        np.vstack([second.coef_ for _, second in lines]).T.astype(np.float16),
        features.rarity.astype(np.float32),
        weigh_all.astype(np.float32),
    )
    return Fitted(heads, unseen_odds)


def plain(text: str) -> str:
    """Return ``text`` as the layer reads it."""
    return fold(text).text


def _features(texts: Sequence[str], vectors: Any) -> _Features:
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        places, counts = buckets(text)
        rows.append(np.full(len(places), row))
        columns.append(places)
        values.append(counts)
    matrix = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(len(texts), BUCKETS), dtype=np.float32
    )
    present = np.bincount(matrix.indices, minlength=BUCKETS)
    rarity = np.log((1 + len(texts)) / (1 + present)) + 1.0
    rarity[present < 2] = 0.0  # noqa: PLR2004 - what stands in one sentence only says nothing of others
    weighted = matrix @ sparse.diags(rarity)
    lengths = np.sqrt(weighted.multiply(weighted).sum(axis=1)).A1
    return _Features(vectors, sparse.diags(1.0 / np.maximum(lengths, 1e-9)) @ weighted, rarity)


def _targets(sentences: Sequence[Sentence]) -> Any:
    targets = np.zeros((len(sentences), len(OUTPUTS)), dtype=np.int64)
    for row, sentence in enumerate(sentences):
        if sentence.category is not None and (sentence.tier is not Tier.LOW or sentence.category in LOW_ONLY):
            targets[row, OUTPUTS.index(sentence.category.value)] = 1
            targets[row, OUTPUTS.index(ANY)] = 1
            targets[row, OUTPUTS.index(URGENT)] = int(sentence.tier in URGENT_TIERS)
    return targets


def _line(features: Any, targets: Any) -> LogisticRegression:
    dual = sparse.issparse(features)  # more columns than rows
    line = LogisticRegression(C=10.0, class_weight="balanced", solver="liblinear", dual=dual, max_iter=300, random_state=0)
    return line.fit(features, targets)


def _weigh(meaning: Any, letters: Any, targets: Any) -> tuple[Any, Any]:
    """Return for each output the weights of the two lines, and the log odds that these give: the true ones, not balanced."""
    weigh = np.zeros((targets.shape[1], 3))
    odds = np.zeros(targets.shape)
    for output in range(targets.shape[1]):
        both = np.column_stack([meaning[:, output], letters[:, output]])
        line = LogisticRegression(C=1.0, max_iter=1000, random_state=0).fit(both, targets[:, output])
        weigh[output] = [*line.coef_[0], line.intercept_[0]]
        odds[:, output] = line.decision_function(both)
    return weigh, odds
