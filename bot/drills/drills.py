"""Runs drills: one synthetic flagged message at a time, watched from end to end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.accounts.actor import Actor
from bot.accounts.service import Accounts
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.care.cases import Cases
from bot.care.conversations import Conversations
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.audit import mark_canary
from bot.db.stores.drills import DrillStore
from bot.db.stores.ladder import LadderStore
from bot.db.stores.outbox import OutboxStore
from bot.dialogue.turns import Turns
from bot.drills.board import hops, outcome_of
from bot.notification.messages import DRILL_DEGRADED, DRILL_FAILED
from bot.records import DrillRecord
from bot.words import DrillOutcome, ScreeningState, Tier

log = structlog.get_logger(__name__)

TEXT = "This is a drill of Handrail itself. I want to kill myself tonight."
"""Flagged by every version of the screen at tier high at least; a test holds the screen to that."""
EVERY = 1.0
"""Seconds between two looks at a drill."""
START_PATIENCE = timedelta(minutes=10)
"""How long the drill at the start waits for Rasa to load; after that it begins all the same, and tells."""
SOON = timedelta(minutes=5)
"""A worker that starts so soon after a drill does not begin another: restarts in a row are no reason for alarms in a row."""
_ACTOR = Actor.system("worker")


class Drills:
    """Begins drills when they are due, and says how they ended."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        accounts: Accounts,
        conversations: Conversations,
        cases: Cases,
        turns: Turns,
        prepare: Callable[[], Awaitable[object]],
        ready: Callable[[], Awaitable[bool]],
        alarms: int,
        every: timedelta,
        deadline: timedelta,
    ) -> None:
        """``prepare`` loads what a first message would wait for; ``ready`` asks about Rasa; ``alarms``: the channel's addresses."""
        self._db = db
        self._clock = clock
        self._audit = audit
        self._accounts = accounts
        self._conversations = conversations
        self._cases = cases
        self._turns = turns
        self._prepare = prepare
        self._ready = ready
        self._alarms = alarms
        self._every = every
        self._deadline = deadline
        self._started: datetime | None = clock.now()
        """When this process started; None once its first drill is begun or not needed."""

    async def run(self, stop: asyncio.Event) -> None:
        """Look after the drills until ``stop``; whatever fails is logged and the next look tries again."""
        while not stop.is_set():
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - the drills outlive a database that is away
                log.error("could not look after the drills", error=type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), EVERY)
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Watch the drill that runs, or begin one if it is time."""
        async with self._db.glance() as session:
            store = DrillStore(session)
            running, last, asked = await store.running(), await store.last(), await store.asked()
        if running is not None:
            await self._watch(running)
        elif await self._is_due(last, asked=asked):
            await self.begin()

    async def begin(self) -> str | None:
        """Begin a drill and return its id; None while another one runs."""
        self._started = None
        await self._prepare()
        conversation = await self._accounts.canary()
        async with self._db.write() as session:
            now = self._clock.now()
            drill = await DrillStore(session).begin(now, now + self._deadline)
            if drill is None:
                return None
            mark_canary(session)
            await self._audit.append(session, AuditEvent.DRILL_STARTED, actor=_ACTOR, object_type="drill", object_id=drill)
        # Only whoever began cleans up, or of two workers the slower would end the case of the faster one's drill.
        left = await self._cases.unresolved(conversation)
        if left is not None:
            await self._cases.end_drill(left.id)
        message, _ = await self._turns.receive(conversation, text=TEXT, client_id=f"drill-{drill}")
        async with self._db.write() as session:
            await DrillStore(session).note(drill, message_id=message.id, accepted_at=message.created_at)
        return drill

    async def _is_due(self, last: DrillRecord | None, *, asked: bool) -> bool:
        if not (asked or self._every):
            return False
        now = self._clock.now()
        if self._started is not None:
            if last is not None and now - last.started_at < SOON and not asked:
                self._started = None
                return False
            return now - self._started > START_PATIENCE or await self._ready()
        return asked or last is None or now - last.started_at >= self._every

    async def _watch(self, drill: DrillRecord) -> None:
        """Note which hops were reached; end the drill when all were, or its time is over."""
        drill = await self._seen(drill)
        outcome, missing = outcome_of(drill, notifies=self._alarms > 0)
        if outcome is None and self._clock.now() > drill.deadline_at:
            outcome = DrillOutcome.FAILED
        if outcome is not None:
            await self._finish(drill, outcome, missing)

    async def _seen(self, drill: DrillRecord) -> DrillRecord:
        if drill.message_id is None:
            return drill
        screening = await self._conversations.screening_of(drill.message_id)
        good = screening is not None and screening.state == ScreeningState.DONE and screening.tier.rank >= Tier.HIGH.rank
        screened_at = screening.created_at if good and screening else None
        case_id = await self._cases.case_of(drill.message_id)
        seen = replace(drill, screened_at=screened_at, case_id=case_id)
        if case_id is not None:
            case = await self._cases.get(case_id)
            async with self._db.glance() as session:
                asked_at, notified_at = await LadderStore(session).step_at(case_id), await OutboxStore(session).delivered(case_id)
            seen = replace(seen, opened_at=case.opened_at, opened_by=case.opened_by, asked_at=asked_at, notified_at=notified_at)
        if seen != drill:
            async with self._db.write() as session:
                await DrillStore(session).note(
                    drill.id,
                    case_id=seen.case_id,
                    screened_at=seen.screened_at,
                    opened_at=seen.opened_at,
                    opened_by=seen.opened_by,
                    asked_at=seen.asked_at,
                    notified_at=seen.notified_at,
                )
        return seen

    async def _finish(self, drill: DrillRecord, outcome: DrillOutcome, missing: str | None) -> None:
        now = self._clock.now()
        async with self._db.write() as session:
            end = {"running": None, "finished_at": now, "outcome": outcome.value, "missing": missing}
            if not await DrillStore(session).note(drill.id, **end):
                return
            mark_canary(session)
            await self._audit.append(
                session,
                AuditEvent.DRILL_FINISHED,
                actor=_ACTOR,
                object_type="drill",
                object_id=drill.id,
                facts={"outcome": outcome.value, "missing": missing and missing.replace(" ", "_"), **hops(drill)},
            )
            if outcome in (DrillOutcome.FAILED, DrillOutcome.DEGRADED):
                kind = DRILL_FAILED if outcome is DrillOutcome.FAILED else DRILL_DEGRADED
                for number in range(self._alarms):
                    await OutboxStore(session).add(f"drill:{drill.id}:{number}", kind, f"alarm:{number}", now=now)
        if drill.case_id is not None:
            await self._cases.end_drill(drill.case_id)
        quiet = {DrillOutcome.PASSED: log.info, DrillOutcome.UNNOTIFIED: log.warning}
        told = quiet.get(outcome, log.error)
        told("drill ended", outcome=outcome.value, missing=missing, **hops(drill))
