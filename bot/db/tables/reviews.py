"""Supervisors' ratings of guidance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Review(Base):
    """A rating and comment on a conversation, or on one message of it."""

    __tablename__ = "reviews"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[Id] = mapped_column(ForeignKey("conversations.id"), index=True)
    message_id: Mapped[str | None] = mapped_column(String(32))
    reviewer_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    rating: Mapped[int]
    """1 (harmful or absent) to 5 (exemplary)."""
    comment: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
