"""A general sentence encoder: all-MiniLM-L6-v2 (Reimers and Gurevych 2019, EMNLP 3982). See ``model/README.md``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MODEL = Path(__file__).parent / "model"
LONGEST = 128
"""Word pieces that are read of a text; what comes after them does not count."""
NUMBERS = 384


class Encoder:
    """Reads texts. Loads its model (24 MB) at the first; safe in any thread."""

    def embed(self, texts: Sequence[str]) -> Any:
        """Return a row of ``NUMBERS`` for each of ``texts``, of unit length: the product of two is their likeness, 1 at most."""
        rows = np.zeros((len(texts), NUMBERS), np.float32)
        for place, text in enumerate(texts):
            ids = np.array(self._tokenizer.encode(text).ids, np.int64)
            pool = np.full((1, len(ids)), 1 / len(ids), np.float32)
            (row,) = self._session.run(None, {"ids": ids, "pool": pool})[0]
            rows[place] = row / np.linalg.norm(row)
        return rows

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(str(MODEL / "model.onnx"), options, providers=["CPUExecutionProvider"])
