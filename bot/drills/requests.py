"""Asking for a drill now. The worker runs it: one that went around the worker would prove less."""

from __future__ import annotations

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.audit import mark_canary
from bot.db.stores.drills import DrillStore
from bot.errors import Conflict, NotFound
from bot.records import DrillRecord


class DrillRequests:
    """Takes requests for drills, from processes that need nothing of what a drill needs to run."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit

    async def ask(self, actor: Actor) -> str:
        """Ask for a drill now and return its id.

        Raises:
            Conflict: one runs, or was asked for, already.
        """
        async with self._db.write() as session:
            drill = await DrillStore(session).ask(self._clock.now())
            if drill is None:
                raise Conflict("a drill is under way already", remedy="wait until it has ended")
            mark_canary(session)
            await self._audit.append(session, AuditEvent.DRILL_ASKED, actor=actor, object_type="drill", object_id=drill)
        return drill

    async def get(self, drill_id: str) -> DrillRecord:
        """Return a drill.

        Raises:
            NotFound: there is none of this id.
        """
        async with self._db.glance() as session:
            drill = await DrillStore(session).get(drill_id)
        if drill is None:
            raise NotFound("there is no such drill")
        return drill
