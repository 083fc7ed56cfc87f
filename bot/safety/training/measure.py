"""What networks find of labelled messages, while they are being made: areas under the curve, and shares at few false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from bot.safety.training.examples import NO_STRETCH, Example, plain
from bot.safety.training.messages import OUTPUTS, URGENT
from bot.safety.training.network import Network, batch
from bot.safety.training.texts import HARMLESS

SHARES = (0.002, 0.008)
"""Shares of the harmless messages that each category may flag in the second and third line."""
_CATEGORIES = [place for place, name in enumerate(OUTPUTS) if name != URGENT]
_TOGETHER = 256
_NEVER = -30.0


class Labelled(NamedTuple):
    """Messages with what they show."""

    name: str
    examples: list[Example]
    categories: Any
    """Names of categories or ``HARMLESS``."""
    kinds: Any


def labelled(name: str, rows: Sequence[tuple[str, str, str]], tokenizer: Any) -> Labelled:
    """Return rows of category, kind and text as a set."""
    made = [(plain(text, tokenizer), category, kind) for category, kind, text in rows]
    kept = [(example, category, kind) for example, category, kind in made if example is not None]
    return Labelled(name, [one for one, _, _ in kept], np.array([one for _, one, _ in kept]), np.array([one for _, _, one in kept]))


def log_odds(networks: Sequence[Network], examples: Sequence[Example], device: str) -> Any:
    """Return for each example and output the log odds of its most telling stretch, the mean of ``networks``."""
    found = np.zeros((len(examples), len(OUTPUTS)), np.float32)
    order = sorted(range(len(examples)), key=lambda place: len(examples[place].ids))
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
        for start in range(0, len(order), _TOGETHER):
            part = order[start : start + _TOGETHER]
            of = batch([examples[place] for place in part]).to(device)
            odds = torch.stack([network(of)[0] for network in networks]).mean(0)
            none = (of.stretches[:, :, 2] == NO_STRETCH).unsqueeze(-1)
            found[part] = odds.masked_fill(none, _NEVER).amax(1).float().cpu().numpy()
    return found


def figures(odds: Any, of: Labelled) -> str:
    """Return a line of areas under the curve by category, and lines of what is found at few false alarms each."""
    harmless = of.categories == HARMLESS
    areas = [
        f"{OUTPUTS[at]} {_area(odds[:, at], of.categories == OUTPUTS[at], harmless):.4f}"
        for at in _CATEGORIES
        if (of.categories == OUTPUTS[at]).any()
    ]
    lines = [f"  areas: {' '.join(areas)}"]
    for share in SHARES:
        limits = np.quantile(odds[harmless][:, _CATEGORIES], 1 - share, axis=0)
        flagged = (odds[:, _CATEGORIES] > limits).any(1)
        groups = sorted(set(zip(of.categories.tolist(), of.kinds.tolist(), strict=True)))
        told = [f"{name}/{kind} {flagged[(of.categories == name) & (of.kinds == kind)].mean():.3f}" for name, kind in groups]
        lines.append(f"  {share}: risk {flagged[~harmless].mean():.3f}, harmless {flagged[harmless].mean():.3f}; {' '.join(told)}")
    return "\n".join(lines)


def _area(odds: Any, risk: Any, harmless: Any) -> float:
    return float(roc_auc_score(risk[risk | harmless], odds[risk | harmless]))
