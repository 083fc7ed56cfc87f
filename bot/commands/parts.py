"""Each part alone, for a cluster that runs as many of each as it needs, and the two preparations."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import DataDir, Port, settings_for
from bot.errors import HandrailError

Json = Annotated[bool, typer.Option("--json", help="Print one line of JSON, for programs.")]


def gateway(
    port: Port = None, host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None, data_dir: DataDir = None
) -> None:
    """Run the gateway: the only public process."""
    settings_for(port=port, host=host, data_dir=data_dir)
    _become("bot.gateway")


def rasa(
    port: Annotated[int | None, typer.Option(help="Loopback port; default: that of HANDRAIL_RASA_URL.")] = None,
    model: Annotated[Path | None, typer.Option(help="Trained model; default: the one of this project.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Run Rasa, training it first when there is no model of this project yet."""
    settings = settings_for(data_dir=data_dir)
    from bot.supervise.instance import port_of

    path = model or settings.model_path or _trained(settings.root)[0]
    if not path.is_file():
        raise HandrailError(f"there is no model {path}", remedy="run: handrail train")
    _become("bot.dialogue.rasa.serve", "--port", str(port or port_of(settings.rasa_url, 5005)), "--model", str(path))


def actions(
    port: Annotated[int | None, typer.Option(help="Loopback port; default: that of HANDRAIL_ACTIONS_URL.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Run the action server."""
    settings = settings_for(data_dir=data_dir)
    from bot.supervise.instance import port_of

    _become("actions.serve", "--port", str(port or port_of(settings.actions_url, 5055)))


def worker(data_dir: DataDir = None) -> None:
    """Run the worker: clocks, reconciliation."""
    settings_for(data_dir=data_dir)
    _become("bot.worker")


def train(*, as_json: Json = False) -> None:
    """Train Rasa, unless this project's model is there already."""
    path, cached = _trained(settings_for().root)
    if as_json:
        print(json.dumps({"model": str(path), "cached": cached}))
    else:
        print(f"{path} ({'already trained' if cached else 'trained'})")


def migrate(data_dir: DataDir = None) -> None:
    """Bring the database to the newest schema."""
    settings = settings_for(data_dir=data_dir)
    from bot.db.migrate import upgrade

    upgrade(settings)


def _trained(root: Path) -> tuple[Path, bool]:
    from bot.dialogue.rasa.train import ensure_trained

    done = ensure_trained(root, root / "models")
    return done.path, done.cached


def _become(module: str, *argv: str) -> None:
    """Replace this process, so that signals and exit codes are the part's own."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *argv])  # noqa: S606 - no shell, and our own module
