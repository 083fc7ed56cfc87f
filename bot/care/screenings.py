"""Stores the screening of a message, once."""

from __future__ import annotations

from datetime import datetime

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.db.engine import Session
from bot.db.stores.messages import MessageStore
from bot.records import MessageRecord, ScreeningRecord
from bot.safety.screening import Screening


async def keep(session: Session, audit: AuditLog, message: MessageRecord, screening: ScreeningRecord) -> ScreeningRecord:
    """Store ``screening`` unless the message has one already; return the one that stands."""
    messages = MessageStore(session)
    stored = await messages.screening(message.id)
    if stored:
        return stored
    await messages.add_screening(message.conversation_id, screening)
    await audit.append(
        session,
        AuditEvent.SCREENING_DONE,
        actor=Actor.system("gateway"),
        object_type="message",
        object_id=message.id,
        facts={"tier": screening.tier.value, "state": screening.state, "version": screening.version},
    )
    return screening


def record_of(message_id: str, screening: Screening, now: datetime) -> ScreeningRecord:
    """Return a screening as it is stored."""
    return ScreeningRecord(
        message_id=message_id,
        state=screening.state.value,
        tier=screening.tier,
        flagged=screening.flagged,
        categories=[category.value for category in screening.categories],
        evidence=screening.as_json()["evidence"],
        notes=list(screening.notes),
        version=screening.version,
        milliseconds=screening.milliseconds,
        created_at=now,
    )
