"""Whether a patient would get the bot's answer now, as last seen; asking Rasa for every page would make it busy with that."""

from __future__ import annotations

import asyncio

import structlog

from bot.dialogue.client import Assistant
from bot.gateway.streams import StreamHub

SECONDS_UNTIL_READY = 1.0
"""Between two questions while Rasa loads."""
SECONDS_WHEN_READY = 5.0
"""Between two questions afterwards."""

_log = structlog.get_logger(__name__)


class Readiness:
    """Asks regularly, and tells the streams when the answer changes."""

    def __init__(self, assistant: Assistant, hub: StreamHub) -> None:
        self._assistant = assistant
        self._hub = hub
        self._task: asyncio.Task[None] | None = None
        self.bot_ready = False
        """The last answer."""

    async def check(self) -> bool:
        """Ask now."""
        ready = await self._assistant.ready()
        if ready != self.bot_ready:
            self.bot_ready = ready
            _log.info("the assistant is ready" if ready else "the assistant is away")
            self._hub.nudge_all()
        return ready

    async def start(self) -> None:
        """Begin asking."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop asking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.check()
            except Exception as error:  # noqa: BLE001  the next question may be answered
                _log.warning("readiness not known", error=type(error).__name__)
            await asyncio.sleep(SECONDS_WHEN_READY if self.bot_ready else SECONDS_UNTIL_READY)
