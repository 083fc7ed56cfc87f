"""``handrail bench``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import settings_for
from bot.errors import HandrailError


def bench(
    *,
    only: Annotated[str | None, typer.Option(help="stock, handrail or screening; default: all of them.")] = None,
    seconds: Annotated[float, typer.Option(help="How long each load runs.")] = 10.0,
    out: Annotated[Path | None, typer.Option(help="Folder for the results; default: benchmarks/results.")] = None,
) -> None:
    """Measure Handrail beside the stock Rasa starter: the same senders, the same load, one run."""
    root = settings_for().root
    if not (root / "benchmarks" / "__main__.py").is_file():
        raise HandrailError(f"{root / 'benchmarks'} is missing", remedy="run this in a clone of the repository")
    argv = ["--seconds", str(seconds), "--out", str(out or root / "benchmarks" / "results"), *(["--only", only] if only else [])]
    os.chdir(root)
    os.execv(sys.executable, [sys.executable, "-m", "benchmarks", *argv])  # noqa: S606 - no shell, and our own module
