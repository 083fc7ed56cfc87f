"""The stock Rasa starter: ``rasa init``, in this same environment, untouched.

Its conversations stay in memory, Rasa's default, since Rasa's own SQL tracker store does not run on SQLAlchemy 2. That favours
it: Handrail commits every message to disk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Self

import aiohttp

from benchmarks.load import Late
from benchmarks.server import Server
from bot.supervise.ports import free_ports

ENV = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}
INIT_LIMIT = 300
"""Seconds that ``rasa init`` may take: it imports TensorFlow and trains two of its models."""


def build(cache: Path) -> tuple[Path, float | None]:
    """Return the starter's folder, made and trained once per version of Rasa, and the seconds that took (None: it was there)."""
    folder = cache / f"stock-rasa-{version('rasa')}"
    if list(folder.glob("models/*.tar.gz")):
        return folder, None
    began = time.perf_counter()
    shutil.rmtree(folder, ignore_errors=True)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as draft:
        log = Path(draft, "init.log")
        with log.open("wb") as output:
            Path(draft, "project").mkdir()
            argv = [rasa(), "init", "--no-prompt", "--init-dir", str(Path(draft, "project"))]
            done = subprocess.run(argv, env=_env(), stdout=output, stderr=subprocess.STDOUT, timeout=INIT_LIMIT, check=False)
        if done.returncode or not list(Path(draft, "project", "models").glob("*.tar.gz")):
            sys.exit(f"rasa init failed ({done.returncode}):\n{log.read_text(errors='replace')[-2000:]}")
        Path(draft, "project").rename(folder)
    return folder, round(time.perf_counter() - began, 1)


@contextmanager
def running(folder: Path, log: Path) -> Iterator[tuple[Server, str]]:
    """Run the starter on loopback; yields it and the address of its REST channel."""
    (port,) = free_ports(1)
    argv = [rasa(), "run", "--port", str(port), "--interface", "127.0.0.1"]
    with Server("stock Rasa", argv, folder, ENV, log) as server:
        yield server, f"http://127.0.0.1:{port}/webhooks/rest/webhook"


class StockSender:
    """Chats with the starter over its REST channel."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = name
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Connect."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        return self

    async def __aexit__(self, *error: object) -> None:
        """Leave."""
        if self._session is not None:
            await self._session.close()

    async def ask(self, text: str) -> None:
        """Send ``text``; the response is the answer.

        Raises:
            Late: when it is an error. (No bubble is an answer too: the starter has nothing to say to some small talk.)
        """
        if self._session is None:
            raise RuntimeError("not connected")
        async with self._session.post(self._url, json={"sender": self._name, "message": text}) as response:
            await response.read()
            if response.status != 200:
                raise Late


def rasa() -> str:
    """Return the ``rasa`` command of this environment."""
    return str(Path(sys.executable).with_name("rasa"))


def _env() -> dict[str, str]:
    return {**os.environ, **ENV}
