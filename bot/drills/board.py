"""What is known of the drills: for administrators, the console's banner, the readiness page and the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.drills import DrillStore
from bot.records import DrillRecord
from bot.words import DrillOutcome

GRACE = timedelta(minutes=15)
"""How much later than expected a drill may begin before it counts as missing: a restart, and Rasa loading, are no failure."""

HOPS = ("accepted", "screened", "opened", "asked", "notified")
"""What a drill passes, in this order: committed, flagged by the screen, in a case, on the ladder, delivered."""


class DrillState(StrEnum):
    """How the drills stand."""

    OFF = "off"
    PENDING = "pending"
    """None has ended yet, and it is not late."""
    PASSED = "passed"
    DEGRADED = "degraded"
    UNNOTIFIED = "unnotified"
    FAILED = "failed"
    MISSING = "missing"
    """None began when one should have: no worker runs, or it hangs."""

    @property
    def alarming(self) -> bool:
        """Whether staff should not rely on being told of a flagged message."""
        return self in (DrillState.FAILED, DrillState.MISSING)

    @property
    def proves(self) -> bool:
        """Whether nothing is known to stand between a flagged message and somebody who is told of it."""
        return not self.alarming and self is not DrillState.UNNOTIFIED


@dataclass(frozen=True, slots=True)
class DrillStatus:
    """How the drills stand, and the last one that ended."""

    state: DrillState
    last: DrillRecord | None
    under_way: datetime | None = None
    """Since when one runs, or waits for the worker to begin it."""


class DrillBoard:
    """Reads how the drills stand."""

    def __init__(self, db: Database, clock: Clock, every: timedelta, deadline: timedelta) -> None:
        self._db = db
        self._clock = clock
        self._every = every
        self._late = every + deadline + GRACE
        self._first_by = clock.now() + deadline + 2 * GRACE

    async def status(self) -> DrillStatus:
        """Return how the drills stand now."""
        async with self._db.glance() as session:
            store = DrillStore(session)
            newest, ended, under_way = await store.last(), await store.last(finished=True), await store.under_way()
        return DrillStatus(self._state(newest, ended), ended, under_way)

    def _state(self, newest: DrillRecord | None, ended: DrillRecord | None) -> DrillState:
        if not self._every:
            return DrillState.OFF
        now = self._clock.now()
        missing = now > self._first_by if newest is None else now > max(newest.started_at + self._late, self._first_by)
        if missing:
            return DrillState.MISSING
        if ended is None or ended.outcome is None:
            return DrillState.PENDING
        return DrillState(ended.outcome.value)


def hops(drill: DrillRecord) -> dict[str, float | None]:
    """Return after how many seconds from its start the drill reached each hop; None where it did not."""
    reached = {hop: getattr(drill, f"{hop}_at") for hop in HOPS}
    return {hop: None if at is None else round((at - drill.started_at).total_seconds(), 3) for hop, at in reached.items()}


def outcome_of(drill: DrillRecord, *, notifies: bool) -> tuple[DrillOutcome | None, str | None]:
    """Return how a drill ends as far as it got, and the first hop that is missing; no outcome while one is.

    ``notifies``: whether the administrator's channel is set. Without it nothing is delivered, and nothing is proved of being told.
    """
    for hop in HOPS if notifies else HOPS[:-1]:
        at = getattr(drill, f"{hop}_at")
        if at is None or at > drill.deadline_at:
            return None, hop
    if not notifies:
        return DrillOutcome.UNNOTIFIED, HOPS[-1]
    return (DrillOutcome.PASSED, None) if drill.opened_by == "action" else (DrillOutcome.DEGRADED, "opened by the action")
