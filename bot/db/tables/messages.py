"""Every utterance, whoever said it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, text, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Message(Base):
    """One utterance. Never changed after it is written, but for ``answered_at``."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
        Index("ix_messages_unanswered", "created_at", sqlite_where=text("answered_at IS NULL"), postgresql_where=text("answered_at IS NULL")),
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
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Buttons, element, payload and content version: see ``docs/api.md``."""
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When everything due for it was done (screened, in a case if flagged, answered). Guidance is born answered."""
