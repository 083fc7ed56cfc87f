"""The courier: takes notifications from the outbox and delivers them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.care.ladder import CHANNEL, Ladder
from bot.clock import Clock
from bot.db.engine import Database, Session
from bot.db.stores.audit import mark_canary
from bot.db.stores.cases import CaseStore
from bot.db.stores.outbox import ContactStore, OutboxStore
from bot.db.stores.people import PeopleStore
from bot.notification.addresses import url_of
from bot.notification.messages import compose
from bot.notification.sender import Sender
from bot.records import NotificationRecord
from bot.words import CaseStatus, Rung

log = structlog.get_logger(__name__)

EVERY = 1.0
"""Seconds between two looks into the outbox."""
BATCH = 20
"""Deliveries at once, so that one service that hangs keeps no other notification waiting."""
LEASE = timedelta(seconds=60)
"""How long a delivery may take before another worker may try: longer than ``sender.PATIENCE``."""
RETRIES = (timedelta(seconds=5), timedelta(seconds=20), timedelta(seconds=60))
"""Waits between tries. After the last one it has failed: a minute and a half is what a ten-minute clock can spare."""
_ACTOR = Actor.system("worker")


@dataclass(frozen=True, slots=True)
class Channels:
    """What the administrator set: where mail goes out, the channel of last resort, and what links begin with."""

    mail_url: str | None
    alarms: tuple[str, ...]
    console_url: str
    zone: ZoneInfo


class Courier:
    """Delivers at least once: a worker that dies in a delivery leaves it to the next one."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, ladder: Ladder, sender: Sender, channels: Channels) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._ladder = ladder
        self._sender = sender
        self._channels = channels

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop``; a look that fails is logged and the next one tries again."""
        while not stop.is_set():
            try:
                await self.round()
            except Exception as error:  # noqa: BLE001 - the courier outlives a database that is away
                log.error("could not look into the outbox", error=type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), EVERY)
            except TimeoutError:
                continue

    async def round(self) -> int:
        """Try once each notification that is due, side by side; return how many were delivered."""
        async with self._db.read() as session:
            due = await OutboxStore(session).due(self._clock.now(), BATCH)
        done = await asyncio.gather(*(self._deliver(one) for one in due), return_exceptions=True)
        for one, result in zip(due, done, strict=True):
            if isinstance(result, BaseException):
                log.error("not delivered; it is tried again", notification=one.id, error=type(result).__name__)
        return sum(result is True for result in done)

    async def _deliver(self, notification: NotificationRecord) -> bool:
        url = None
        async with self._db.write() as session:
            store, now = OutboxStore(session), self._clock.now()
            if not await store.take(notification, now + LEASE):
                return False
            if not await self._wanted(session, notification):
                await store.finish(notification.id, withdrawn_at=now)
                return False
            url = await self._url(session, notification)
        message = compose(notification, self._channels.console_url, self._channels.zone)
        sent = url is not None and await self._sender.send(url, message)
        tries = notification.tries + 1
        failed = not sent and (url is None or tries > len(RETRIES))
        async with self._db.write() as session:
            # One transaction, or a worker that dies in between would leave a failure that no history knows. The lock comes first,
            # as everywhere: of several addresses that fail at once, one is the last.
            about = notification.case_id if failed and notification.kind != Rung.DRILL else None
            case = None if about is None else await self._ladder.locked(session, about)
            await self._write_down(session, notification, sent=sent, failed=failed, tries=tries)
            if case is not None:
                person = await PeopleStore(session).get(notification.person_id) if notification.person_id else None
                who = person.display_name if person else CHANNEL
                await self._ladder.unreached(session, case, notification.arming, notification.rung, who)
        return sent

    async def _write_down(
        self, session: Session, notification: NotificationRecord, *, sent: bool, failed: bool, tries: int
    ) -> None:
        store, now = OutboxStore(session), self._clock.now()
        if not sent and not failed:
            await store.finish(notification.id, next_try_at=now + RETRIES[tries - 1])
            return
        await store.finish(notification.id, **{"sent_at" if sent else "failed_at": now})
        if notification.kind == Rung.DRILL:
            mark_canary(session)
        await self._audit.append(
            session,
            AuditEvent.NOTIFICATION_SENT if sent else AuditEvent.NOTIFICATION_FAILED,
            actor=_ACTOR,
            object_type="notification",
            object_id=notification.id,
            facts={"kind": notification.kind, "case": notification.case_id, "person": notification.person_id, "tries": tries},
        )

    async def _wanted(self, session: Session, notification: NotificationRecord) -> bool:
        """Whether somebody still needs to hear this: not when the case was taken or became more urgent meanwhile."""
        if notification.case_id is None or notification.kind == Rung.DRILL:
            return True
        case = await CaseStore(session).get(notification.case_id)
        if case is None or case.arming != notification.arming:
            return False
        return case.status is (CaseStatus.CLAIMED if notification.kind == Rung.HOLDER_TOLD else CaseStatus.OPEN)

    async def _url(self, session: Session, notification: NotificationRecord) -> str | None:
        kind, _, rest = notification.target.partition(":")
        if kind == "alarm":
            return self._channels.alarms[int(rest)] if int(rest) < len(self._channels.alarms) else None
        contact = await ContactStore(session).get(rest)
        return None if contact is None else url_of(contact.address, self._channels.mail_url)
