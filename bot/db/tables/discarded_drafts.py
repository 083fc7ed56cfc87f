"""What the bot had composed when a person took over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class DiscardedDraft(Base):
    """A reply that was not sent, because the owner or epoch had changed (invariant 5)."""

    __tablename__ = "discarded_drafts"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[Id] = mapped_column(ForeignKey("conversations.id"), index=True)
    in_reply_to: Mapped[str | None] = mapped_column(String(32))
    epoch: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
