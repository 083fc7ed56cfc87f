"""The trained model that Rasa serves: found by the digest of what it depends on, trained when there is none.

Training runs in a process of its own: it needs a gigabyte and half a minute of imports, which must not stay with the supervisor.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.rasa.train import model_path
from bot.errors import HandrailError
from bot.supervise.process import Spec

Output = Callable[[Spec], Awaitable[str]]
"""Runs a command to its end and returns the last line it wrote; raises HandrailError when it fails."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model on disk."""

    path: Path
    cached: bool
    """Whether it was there already."""


async def trained_model(root: Path, output: Output) -> Model:
    """Return the model of the project as it is now.

    Raises:
        HandrailError: when a file it depends on is missing, or when training fails.
    """
    path = await asyncio.to_thread(model_path, root, root / "models")
    if path.is_file():
        return Model(path, cached=True)
    return read_answer(await output(Spec("train", (sys.executable, "-m", "bot.cli", "train", "--json"), root)))


def read_answer(line: str) -> Model:
    """Read what ``handrail train --json`` said last.

    Raises:
        HandrailError: when it names no model.
    """
    try:
        told = json.loads(line)
        return Model(Path(told["model"]), bool(told["cached"]))
    except (ValueError, KeyError, TypeError) as error:
        raise HandrailError(f"training ended without naming a model: {line[:200]}", remedy="more in logs/train.log") from error
