"""What one instance is: its addresses, its parts, and the note that tells other commands where it runs."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.config import Settings
from bot.supervise.process import Spec

NOTE = "instance.json"
"""File in the data folder that says where the instance runs; it is there only while one runs."""

_QUIET = {
    "PYTHONUNBUFFERED": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "RASA_TELEMETRY_ENABLED": "false",
}


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance on this machine."""

    root: Path
    data_dir: Path
    host: str
    port: int
    rasa_port: int
    actions_port: int
    demo: bool
    public_url: str | None = None

    @property
    def local_url(self) -> str:
        """Address of the gateway from this machine."""
        return f"http://{_from_here(self.host)}:{self.port}"

    @property
    def url(self) -> str:
        """Address that people use."""
        return (self.public_url or self.local_url).rstrip("/")

    @property
    def env(self) -> dict[str, str]:
        """Settings that every part gets by environment."""
        return {
            **_QUIET,
            "HANDRAIL_PROJECT_DIR": str(self.root),
            "HANDRAIL_DATA_DIR": str(self.data_dir),
            "HANDRAIL_HOST": self.host,
            "HANDRAIL_PORT": str(self.port),
            "HANDRAIL_RASA_URL": f"http://127.0.0.1:{self.rasa_port}",
            "HANDRAIL_ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}",
            "HANDRAIL_DEMO": "true" if self.demo else "false",
        }

    def gateway(self) -> Spec:
        """The public process."""
        return self._part("gateway", "-m", "bot.gateway")

    def actions(self) -> Spec:
        """The action server."""
        return self._part("actions", "-m", "actions.serve", "--port", str(self.actions_port))

    def worker(self) -> Spec:
        """The worker."""
        return self._part("worker", "-m", "bot.worker")

    def rasa(self, model: Path) -> Spec:
        """Rasa with ``model``."""
        return self._part(
            "rasa", "-m", "bot.dialogue.rasa.serve", "--port", str(self.rasa_port), "--model", str(model), model=model
        )

    def write_note(self) -> None:
        """Tell other commands where this instance runs."""
        note = {
            "pid": os.getpid(),
            "url": self.local_url,
            "demo": self.demo,
            "rasa_port": self.rasa_port,
            "actions_port": self.actions_port,
        }
        draft = self.data_dir / f"{NOTE}.{os.getpid()}"
        draft.write_text(json.dumps(note))
        draft.replace(self.data_dir / NOTE)

    def remove_note(self) -> None:
        """The instance ends."""
        with suppress(OSError):
            (self.data_dir / NOTE).unlink()

    def _part(self, name: str, *argv: str, model: Path | None = None) -> Spec:
        env = self.env if model is None else {**self.env, "HANDRAIL_MODEL_PATH": str(model)}
        return Spec(name, (sys.executable, *argv), self.root, env)


def read_note(data_dir: Path) -> dict[str, Any] | None:
    """Return what a running instance with ``data_dir`` noted, or None when none runs there."""
    try:
        note: dict[str, Any] = json.loads((data_dir / NOTE).read_text())
        os.kill(int(note["pid"]), 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return note


def local_url(settings: Settings) -> str:
    """Address of the instance that ``settings`` describe: the one that runs with its data folder, else by host and port."""
    note = read_note(settings.data_dir)
    if note is not None:
        return str(note["url"])
    return Instance(Path(), settings.data_dir, settings.host, settings.port, 0, 0, settings.demo).local_url


def _from_here(host: str) -> str:
    """Return how to write ``host`` in a URL; loopback when it stands for every address of this machine."""
    try:
        address = ip_address(host)
    except ValueError:
        return host or "127.0.0.1"
    if address.is_unspecified:
        address = ip_address("127.0.0.1" if address.version == 4 else "::1")  # noqa: PLR2004 - IPv4
    return f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 - IPv6


def port_of(url: str, default: int) -> int:
    """Return the port in ``url``."""
    return urlsplit(url).port or default
