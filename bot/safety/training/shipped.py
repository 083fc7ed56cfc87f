"""Writes a network as the ONNX file that the screen reads, with weights of 8 bits, and reads one back."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from bot.safety.training.bases import MPNET
from bot.safety.training.network import FIRST_OF_MPNET, MARKS, Network

_FIRST_PLACE = 2
"""MPNet counts places from two on."""


class Shipped(nn.Module):  # type: ignore[misc]
    """A network for one message, in plain operations: ``ids`` (T, BERT's numbers) and ``pool`` (R x T) to R x outputs."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.layers, self.heads = network.layers, network.heads
        words = network.encoder.embeddings
        self.norm, self.mpnet = words.LayerNorm, network.kind == MPNET
        if self.mpnet:
            vectors = words.word_embeddings.weight.detach()
            own = vectors[FIRST_OF_MPNET:].clone()
            for ours, theirs in MARKS.items():
                own[ours] = vectors[theirs]
            self.places = words.position_embeddings.weight.detach()[_FIRST_PLACE:]
            self.distances = network.encoder.encoder
        else:
            own = words.word_embeddings.weight.detach() + words.token_type_embeddings.weight.detach()[0]
            self.places = words.position_embeddings.weight.detach()
        self.words = nn.Embedding.from_pretrained(own)

    def forward(self, ids: Any, pool: Any) -> Any:
        """Return a row of log odds for each row of ``pool``."""
        states = self.norm(self.words(ids) + self.places[: ids.shape[0]])
        near: Any = 0.0
        if self.mpnet:
            place = torch.arange(ids.shape[0])
            bucket = self.distances.relative_position_bucket(place[None, :] - place[:, None], num_buckets=32)
            near = self.distances.relative_attention_bias(bucket).permute(2, 0, 1)
        for layer in self.layers:
            states = self._mpnet(layer, states, near) if self.mpnet else self._bert(layer, states)
            states = layer.output.LayerNorm(states + layer.output.dense(nn.functional.gelu(layer.intermediate.dense(states))))
        return self.heads(pool @ states)

    def _mpnet(self, layer: Any, states: Any, near: Any) -> Any:
        look = layer.attention.attn
        seen = _attention(states, look.q, look.k, look.v, look.num_attention_heads, near)
        return layer.attention.LayerNorm(states + look.o(seen))

    def _bert(self, layer: Any, states: Any) -> Any:
        look = layer.attention.self
        seen = _attention(states, look.query, look.key, look.value, look.num_attention_heads, 0.0)
        return layer.attention.output.LayerNorm(states + layer.attention.output.dense(seen))


def _attention(states: Any, query: Any, key: Any, value: Any, heads: int, near: Any) -> Any:
    size = states.shape[-1]
    asked, offered, told = (part(states).view(-1, heads, size // heads).transpose(0, 1) for part in (query, key, value))
    weights = torch.softmax(asked @ offered.transpose(1, 2) / (size // heads) ** 0.5 + near, dim=-1)
    return (weights @ told).transpose(0, 1).reshape(-1, size)


def store(network: Network, path: Path) -> None:
    """Write ``network`` to ``path`` with weights of 8 bits."""
    network.to("cpu").eval()
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        whole = Path(folder) / "whole.onnx"
        axes = {"ids": {0: "T"}, "pool": {0: "R", 1: "T"}, "logits": {0: "R"}}
        example = torch.arange(17) + 1000, torch.rand(3, 17)
        torch.onnx.export(
            Shipped(network), example, str(whole), input_names=["ids", "pool"], output_names=["logits"], dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)


def recover(path: Path, into: Network) -> None:
    """Load ``into`` the weights of the file at ``path``, so that what ships can be fitted on; words keep the vectors of the base.

    A weight comes back as near as 8 bits tell it.

    Raises:
        ValueError: A weight of the network is not in the file.
    """
    parts = {part.name: numpy_helper.to_array(part) for part in onnx.load(str(path)).graph.initializer}
    found = {}
    for name, weight in into.state_dict().items():
        if ".embeddings." in name:
            continue
        place = "distances." if "relative_attention" in name else ""
        theirs = re.sub(r"^encoder\.encoder\.", place, name).replace("layer.", "layers.", 1)
        value = _value(parts, theirs)
        if value is None or value.shape != tuple(weight.shape):
            raise ValueError(f"{path.name} does not hold {name}; recover into as many layers of the same encoder as were stored")
        found[name] = torch.from_numpy(value)
    into.load_state_dict(found, strict=False)


def _value(parts: dict[str, Any], name: str) -> Any:
    """Return the weight ``name`` as numbers of 32 bits; a matrix is stored the other way round, a scale for each of its rows."""
    if name in parts:
        return parts[name].astype(np.float32)
    for stored in (f"{name}_Transposed", name):
        if f"{stored}_quantized" in parts:
            whole, even, scale = (parts[f"{stored}_{part}"].astype(np.float32) for part in ("quantized", "zero_point", "scale"))
            value = (whole - even) * scale
            return np.ascontiguousarray(value.T if stored != name else value)
    return None
