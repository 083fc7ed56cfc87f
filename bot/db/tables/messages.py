"""Every utterance, whoever said it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.search_words import search_words
from bot.db.tables.base import Base, Id, new_id


def _words_of_text(context: DefaultExecutionContext) -> str:
    """Every insert through SQLAlchemy brings its words along, so that no writer can forget to."""
    parameters: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return search_words(parameters["text"])


class Message(Base):
    """One utterance. Never changed after it is written, but for ``answered_at``."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
        Index(
            "ix_messages_unanswered",
            "created_at",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[Id] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int] = mapped_column(Integer)
    """1, 2, 3... within the conversation; also the id of its server-sent event."""
    sender: Mapped[str] = mapped_column(String(16))
    sender_id: Mapped[str | None] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(16), default="web")
    client_id: Mapped[str | None] = mapped_column(String(64))
    """Made by the sender's program; the same one sent again is stored once (invariant 1)."""
    in_reply_to: Mapped[str | None] = mapped_column(String(32), index=True)
    epoch: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    search_words: Mapped[str] = mapped_column(Text, default=_words_of_text, deferred=True)
    """What ``text`` is found by (see ``bot.db.search_words``); filled by itself, and as private as the text."""
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Buttons, element, payload and content version: see ``docs/api.md``."""
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When everything due for it was done (screened, in a case if flagged, answered). Guidance is born answered."""
