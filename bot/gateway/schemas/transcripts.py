"""What supervisors search, read and rate."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from bot.gateway.schemas.base import Answer, Identifier, PageQuery, Ref, Request, Seq, Text
from bot.gateway.schemas.chat import ConversationOut, StaffMessage
from bot.words import Category, Sender, Tier


class SearchRequest(Request):
    """What to look for; in the body, since words of a search are patient text and addresses are logged."""

    words: Annotated[Text, StringConstraints(max_length=200)] | None = None
    flagged: bool | None = None
    tier: Tier | None = None
    category: Category | None = None
    lowered: bool = False
    """Only messages of which context made less than the rules found."""
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[Text, StringConstraints(max_length=200)] | None = None


class SnippetPart(Answer):
    """A piece of the message; ``hit`` where it matched."""

    text: str
    hit: bool


class FoundMessage(Answer):
    """Where a result is."""

    id: str
    seq: int
    sender: Sender
    created_at: datetime


class SearchResult(Answer):
    """One message found."""

    conversation_id: str
    patient: Ref
    message: FoundMessage
    snippet: list[SnippetPart]
    tier: Tier | None
    categories: list[str]
    notes: list[str]
    """What context lowered, and why."""
    reviewed: bool


class SearchAnswer(Answer):
    """Results, and where the next page begins."""

    results: list[SearchResult]
    next_cursor: str | None


class TranscriptQuery(PageQuery):
    """Which messages; ``around`` shows both sides of one."""

    around: Seq | None = None


class DraftOut(Answer):
    """A reply that was composed and not sent."""

    id: str
    text: str
    reason: str
    created_at: datetime


class ChangeOut(Answer):
    """A step of a case, or a change of who may speak."""

    kind: str
    """case or owner."""
    case_id: str | None
    after_seq: int
    """The message after which it came; 0: before the first."""
    at: datetime
    actor_name: str
    actor_role: str
    action: str
    from_status: str | None
    to_status: str
    tier: Tier | None
    note: str


class TranscriptMessage(StaffMessage):
    """A message with everything that belongs to it."""

    drafts: list[DraftOut]
    case_changes: list[ChangeOut]


class TranscriptPageOut(Answer):
    """Part of a conversation, as supervisors see it."""

    conversation: ConversationOut
    patient: Ref
    patient_disabled: bool
    """Their account is disabled: they cannot open the chat."""
    messages: list[TranscriptMessage]
    changes: list[ChangeOut]
    """Everything that changed along this part, owners included, in the order of time."""
    has_more: bool
    """Whether there are more on the side that was asked for."""
    has_earlier: bool
    has_later: bool


class NewReview(Request):
    """A rating: 1 (harmful or absent) to 5 (exemplary)."""

    rating: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[Text, StringConstraints(max_length=4000)] = ""
    message_id: Identifier | None = None


class ReviewOut(Answer):
    """A rating and comment."""

    id: str
    message_id: str | None
    rating: int
    comment: str
    reviewer_name: str
    created_at: datetime


class ReviewsAnswer(Answer):
    """Every rating of a conversation."""

    reviews: list[ReviewOut]


class ReviewAnswer(Answer):
    """One rating."""

    review: ReviewOut


class AuditQuery(Request):
    """Which entries."""

    object_id: Annotated[Text, StringConstraints(max_length=64)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class AuditEntryOut(Answer):
    """One event; never text."""

    seq: int
    at: datetime
    event: str
    actor_id: str
    actor_name: str | None
    actor_role: str
    object_type: str
    object_id: str
    facts: dict[str, Any]


class ChainOut(Answer):
    """Whether the chain holds."""

    ok: bool
    length: int
    head: str


class AuditAnswer(Answer):
    """Entries, newest first, and the state of the chain."""

    entries: list[AuditEntryOut]
    chain: ChainOut
