"""Processes in groups of their own, whose output goes to a log file, and which never outlive the supervisor."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bot.errors import HandrailError
from bot.supervise import guard as guard_script
from bot.supervise.logfile import LogFile

GRACE = 10.0
"""Seconds that a process has to stop by itself before it is killed."""

_PIECE = 65536
_PUMP_END = 2.0


@dataclass(frozen=True, slots=True)
class Spec:
    """What to start."""

    name: str
    """Short: it prefixes console lines and names the log file."""
    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to the supervisor's own environment."""
    grace: float = GRACE
    """Seconds from the request to stop to the kill."""


class Guard:
    """The process that cleans up when this one is killed (see ``bot.supervise.guard``)."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Self:
        """Start it, in a session of its own so that what kills this process's group spares it."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(guard_script.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        return self

    def watch(self, group: int) -> None:
        """Have ``group`` ended if this process disappears."""
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """The group is gone; its number may come to belong to something else."""
        self._tell(f"-{group}")

    def close(self) -> None:
        """A clean end: nothing is left to do."""
        self._tell("bye")
        if self._process is not None:
            with suppress(OSError):
                if self._process.stdin:
                    self._process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            self._process = None

    def _tell(self, line: str) -> None:
        if self._process is None or self._process.stdin is None:
            return
        with suppress(OSError):
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()


class GroupProcess:
    """One running process and everything it started."""

    def __init__(self, spec: Spec, process: asyncio.subprocess.Process, guard: Guard, log: LogFile) -> None:
        self.spec = spec
        self.log = log
        self._process = process
        self._guard = guard
        self._pump: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, spec: Spec, guard: Guard, log: LogFile, on_line: Callable[[str], None] | None = None) -> Self:
        """Start what ``spec`` says; every line it writes goes to ``log`` and to ``on_line``.

        Raises:
            HandrailError: when the program cannot be started.
        """
        # A pipe of our own: asyncio's would make wait() last until grandchildren, too, have closed it.
        read_end, write_end = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *spec.argv,
                cwd=spec.cwd,
                env={**os.environ, **spec.env},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=write_end,
                stderr=write_end,
                start_new_session=True,  # uvloop, which Rasa brings, knows no process_group
            )
        except OSError as error:
            os.close(read_end)
            raise HandrailError(f"cannot start {spec.name} ({spec.argv[0]}): {error.strerror}") from error
        finally:
            os.close(write_end)
        guard.watch(process.pid)
        self = cls(spec, process, guard, log)
        self._pump = asyncio.create_task(self._read(read_end, on_line), name=f"output of {spec.name}")
        return self

    @property
    def pid(self) -> int:
        """Number of the process, and of its group."""
        return self._process.pid

    async def wait(self) -> int:
        """Wait until it ends, end what it left in its group, and return its exit code (negative: the signal)."""
        code = await self._process.wait()
        self._signal(signal.SIGKILL)
        self._guard.forget(self.pid)
        if self._pump is not None:
            await asyncio.wait([self._pump], timeout=_PUMP_END)
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        self.log.close()
        return code

    async def stop(self) -> int:
        """Ask the group to stop, kill it when ``grace`` has passed, and return the exit code."""
        if self._process.returncode is None:
            self._signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), self.spec.grace)
            except TimeoutError:
                self._signal(signal.SIGKILL)
        return await self.wait()

    def kill(self) -> None:
        """End the group at once."""
        if self._process.returncode is None:
            self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    async def _read(self, read_end: int, on_line: Callable[[str], None] | None) -> None:
        stream = asyncio.StreamReader()
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(read_end, "rb", buffering=0)
        )
        try:
            while piece := await stream.read(_PIECE):
                for line in self.log.feed(piece):
                    if on_line is not None and line.strip():
                        on_line(line)
        finally:
            pipe.close()
