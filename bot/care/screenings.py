"""Stores the screening of a message, once; what a measure's follow-up finds later is added to it."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import datetime

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.db.engine import Session
from bot.db.stores.messages import MessageStore
from bot.errors import NotFound
from bot.records import MessageRecord, ScreeningRecord
from bot.safety.screening import Evidence, Screening
from bot.words import ScreeningState, Tier

_FOLLOW_UP = re.compile(r"[\w-]+/item\d+")
"""Names of the rules by which a follow-up adds its finding; see ``follow_up_rule``."""


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


async def raise_by(session: Session, audit: AuditLog, actor: Actor, message: MessageRecord, finding: Evidence) -> None:
    """Add a finding to the stored screening of ``message``, which is flagged from then on; its tier never sinks.

    Raises:
        NotFound: when the message has no screening.
    """
    messages = MessageStore(session)
    stored = await messages.screening(message.id)
    if stored is None:
        raise NotFound("the message is not screened yet")
    await messages.raise_screening(
        message.id,
        tier=Tier.highest(stored.tier, finding.tier),
        categories=[*stored.categories, *([] if finding.category.value in stored.categories else [finding.category.value])],
        evidence=[*stored.evidence, {**asdict(finding), "category": finding.category.value, "tier": finding.tier.value}],
    )
    await audit.append(
        session,
        AuditEvent.SCREENING_RAISED,
        actor=actor,
        object_type="message",
        object_id=message.id,
        facts={"tier": finding.tier.value, "rule": finding.rule},
    )


def follow_up_rule(measure: str, number: int) -> str:
    """Return the rule that stands on what the follow-up of a measure's item found, such as ``phq9/item9``."""
    return f"{measure}/item{number}"


def without_follow_ups(stored: ScreeningRecord) -> ScreeningRecord:
    """Return what the screen itself decided, before a follow-up added to it."""
    evidence = [found for found in stored.evidence if not _FOLLOW_UP.fullmatch(str(found.get("rule", "")))]
    if len(evidence) == len(stored.evidence):
        return stored
    if stored.state != ScreeningState.DONE.value:
        unfinished = Screening.unfinished(ScreeningState(stored.state), stored.version)
        tier, categories = unfinished.tier, [category.value for category in unfinished.categories]
    else:
        tier = Tier.highest(*(Tier(found["tier"]) for found in evidence))
        categories = list(dict.fromkeys(str(found["category"]) for found in evidence))
    return replace(stored, tier=tier, categories=categories, evidence=evidence, flagged=tier is not Tier.NONE)


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
        heavy=screening.heavy,
    )
