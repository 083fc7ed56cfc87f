"""The networks: an encoder, and one line over the mean of a stretch's word pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from bot.safety.training.bases import MPNET
from bot.safety.training.examples import NO_STRETCH, UNKNOWN, Example
from bot.safety.training.messages import OUTPUTS

FIRST_OF_MPNET = 4
"""MPNet's number of BERT's first word piece; four marks of its own come before."""
MARKS = {101: 0, 102: 2}
"""BERT's marks for begin and end, and MPNet's."""
_FILLED = 1
"""MPNet's mark for no word piece."""
_EVEN = -2.0
"""Log odds that the heads begin with: most outputs hold for few messages."""
_NEVER = -30.0


class Batch(NamedTuple):
    """Some examples side by side; B messages, T word pieces, R stretches."""

    ids: Any
    """B x T, BERT's numbers."""
    mask: Any
    """B x T: 1 where there is a word piece."""
    stretches: Any
    """B x R x 3; see ``Example.stretches``."""
    whole: Any
    """B, bits."""
    labelled: Any
    """B, 1.0 or 0.0."""

    def to(self, device: str) -> Batch:
        """Return it on another device."""
        return Batch(*(part.to(device, non_blocking=True) for part in self))


def batch(examples: Sequence[Example]) -> Batch:
    """Return ``examples`` filled up to the longest."""
    length, most = max(len(one.ids) for one in examples), max(len(one.stretches) for one in examples)
    ids, mask = (np.zeros((len(examples), length), np.int64) for _ in range(2))
    stretches = np.zeros((len(examples), most, 3), np.int64)
    stretches[:, :, 2] = NO_STRETCH
    for row, one in enumerate(examples):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
        stretches[row, : len(one.stretches)] = one.stretches
    whole = np.array([one.whole for one in examples], np.int64)
    labelled = np.array([one.labelled for one in examples], np.float32)
    return Batch(*(torch.from_numpy(part) for part in (ids, mask, stretches, whole, labelled)))


class Network(nn.Module):  # type: ignore[misc]
    """Says of each stretch of a message what it shows."""

    def __init__(self, kind: str, config: dict[str, Any], weights: dict[str, Any]) -> None:
        super().__init__()
        self.kind = kind
        about = {name: value for name, value in config.items() if name != "architectures"}
        if kind == MPNET:
            self.encoder = MPNetModel(MPNetConfig(**about), add_pooling_layer=False)
        else:
            self.encoder = BertModel(BertConfig(**about, attn_implementation="sdpa"), add_pooling_layer=False)
        missing, unknown = self.encoder.load_state_dict(weights, strict=False)
        odd = [name for name in (*missing, *unknown) if "pooler" not in name and "position_ids" not in name]
        if odd:
            raise ValueError(f"weights that do not fit the encoder: {odd}")
        self.heads = nn.Linear(config["hidden_size"], len(OUTPUTS))
        self.drop = nn.Dropout(0.1)
        nn.init.constant_(self.heads.bias, _EVEN)
        for weight in self.encoder.embeddings.parameters():
            weight.requires_grad_(requires_grad=False)  # words keep their places: few of them are in the training text

    @property
    def layers(self) -> Any:
        """The encoder's layers."""
        return self.encoder.encoder.layer

    def keep_layers(self, which: Sequence[int]) -> None:
        """Leave out all layers but ``which``."""
        self.encoder.encoder.layer = nn.ModuleList([self.layers[place] for place in which])

    def forward(self, of: Batch) -> tuple[Any, Any]:
        """Return log odds, B x R x outputs, and the stretches' means, B x R x numbers of the encoder."""
        ids = of.ids
        if self.kind == MPNET:
            ids = ids + FIRST_OF_MPNET
            for ours, theirs in MARKS.items():
                ids = torch.where(of.ids == ours, theirs, ids)
            ids = torch.where(of.mask == 0, _FILLED, ids)
        states = self.encoder(input_ids=ids, attention_mask=of.mask).last_hidden_state
        place = torch.arange(ids.shape[1], device=ids.device)
        pool = ((place >= of.stretches[:, :, :1]) & (place < of.stretches[:, :, 1:2])).to(states.dtype)
        means = torch.bmm(pool / pool.sum(-1, keepdim=True).clamp(min=1), states)
        return self.heads(self.drop(means)).float(), means


def there(of: Batch) -> Any:
    """Return which stretches there are, B x R x 1."""
    return (of.stretches[:, :, 2] > NO_STRETCH).unsqueeze(-1)


def wrong(log_odds: Any, of: Batch) -> Any:
    """Return how wrong ``log_odds`` are about the stretches that are known, and about each message by its most telling stretch."""
    known = ((of.stretches[:, :, 2] > UNKNOWN) & (of.labelled > 0)[:, None]).unsqueeze(-1)
    loss = nn.functional.binary_cross_entropy_with_logits
    most = log_odds.masked_fill(~there(of), _NEVER).amax(1)
    whole = loss(most, _shown(of.whole), reduction="none").mean(-1)
    each = loss(log_odds, _shown(of.stretches[:, :, 2]), reduction="none") * known
    return (whole * of.labelled).sum() / of.labelled.sum().clamp(min=1) + each.sum() / (known.sum() * len(OUTPUTS)).clamp(min=1)


def unlike(log_odds: Any, told: Any, of: Batch) -> Any:
    """Return how far ``log_odds`` are from what teachers told, as shares from 0 to 1."""
    loss = nn.functional.binary_cross_entropy_with_logits(log_odds, told, reduction="none")
    return (loss * there(of)).sum() / (there(of).sum() * len(OUTPUTS))


def _shown(bits: Any) -> Any:
    return ((bits.unsqueeze(-1).clamp(min=0) >> torch.arange(len(OUTPUTS), device=bits.device)) & 1).float()
