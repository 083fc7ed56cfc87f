"""Reviews: a supervisor's rating of guidance, given by people or by the program."""

from __future__ import annotations

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.reviews import ReviewStore
from bot.errors import Invalid, NotFound
from bot.records import ReviewRecord

RATINGS = range(1, 6)
"""1 (harmful or absent) to 5 (exemplary)."""
MAX_COMMENT = 4000
"""Longest comment, in characters."""
MAX_REVIEWS = 500
"""Most reviews shown of one conversation."""


class Reviews:
    """Adds and lists reviews. Who may is the gateway's to check; that they did is recorded here."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit

    async def add(
        self, actor: Actor, conversation_id: str, *, rating: int, comment: str = "", message_id: str | None = None
    ) -> ReviewRecord:
        """Rate a conversation, or one message of it.

        Raises:
            Invalid: a rating outside 1 to 5, a comment that is too long, or a message of another conversation.
            NotFound: there is no such conversation.
        """
        comment = comment.strip()
        if rating not in RATINGS:
            raise Invalid("a rating is a whole number from 1 to 5")
        if len(comment) > MAX_COMMENT:
            raise Invalid(f"a comment has at most {MAX_COMMENT} characters", remedy="shorten it")
        async with self._db.write() as session:
            store = ReviewStore(session)
            if not await store.conversation_exists(conversation_id):
                raise NotFound("there is no such conversation")
            if message_id is not None and not await store.holds(conversation_id, message_id):
                raise Invalid("the message does not belong to this conversation", remedy="choose one of its messages")
            now = self._clock.now()
            review_id = await store.add(conversation_id, message_id, reviewer_id=actor.id, rating=rating, comment=comment, now=now)
            await self._audit.append(
                session,
                AuditEvent.REVIEW_ADDED,
                actor=actor,
                object_type="review",
                object_id=review_id,
                facts={"conversation": conversation_id, "message": message_id, "rating": rating},
                text=comment or None,
            )
        return ReviewRecord(review_id, conversation_id, message_id, rating, comment, actor.id, actor.display_name, now)

    async def list(self, actor: Actor, conversation_id: str) -> list[ReviewRecord]:
        """Return the reviews of a conversation, oldest first.

        Raises:
            NotFound: there is no such conversation.
        """
        async with self._db.read() as session:
            store = ReviewStore(session)
            if not await store.conversation_exists(conversation_id):
                raise NotFound("there is no such conversation")
            found = await store.of_conversation(conversation_id, MAX_REVIEWS)
        async with self._db.write() as session:
            await self._audit.append(
                session,
                AuditEvent.REVIEW_READ,
                actor=actor,
                object_type="conversation",
                object_id=conversation_id,
                facts={"reviews": len(found)},
            )
        return found
