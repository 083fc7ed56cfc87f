"""Finding messages by their words and screenings, and what happened around them.

Results come newest first, by message id: identifiers begin with their time (UUID version 7), so one index serves both the order
and the next page. See ``bot.db.search_words`` for what a word is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.stores.audit import program_name
from bot.db.stores.word_matches import WordMatches
from bot.db.tables import AuditEntry, Case, CaseHistory, Conversation, DiscardedDraft, Message, Person, Review, ScreeningRow
from bot.words import Category, Sender, Tier

MAX_CHANGES = 500
"""Most changes shown with one page of a transcript."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for; all that is given must hold."""

    words: tuple[str, ...] = ()
    """Folded words (``query_words``), all of them in the message."""
    flagged: bool | None = None
    tier: Tier | None = None
    category: Category | None = None
    lowered: bool = False
    """Only messages of which the screen made less than its rules found, and says why."""


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message that a search found."""

    message_id: str
    conversation_id: str
    patient_id: str
    patient_name: str
    seq: int
    sender: Sender
    text: str
    created_at: datetime
    tier: Tier | None
    """None when the message was not screened: only what patients write is."""
    flagged: bool
    categories: list[str]
    evidence: list[dict[str, Any]]
    notes: list[str]
    """What lowered the screening, and why."""
    reviewed: bool
    """Whether the conversation, or a message of it, has a review."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply that was composed and not sent (invariant 5)."""

    id: str
    in_reply_to: str | None
    text: str
    content: dict[str, Any]
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a conversation's owner, or a step of one of its cases."""

    at: datetime
    kind: str
    """``owner`` or ``case``."""
    case_id: str | None
    actor_id: str
    actor_name: str
    actor_role: str
    action: str
    from_state: str | None
    """Owner or status before."""
    to_state: str
    """Owner or status after."""
    tier: Tier | None
    note: str


class TranscriptStore:
    """Searches messages and reads what surrounds them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._sqlite = session.get_bind().dialect.name == "sqlite"

    async def search(self, wanted: Wanted, *, before: str | None, limit: int) -> list[FoundMessage]:
        """Return up to ``limit`` messages, newest first, with ids below ``before``."""
        filters = self._screening_filters(wanted)
        key = ScreeningRow.message_id if filters else Message.id
        ids = select(key).join(Message, Message.id == key) if filters else select(key)
        filters.append(Message.conversation_id.not_in(select(Conversation.id).where(Conversation.canary)))
        if wanted.words:
            filters.append(await WordMatches(self._session).holding(wanted.words))
        if before is not None:
            filters.append(key < before)
        found = (await self._session.scalars(ids.where(*filters).order_by(key.desc()).limit(limit))).all()
        rows = {row.id: row for row in await self._session.execute(_details().where(Message.id.in_(found)))}
        return [_found(rows[message_id]) for message_id in found]

    async def drafts(
        self, conversation_id: str, replied: Sequence[str], since: datetime | None, until: datetime | None
    ) -> list[Draft]:
        """Return discarded replies to one of ``replied``, and those to nothing in particular made from ``since`` to ``until``."""
        query = select(DiscardedDraft).where(
            DiscardedDraft.conversation_id == conversation_id,
            or_(
                DiscardedDraft.in_reply_to.in_(replied),
                and_(DiscardedDraft.in_reply_to.is_(None), *_between(DiscardedDraft.created_at, since, until)),
            ),
        )
        rows = await self._session.scalars(query.order_by(DiscardedDraft.id).limit(MAX_CHANGES))
        return [Draft(row.id, row.in_reply_to, row.text, row.content, row.reason, row.created_at) for row in rows]

    async def owner_changes(self, conversation_id: str, event: str, since: datetime | None, until: datetime | None) -> list[Change]:
        """Return the changes of owner that the audit chain records as ``event``."""
        query = (
            select(AuditEntry, Person.display_name)
            .outerjoin(Person, Person.id == AuditEntry.actor_id)
            .where(AuditEntry.object_id == conversation_id, AuditEntry.event == event, *_between(AuditEntry.at, since, until))
            .order_by(AuditEntry.seq)
            .limit(MAX_CHANGES)
        )
        return [
            Change(
                entry.at,
                "owner",
                None,
                entry.actor_id,
                name or program_name(entry.actor_id),
                entry.actor_role,
                "owner changed",
                entry.facts.get("from"),
                str(entry.facts.get("to", "")),
                None,
                "",
            )
            for entry, name in await self._session.execute(query)
        ]

    async def case_changes(self, conversation_id: str, since: datetime | None, until: datetime | None) -> list[Change]:
        """Return the steps of the conversation's cases."""
        query = (
            select(CaseHistory)
            .join(Case, Case.id == CaseHistory.case_id)
            .where(Case.conversation_id == conversation_id, *_between(CaseHistory.at, since, until))
            .order_by(CaseHistory.id)
            .limit(MAX_CHANGES)
        )
        return [
            Change(
                row.at,
                "case",
                row.case_id,
                row.actor_id,
                row.actor_name,
                row.actor_role,
                row.action,
                row.from_status,
                row.to_status,
                Tier(row.tier),
                row.note,
            )
            for row in await self._session.scalars(query)
        ]

    def _screening_filters(self, wanted: Wanted) -> list[ColumnElement[bool]]:
        filters: list[ColumnElement[bool]] = []
        if wanted.flagged or wanted.category:
            # A category that was found makes a flag; saying so lets the index on flagged messages serve this search.
            filters.append(ScreeningRow.flagged == true())
        if wanted.flagged is False:
            filters.append(ScreeningRow.flagged == false())
        if wanted.tier is not None:
            filters.append(ScreeningRow.tier == wanted.tier.value)
        if wanted.category is not None:
            filters.append(self._in_category(wanted.category))
        if wanted.lowered:
            length = func.json_array_length if self._sqlite else func.jsonb_array_length
            filters.append(length(ScreeningRow.notes) > 0)
        return filters

    def _in_category(self, category: Category) -> ColumnElement[bool]:
        if self._sqlite:
            entry = func.json_each(ScreeningRow.categories).table_valued("value")
            return select(1).select_from(entry).where(entry.c.value == category.value).exists()
        return type_coerce(ScreeningRow.categories, JSONB).contains(type_coerce([category.value], JSONB))


def _between(moment: Any, since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    return [*([moment >= since] if since is not None else []), *([moment < until] if until is not None else [])]


def _details() -> Select[*tuple[Any, ...]]:
    reviewed = select(1).where(Review.conversation_id == Message.conversation_id).exists()
    return (
        select(
            Message.id,
            Message.conversation_id,
            Message.seq,
            Message.sender,
            Message.text,
            Message.created_at,
            Conversation.patient_id,
            Person.display_name,
            ScreeningRow.tier,
            ScreeningRow.flagged,
            ScreeningRow.categories,
            ScreeningRow.evidence,
            ScreeningRow.notes,
            reviewed.label("reviewed"),
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Person, Person.id == Conversation.patient_id)
        .outerjoin(ScreeningRow, ScreeningRow.message_id == Message.id)
    )


def _found(row: Any) -> FoundMessage:
    return FoundMessage(
        message_id=row.id,
        conversation_id=row.conversation_id,
        patient_id=row.patient_id,
        patient_name=row.display_name,
        seq=row.seq,
        sender=Sender(row.sender),
        text=row.text,
        created_at=row.created_at,
        tier=Tier(row.tier) if row.tier is not None else None,
        flagged=bool(row.flagged),
        categories=row.categories or [],
        evidence=row.evidence or [],
        notes=row.notes or [],
        reviewed=bool(row.reviewed),
    )
