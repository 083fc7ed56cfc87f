"""A patient's one, lifelong conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Conversation(Base):
    """Who may speak in it (owner and epoch), and the next sequence number.

    ``epoch`` grows whenever the owner changes; every send compares owner and epoch in the same statement that takes the
    sequence number (invariant 5).
    """

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_canary", "id", sqlite_where=text("canary"), postgresql_where=text("canary")),)

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), unique=True)
    owner: Mapped[str] = mapped_column(String(16), default="bot")
    owner_id: Mapped[str | None] = mapped_column(String(32))
    """The therapist, when ``owner`` is therapist."""
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    last_message_at: Mapped[datetime | None]
    canary: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Of the synthetic patient: in no queue, search, transcript or figure."""
