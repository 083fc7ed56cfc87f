"""Says that drills are missing, from a process other than the worker, which may be what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.outbox import OutboxStore
from bot.drills.board import DrillBoard, DrillState
from bot.notification.courier import Courier
from bot.notification.messages import DRILL_MISSING

log = structlog.get_logger(__name__)

EVERY = 60.0
"""Seconds between two looks: drills are hours apart."""


class DrillWatch:
    """Tells the administrator's channel when no drill began though one should have: once, and once more each day."""

    def __init__(self, db: Database, clock: Clock, board: DrillBoard, courier: Callable[[], Courier], alarms: int) -> None:
        """``courier`` makes the courier, once it is needed; ``alarms``: how many addresses the channel has."""
        self._db = db
        self._clock = clock
        self._board = board
        self._courier = courier
        self._alarms = alarms
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look, if there is a channel to tell."""
        if self._alarms:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> bool:
        """Tell the channel if drills are missing, and return whether they are.

        Everything that waits in the outbox goes out with it: whoever should deliver it is not there.
        """
        status = await self._board.status()
        if status.state is not DrillState.MISSING:
            return False
        now, last = self._clock.now(), status.last.id if status.last else "none"
        async with self._db.write() as session:
            for number in range(self._alarms):
                key = f"drill:{last}:missing:{now:%Y-%m-%d}:{number}"
                await OutboxStore(session).add(key, DRILL_MISSING, f"alarm:{number}", now=now)
        await self._courier().round()
        return True

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                if await self.look():
                    log.error("no drill began when one should have: does the worker run?")
            except Exception as error:  # noqa: BLE001 - the watch outlives a database that is away
                log.error("could not look whether drills are missing", error=type(error).__name__)
