"""Keeps the parts of one instance running."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path

from bot.errors import HandrailError
from bot.supervise.backoff import Backoff
from bot.supervise.logfile import LogFile
from bot.supervise.process import GroupProcess, Guard, Spec

OPERATOR_ERROR = 2
"""Exit code with which every part of Handrail reports something that only an operator can mend (see ``HandrailError``)."""
EARLY = 30.0
"""Seconds after the first start within which such an exit ends the whole instance instead of a restart."""

Say = Callable[[str, str], None]
"""Takes a part's name and one line about it."""


class Supervisor:
    """Starts parts, restarts those that die, stops all of them.

    A part that refuses at its very first start (see ``refused``) ends the instance: ``failed`` then holds why. Any other death
    is answered with a restart, for ever: an instance that has once worked should come back when the cause has gone.
    """

    def __init__(
        self, guard: Guard, logs: Path, say: Say, *, on_line: Say | None = None, backoff: Callable[[], Backoff] = Backoff
    ) -> None:
        self.failed: asyncio.Future[HandrailError] = asyncio.get_running_loop().create_future()
        self.running: dict[str, GroupProcess] = {}
        self.restarts: dict[str, int] = {}
        self._guard = guard
        self._logs = logs
        self._say = say
        self._on_line = on_line
        self._backoff = backoff
        self._keepers: dict[str, asyncio.Task[None]] = {}

    async def start(self, spec: Spec) -> None:
        """Start ``spec`` and keep it running from now on.

        Raises:
            HandrailError: when its program cannot be started at all.
        """
        self.restarts[spec.name] = 0
        process = await self._spawn(spec)
        self._keepers[spec.name] = asyncio.create_task(self._keep(spec, process), name=f"keeper of {spec.name}")

    async def stop(self) -> None:
        """Stop every part at once and wait until none is left."""
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), return_exceptions=True)
        await asyncio.gather(*(process.stop() for process in self.running.values()))
        self.running.clear()

    def kill(self) -> None:
        """End every part now, for somebody who asks a second time."""
        for process in self.running.values():
            process.kill()

    async def _spawn(self, spec: Spec) -> GroupProcess:
        on_line = self._on_line
        each = None if on_line is None else lambda line: on_line(spec.name, line)
        process = await GroupProcess.start(spec, self._guard, LogFile(self._logs / f"{spec.name}.log"), each)
        self.running[spec.name] = process
        return process

    async def _keep(self, spec: Spec, process: GroupProcess) -> None:
        backoff = self._backoff()
        while True:
            began = time.monotonic()
            code = await process.wait()
            alive = time.monotonic() - began
            self.running.pop(spec.name, None)
            refusal = refused(code, process.log.last)
            if refusal and not self.restarts[spec.name] and alive < EARLY:
                self._fail(HandrailError(f"{spec.name}: {refusal}"))
                return
            wait = backoff.after(alive)
            self._say(spec.name, f"{describe_exit(code)} after {alive:.0f} s; starting it again in {wait:g} s ({process.log.path})")
            await asyncio.sleep(wait)
            self.restarts[spec.name] += 1
            process = await self._respawn(spec, backoff)

    async def _respawn(self, spec: Spec, backoff: Backoff) -> GroupProcess:
        while True:
            try:
                process = await self._spawn(spec)
            except HandrailError as error:  # out of processes or memory: may pass
                self._say(spec.name, str(error))
                await asyncio.sleep(backoff.after(0))
            else:
                self._say(spec.name, "started again")
                return process

    def _fail(self, error: HandrailError) -> None:
        if not self.failed.done():
            self.failed.set_result(error)


def refused(code: int, last_line: str) -> str:
    """Return what a part said that only an operator can mend, or "" when it simply died."""
    for mark in ("handrail: ", "error: "):
        if code > 0 and last_line.startswith(mark):
            return last_line.removeprefix(mark)
    return last_line if code == OPERATOR_ERROR else ""


def describe_exit(code: int) -> str:
    """Say in words how a process ended."""
    if code >= 0:
        return f"ended with code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
