"""Reads a message with a small language model, tuned on ``data/safety``: what each sentence says of each danger.

The message is read once, as far as the model sees at a time, and each sentence is judged by the numbers of its own word pieces,
which know their neighbours. So a sentence is read in its surroundings at no more cost than the message alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

ROOM = 126
"""Word pieces that are read at a time, besides a mark at either end."""
LONGEST = 100
"""Word pieces of one sentence; a longer one is cut, with an overlap."""
OVERLAP = 25
"""Word pieces that two cuts of one sentence share."""
MOST = 128
"""Windows of one message: 10,000 words and more. What comes after them is read by the rules alone."""
BEGIN, END = "[CLS]", "[SEP]"


class Row(NamedTuple):
    """What the model says of one stretch of the text."""

    start: int
    end: int
    logits: Any
    """One number for each output of the model."""


class SentenceModel:
    """A model and its word pieces. Built once, safe in any thread: reading changes nothing.

    One thread of its own, since the gateway screens several messages at once and shares two cores with Rasa.

    Args:
        model: ONNX bytes: ``ids`` (T word pieces) and ``pool`` (R x T, rows add up to 1) to ``logits`` (R x outputs).
        tokenizer: the JSON of its tokenizer.
    """

    def __init__(self, model: bytes, tokenizer: str) -> None:
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._marks = self._tokenizer.token_to_id(BEGIN), self._tokenizer.token_to_id(END)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @property
    def words(self) -> frozenset[str]:
        """The words that the model knows whole, lower case: everyday English."""
        return frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha() and word.isascii() and len(word) > 1)

    def read(self, plain: str, spans: Sequence[tuple[int, int]]) -> list[Row]:
        """Return a row for each of ``spans`` (ordered, apart) and for each window of several; long ones give several rows."""
        encoding = self._tokenizer.encode(plain, add_special_tokens=False)
        ids, places = encoding.ids, encoding.offsets
        rows: list[Row] = []
        for number, window in enumerate(_windows(_parts(places, spans))):
            if number == MOST:
                break
            stretches = [*window, (window[0][0], window[-1][1])] if len(window) > 1 else window
            logits = self._logits(ids, stretches)
            rows += [Row(places[first][0], places[last - 1][1], row) for (first, last), row in zip(stretches, logits, strict=True)]
        return rows

    def _logits(self, ids: Sequence[int], stretches: Sequence[tuple[int, int]]) -> Any:
        """Return a row for each of ``stretches`` of word pieces; the first begins earliest, the last ends latest."""
        begin, end = stretches[0][0], stretches[-1][1]
        pool = np.zeros((len(stretches), end - begin + 2), dtype=np.float32)
        for row, (first, last) in zip(pool, stretches, strict=True):
            row[1 + first - begin : 1 + last - begin] = 1.0 / (last - first)
        window = np.array([self._marks[0], *ids[begin:end], self._marks[1]], dtype=np.int64)
        (logits,) = self._session.run(None, {"ids": window, "pool": pool})
        return logits


def _parts(places: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the word pieces, first and one past the last, of each of ``spans``; none for a span without any."""
    starts = [start for start, _ in places]
    for start, end in spans:
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        while last - first > LONGEST:
            yield first, first + LONGEST
            first += LONGEST - OVERLAP
        if last > first:
            yield first, last


def _windows(parts: Iterator[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield parts that are read together; the last of one window is the first of the next, where there is room for it."""
    window: list[tuple[int, int]] = []
    for part in parts:
        if window and part[1] - window[0][0] > ROOM:
            yield window
            window = window[-1:] if part[1] - window[-1][0] <= ROOM else []
        window.append(part)
    if window:
        yield window
