"""The worker: what must happen though nobody asks for it, and what a process that died left undone."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.care.cases import Cases
from bot.care.follow_ups import FollowUps
from bot.care.ladder import Ladder
from bot.care.measure_watch import MeasureWatch
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.messages import MessageStore
from bot.dialogue.turns import Turns, Wake
from bot.words import OpenedBy

if TYPE_CHECKING:
    from bot.factory import Factory

log = structlog.get_logger(__name__)

EVERY = 2.0
"""Seconds between two rounds; one round on an idle clinic is a few index look-ups."""

BATCH = 50
"""Messages finished in one round, so that a long outage is worked off in steps."""

PATIENCE = 30.0
"""Seconds that one item may take: far more than it needs, and few enough that one which hangs does not stop the rest."""

Due = dict[str, Callable[[], Awaitable[object]]]
"""What is due: for each message, follow-up or case, by its id, what finishes it."""


class Worker:
    """Reconciles messages, ends follow-ups left in silence, looks at finished measures, gives back claims, watches the clocks."""

    def __init__(
        self,
        *,
        db: Database,
        turns: Turns,
        cases: Cases,
        follow_ups: FollowUps,
        wake: Wake,
        clock: Clock,
        ladder: Ladder | None = None,
        measure_watch: MeasureWatch | None = None,
        safety_grace: timedelta,
        answer_grace: timedelta,
    ) -> None:
        self._db = db
        self._turns = turns
        self._cases = cases
        self._follow_ups = follow_ups
        self._wake = wake
        self._clock = clock
        self._ladder = ladder
        self._measure_watch = measure_watch
        self._safety_grace = safety_grace
        self._answer_grace = answer_grace
        self._failed: dict[str, set[str]] = {}
        """What failed in the last round, by kind."""

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

        Each thing due stands alone: one that fails is logged by its id, keeps nothing else from being done, and is due again in the
        next round. So each is marked as done only when it is, and everything here is idempotent.
        """
        finished = await self._see_to("message", self._messages)
        ended = await self._see_to("follow-up", self._silences)
        looked = await self._see_to("measure", self._measures) if self._measure_watch else 0
        expired = await self._see_to("claim", self._claims)
        overdue = await self._see_to("overdue case", self._clocks)
        climbed = await self._see_to("step of the ladder", self._ladder.due) if self._ladder else 0
        if finished or ended or looked or expired or overdue or climbed:
            await self._wake.publish("cases")
        return finished

    async def _see_to(self, what: str, look: Callable[[], Awaitable[Due]]) -> int:
        """Look for what is due and do each; return how many were done."""
        try:
            due = await look()
        except Exception as error:  # noqa: BLE001 - what cannot be looked for now must not keep the rest from being done
            log.error("could not look", what=what, error=type(error).__name__)
            return 0
        failed: set[str] = set()
        for item, finish in due.items():
            try:
                async with asyncio.timeout(PATIENCE):
                    await finish()
            except Exception as error:  # noqa: BLE001 - one broken item must not keep the others waiting
                log.error("not done; the next round tries again", what=what, id=item, error=type(error).__name__)
                failed.add(item)
        self._failed[what] = failed
        return len(due) - len(failed)

    async def _messages(self) -> Due:
        """Messages without screening, flags without a case, messages without an answer.

        The graces are longer than a living gateway needs for a screening and a case, and for an answer, so that the two seldom
        meet at a message; when they do, each step is idempotent.
        """
        now = self._clock.now()
        # The oldest come first; those that failed come again, beside as many others as ever.
        limit = BATCH + len(self._failed.get("message", ()))
        async with self._db.read() as session:
            store = MessageStore(session)
            unsafe = [
                *await store.unscreened(now - self._safety_grace, limit),
                *await store.flagged_without_case(now - self._safety_grace, limit),
            ]
            unanswered = await store.unanswered(now - self._answer_grace, limit)
        waiting = set(unanswered)
        return {item: partial(self._reconcile, item, answer=item in waiting) for item in dict.fromkeys([*unsafe, *unanswered])}

    async def _reconcile(self, message_id: str, *, answer: bool) -> None:
        await self._turns.reconcile(message_id, answer=answer)
        log.warning("message reconciled", message=message_id)

    async def _silences(self) -> Due:
        """Follow-ups that the patient left unanswered; as with messages, those that failed do not crowd out others."""
        limit = BATCH + len(self._failed.get("follow-up", ()))
        return {one.id: partial(self._turns.follow_up_in_silence, one) for one in await self._follow_ups.overdue(limit)}

    async def _measures(self) -> Due:
        """Results whose patients left before the last word, or whose last word was said by a process that died."""
        watch = self._measure_watch
        limit = BATCH + len(self._failed.get("measure", ()))
        return {one: partial(watch.assess, one, OpenedBy.RECONCILIATION) for one in await watch.unassessed(limit)} if watch else {}

    async def _claims(self) -> Due:
        return {case_id: partial(self._cases.expire_claim, case_id) for case_id in await self._cases.expired_claims()}

    async def _clocks(self) -> Due:
        return {case_id: partial(self._admit_lateness, case_id) for case_id in await self._cases.newly_overdue()}

    async def _admit_lateness(self, case_id: str) -> None:
        """Tell the patient, then mark the case: a worker that dies in between tells again, which says nothing twice."""
        await self._turns.admit_lateness(case_id)
        await self._cases.mark_overdue(case_id)


async def _say_who_is_reached(factory: Factory) -> None:
    try:
        reachable = await factory.reach.reachable()
    except Exception as error:  # noqa: BLE001 - the rounds wait for a database that is away, and so does this
        log.error("who can be reached is not known", error=type(error).__name__)
        return
    if not reachable.anybody:
        log.warning("nobody can be reached outside the console: no contact address works, and HANDRAIL_ALARM_URLS is not set")
    elif not reachable.channel:
        log.warning("no administrator's channel: HANDRAIL_ALARM_URLS is not set")


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
        await _say_who_is_reached(factory)
        # Apart from each other: a mail server that hangs must not keep a message from being screened.
        await asyncio.gather(factory.worker.run(stop), factory.courier.run(stop), factory.drills.run(stop))
    finally:
        await factory.aclose()


if __name__ == "__main__":
    asyncio.run(main())
