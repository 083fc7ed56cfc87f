"""Transcripts for supervisors: find a message, read the conversation around it. Both leave an audit entry.

The entry is committed before anything is returned: what could not be recorded is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.audit.snippets import SnippetPart, snippet
from bot.clock import Clock
from bot.db.engine import Database, Session
from bot.db.search_words import query_words, spans
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.messages import MessageStore
from bot.db.stores.transcripts import Change, Draft, FoundMessage, TranscriptStore, Wanted
from bot.errors import Invalid, NotFound
from bot.records import ConversationRecord, DetailedMessage, MessageRecord
from bot.words import Category, Tier

MAX_LIMIT = 200
"""Most messages or results of one call."""
MAX_WORDS = 10
"""Most words of one search."""
ID_LENGTH = 32
"""Digits of an identifier, of which a cursor is one."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One message found."""

    found: FoundMessage
    snippet: list[SnippetPart]
    """Part of the message with what was looked for (without words: the evidence of its screening) marked."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Results, newest first."""

    results: list[SearchResult]
    next_cursor: str | None
    """Where the next page begins; holds no words."""


@dataclass(frozen=True, slots=True)
class TranscriptMessage:
    """A message, what was understood of it, and what was composed in reply but not sent."""

    detail: DetailedMessage
    drafts: list[Draft]


@dataclass(frozen=True, slots=True)
class PlacedChange:
    """A change of owner or of a case, and the message after which it came."""

    change: Change
    after_seq: int
    """0: before the first message of the conversation."""


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    """Part of a conversation, in order."""

    conversation: ConversationRecord
    messages: list[TranscriptMessage]
    changes: list[PlacedChange]
    has_earlier: bool
    has_later: bool


class Transcripts:
    """Searches and reads conversations. Who may is the gateway's to check; that they did is recorded here."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit

    async def search(
        self,
        actor: Actor,
        *,
        words: str | None = None,
        flagged: bool | None = None,
        tier: Tier | None = None,
        category: Category | None = None,
        lowered: bool = False,
        cursor: str | None = None,
        limit: int = 20,
    ) -> SearchPage:
        """Find messages that hold all ``words`` (see ``bot.db.search_words``) and were screened as asked, newest first.

        Args:
            actor: who searches.
            words: what to look for, at most ``MAX_WORDS`` words; None or empty: whatever was screened as asked.
            flagged: True: only flagged messages; False: only screened ones without a flag; None: all.
            tier: exactly this tier.
            category: flagged in this category.
            lowered: only messages of which context made less than the rules found.
            cursor: ``next_cursor`` of the page before.
            limit: most results, up to ``MAX_LIMIT``.

        Raises:
            Invalid: nothing to look for, too many words, or a cursor that is none.
        """
        wanted = Wanted(tuple(query_words(words or "")), flagged, tier, category, lowered)
        _check_search(words, wanted, cursor)
        limit = max(1, min(limit, MAX_LIMIT))
        async with self._db.read() as session:
            found = await TranscriptStore(session).search(wanted, before=cursor, limit=limit + 1)
        page = found[:limit]
        await self._record(
            AuditEvent.TRANSCRIPT_SEARCHED,
            actor=actor,
            object_type="search",
            object_id="all",
            facts={
                "results": len(page),
                "words": len(wanted.words),
                "flagged": flagged,
                "tier": tier,
                "category": category,
                "lowered": lowered,
                "continued": cursor is not None,
            },
            text=" ".join(wanted.words) or None,
        )
        return SearchPage([_result(message, wanted) for message in page], page[-1].message_id if len(found) > limit else None)

    async def read(
        self,
        actor: Actor,
        conversation_id: str,
        *,
        after: int | None = None,
        before: int | None = None,
        around: int | None = None,
        limit: int = 50,
    ) -> TranscriptPage:
        """Return up to ``limit`` messages with all that belongs to them; the cost depends on ``limit``, not on the conversation.

        Args:
            actor: who reads.
            conversation_id: which conversation.
            after: the messages that follow this sequence number.
            before: the messages that precede it.
            around: this message in the middle. With none of the three: the newest messages.
            limit: most messages, up to ``MAX_LIMIT``.

        Raises:
            NotFound: there is no such conversation.
            Invalid: more than one of ``after``, ``before`` and ``around``.
        """
        if sum(place is not None for place in (after, before, around)) > 1:
            raise Invalid("after, before and around exclude each other", remedy="name one")
        limit = max(1, min(limit, MAX_LIMIT))
        async with self._db.read() as session:
            conversation = await ConversationStore(session).get(conversation_id)
            if conversation is None or conversation.canary:
                raise NotFound("there is no such conversation")
            if around is not None:
                messages = await _around(session, conversation_id, around, limit)
            else:
                messages, _ = await MessageStore(session).page(conversation_id, after=after, before=before, limit=limit)
            page = await _page(session, conversation, messages)
        span = (messages[0].seq, messages[-1].seq) if messages else (0, 0)
        await self._record(
            AuditEvent.TRANSCRIPT_READ,
            actor=actor,
            object_type="conversation",
            object_id=conversation_id,
            facts={"patient": conversation.patient_id, "messages": len(messages), "from": span[0], "to": span[1]},
        )
        return page

    async def _record(
        self, event: AuditEvent, *, actor: Actor, object_type: str, object_id: str, facts: dict[str, Any], text: str | None = None
    ) -> None:
        async with self._db.write() as session:
            await self._audit.append(
                session, event, actor=actor, object_type=object_type, object_id=object_id, facts=facts, text=text
            )


def _check_search(words: str | None, wanted: Wanted, cursor: str | None) -> None:
    if len(wanted.words) > MAX_WORDS:
        raise Invalid(f"a search takes at most {MAX_WORDS} words", remedy="leave some out")
    if words and words.strip() and not wanted.words:
        raise Invalid("there is no word to look for in this", remedy="use letters or digits")
    if wanted == Wanted():
        raise Invalid("there is nothing to look for", remedy="give a word, a tier or a category, or ask for what was flagged")
    if cursor is not None and not (len(cursor) == ID_LENGTH and set(cursor) <= set("0123456789abcdef")):
        raise Invalid("this page does not exist", remedy="search again from the start")


def _result(found: FoundMessage, wanted: Wanted) -> SearchResult:
    if wanted.words:
        hits = spans(found.text, list(wanted.words))
    else:
        hits = [(int(item["start"]), int(item["end"])) for item in found.evidence]
    return SearchResult(found, snippet(found.text, hits))


async def _around(session: Session, conversation_id: str, around: int, limit: int) -> list[MessageRecord]:
    store = MessageStore(session)
    later, _ = await store.page(conversation_id, after=around - 1, limit=limit)
    earlier, _ = await store.page(conversation_id, before=around, limit=limit)
    # Half on each side; where one side is short, the other fills the page.
    kept_later = max((limit + 1) // 2, limit - len(earlier))
    kept_later = min(kept_later, len(later))
    kept_earlier = min(limit - kept_later, len(earlier))
    return [*earlier[len(earlier) - kept_earlier :], *later[:kept_later]]


async def _page(session: Session, conversation: ConversationRecord, messages: list[MessageRecord]) -> TranscriptPage:
    messages_of, store = MessageStore(session), TranscriptStore(session)
    last = messages[-1].seq if messages else 0
    following, _ = await messages_of.page(conversation.id, after=last, limit=1) if messages else ([], False)
    has_earlier = bool(messages) and messages[0].seq > 1
    since = messages[0].created_at if has_earlier else None
    until = following[0].created_at if following else None
    drafts = await store.drafts(conversation.id, [message.id for message in messages], since, until)
    changes = [
        *await store.owner_changes(conversation.id, AuditEvent.CONVERSATION_OWNER_CHANGED, since, until),
        *await store.case_changes(conversation.id, since, until),
    ]
    by_message: dict[str | None, list[Draft]] = {}
    ids = {message.id for message in messages}
    for draft in drafts:
        place = draft.in_reply_to if draft.in_reply_to in ids else _id_before(messages, draft.created_at)
        by_message.setdefault(place, []).append(draft)
    return TranscriptPage(
        conversation,
        [TranscriptMessage(detail, by_message.get(detail.message.id, [])) for detail in await messages_of.details(messages)],
        [PlacedChange(change, _seq_before(messages, change.at)) for change in sorted(changes, key=lambda change: change.at)],
        has_earlier,
        bool(following),
    )


def _before(messages: Sequence[MessageRecord], moment: datetime) -> MessageRecord | None:
    return next((message for message in reversed(messages) if message.created_at <= moment), None)


def _seq_before(messages: Sequence[MessageRecord], moment: datetime) -> int:
    found = _before(messages, moment)
    return found.seq if found else 0


def _id_before(messages: Sequence[MessageRecord], moment: datetime) -> str | None:
    found = _before(messages, moment) or (messages[0] if messages else None)
    return found.id if found else None
