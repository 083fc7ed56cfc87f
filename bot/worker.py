"""The worker: what must happen though nobody asks for it, and what a process that died left undone."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta

import structlog

from bot.care.cases import Cases
from bot.care.follow_ups import FollowUps
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.messages import MessageStore
from bot.dialogue.turns import Turns, Wake

log = structlog.get_logger(__name__)

EVERY = 2.0
"""Seconds between two rounds; one round on an idle clinic is a few index look-ups."""

BATCH = 50
"""Messages finished in one round, so that a long outage is worked off in steps."""


class Worker:
    """Reconciles messages, ends follow-ups left in silence, gives back expired claims, and watches the clocks."""

    def __init__(
        self,
        *,
        db: Database,
        turns: Turns,
        cases: Cases,
        follow_ups: FollowUps,
        wake: Wake,
        clock: Clock,
        safety_grace: timedelta,
        answer_grace: timedelta,
    ) -> None:
        self._db = db
        self._turns = turns
        self._cases = cases
        self._follow_ups = follow_ups
        self._wake = wake
        self._clock = clock
        self._safety_grace = safety_grace
        self._answer_grace = answer_grace

    async def run(self, stop: asyncio.Event) -> None:
        """Make rounds until ``stop``; a round that fails is logged and the next one tries again."""
        while not stop.is_set():
            try:
                await self.round()
            except Exception as error:  # noqa: BLE001 - the worker outlives a database that is away
                log.error("round failed", error=type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), EVERY)
            except TimeoutError:
                continue

    async def round(self) -> int:
        """Do once all that is due; return how many messages were finished.

        The graces are longer than a living gateway needs for a screening and a case, and for an answer, so that the two seldom
        meet at a message; when they do, each step is idempotent.
        """
        now = self._clock.now()
        async with self._db.read() as session:
            store = MessageStore(session)
            unsafe = [
                *await store.unscreened(now - self._safety_grace, BATCH),
                *await store.flagged_without_case(now - self._safety_grace, BATCH),
            ]
            unanswered = set(await store.unanswered(now - self._answer_grace, BATCH))
            due = dict.fromkeys([*unsafe, *unanswered])
        for message_id in due:
            try:
                await self._turns.reconcile(message_id, answer=message_id in unanswered)
                log.warning("message reconciled", message=message_id)
            except Exception as error:  # noqa: BLE001 - one broken message must not keep the others waiting
                log.error("message not reconciled", message=message_id, error=type(error).__name__)
        for follow_up in await self._follow_ups.overdue():
            try:
                await self._turns.follow_up_in_silence(follow_up)
            except Exception as error:  # noqa: BLE001 - it stays pending, and the next round tries again
                log.error("follow-up not ended", message=follow_up.message_id, error=type(error).__name__)
        expired, overdue = await self._cases.expire_claims(), await self._cases.mark_overdue()
        for case_id in overdue:
            await self._turns.admit_lateness(case_id)
        if due or expired or overdue:
            await self._wake.publish("cases")
        return len(due)


async def main() -> None:
    """Run the worker of this instance until it is told to stop."""
    from bot.config import load_settings
    from bot.factory import Factory
    from bot.logs import configure

    settings = load_settings()
    configure(settings.log_level)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    factory = Factory(settings)
    try:
        await factory.worker.run(stop)
    finally:
        await factory.aclose()


if __name__ == "__main__":
    asyncio.run(main())
