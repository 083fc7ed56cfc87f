"""Fits a network to examples: as a teacher to what people said, or as a student to what its teachers say too."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from bot.safety.training.examples import Example
from bot.safety.training.network import Batch, Network, batch, there, unlike, wrong

_SORTED = 32
"""Batches among which messages of like length are put together."""
_TOLD = 500
"""Steps between two lines of progress."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a network is fitted."""

    size: int
    """Messages of a step."""
    rate: float
    """Highest step of the last layer; each layer before it takes ``shrink`` times that."""
    shrink: float
    heads_rate: float
    alike: float = 0.0
    """How much a student's means must be its first teacher's; for one with as many numbers."""
    labels: float = 0.3
    """How much a student goes by the labels, beside twice what its teachers say."""


def fit(
    name: str,
    network: Network,
    examples: Sequence[Example],
    plan: Plan,
    *,
    seed: int,
    device: str,
    teachers: Sequence[Network] = (),
) -> None:
    """Go once through ``examples``; they hold as many variants of a sentence as there should be rounds."""
    network.to(device).train()
    optimiser = torch.optim.AdamW(_groups(network, plan), fused=device != "cpu")
    free = [weight for weight in network.parameters() if weight.requires_grad]
    order = _order(examples, plan.size, random.Random(seed))  # noqa: S311 - no secret  # nosec B311
    rising, steps = max(1, len(order) // 15), len(order)
    slope = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min((step + 1) / rising, (steps - step) / (steps - rising)))
    began, running = time.monotonic(), torch.zeros((), device=device)
    for step, given in enumerate(_loader(examples, order, device)):
        of = given.to(device)
        with torch.autocast(device, dtype=torch.bfloat16):
            loss = _loss(network, of, plan, teachers)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(free, 1.0)
        optimiser.step()
        slope.step()
        running += (loss.detach() - running) * (0.02 if step else 1.0)
        if step % _TOLD == 0:
            pace = (step + 1) * plan.size / (time.monotonic() - began)
            print(f"{name}: {step} of {steps} steps, loss {running.item():.4f}, {pace:.0f} messages a second", flush=True)  # noqa: T201 - a program's progress
    network.eval()


def _loss(network: Network, of: Batch, plan: Plan, teachers: Sequence[Network]) -> Any:
    log_odds, means = network(of)
    loss = wrong(log_odds, of)
    if not teachers:
        return loss
    with torch.no_grad():
        told = [teacher(of) for teacher in teachers]
        shares = torch.sigmoid(torch.stack([odds for odds, _ in told]).mean(0))
    loss = plan.labels * loss + 2 * unlike(log_odds, shares, of)
    if plan.alike:
        apart = 1 - nn.functional.cosine_similarity(means.float(), told[0][1].float(), dim=-1)
        loss = loss + plan.alike * (apart * there(of)[:, :, 0]).sum() / there(of).sum()
    return loss


def _groups(network: Network, plan: Plan) -> list[dict[str, Any]]:
    last = len(network.layers) - 1
    groups = [
        {"params": list(layer.parameters()), "lr": plan.rate * plan.shrink ** (last - place), "weight_decay": 0.01}
        for place, layer in enumerate(network.layers)
    ]
    rest = [weight for name, weight in network.encoder.encoder.named_parameters() if not name.startswith("layer.")]
    if rest:
        groups.append({"params": rest, "lr": plan.rate * plan.shrink**last, "weight_decay": 0.0})
    return [*groups, {"params": list(network.heads.parameters()), "lr": plan.heads_rate, "weight_decay": 0.0}]


def _order(examples: Sequence[Example], size: int, chance: random.Random) -> list[list[int]]:
    """Return batches of places, messages of like length together."""
    places = list(range(len(examples)))
    chance.shuffle(places)
    found: list[list[int]] = []
    for start in range(0, len(places), size * _SORTED):
        alike = sorted(places[start : start + size * _SORTED], key=lambda place: len(examples[place].ids))
        found += [alike[at : at + size] for at in range(0, len(alike), size)]
    chance.shuffle(found)
    return found


class _Batches(torch.utils.data.Dataset[Batch]):  # type: ignore[misc]
    def __init__(self, examples: Sequence[Example], order: Sequence[Sequence[int]]) -> None:
        self._examples, self._order = examples, order

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, place: int) -> Batch:
        return batch([self._examples[at] for at in self._order[place]])


def _loader(examples: Sequence[Example], order: Sequence[Sequence[int]], device: str) -> Any:
    fast = device != "cpu"
    more = {"num_workers": 12, "prefetch_factor": 8, "pin_memory": True} if fast else {}
    return torch.utils.data.DataLoader(_Batches(examples, order), batch_size=None, **more)
