"""An assistant under measurement: its process, and how long it took to be ready."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

import aiohttp

STOP = 30.0
"""Seconds until a server that was asked to stop is killed."""


class Server:
    """A process with an address; a context manager that ends it and everything it started."""

    def __init__(self, name: str, argv: list[str], cwd: Path, env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._argv = argv
        self._cwd = cwd
        self._env = env
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0

    @property
    def pid(self) -> int:
        """The process's number."""
        if self._process is None:
            raise RuntimeError(f"{self.name} is not started")
        return self._process.pid

    def __enter__(self) -> Self:
        """Start it."""
        self._began = time.perf_counter()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._argv, cwd=self._cwd, env={**os.environ, **self._env}, stdout=log, stderr=subprocess.STDOUT, process_group=0
            )
        return self

    def __exit__(self, *error: object) -> None:
        """End it."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    async def until(self, url: str, limit: float, *, body: object = None) -> float:
        """Wait until ``url`` answers with 200 (to a POST of ``body`` when given) and return the seconds since the start."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while not await _answers(session, url, body):
                if self._process is not None and self._process.poll() is not None:
                    sys.exit(f"{self.name} ended; its last lines:\n{self.tail()}")
                if time.perf_counter() - self._began > limit:
                    sys.exit(f"{self.name} was not ready within {limit:.0f} s; its last lines:\n{self.tail()}")
                await asyncio.sleep(0.2)
        return round(time.perf_counter() - self._began, 1)

    def tail(self, lines: int = 15) -> str:
        """Return the last lines of its output."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])


async def _answers(session: aiohttp.ClientSession, url: str, body: object) -> bool:
    try:
        async with session.request("GET" if body is None else "POST", url, json=body) as response:
            await response.read()
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False
