"""Follow-ups of a measure's answer that must not be left alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id

_PENDING = text("settled_at IS NULL")


class FollowUp(Base):
    """One such answer, from when it is given until what it means is known or its deadline has passed.

    The row is what no process can forget: whichever dies, the worker finds it and opens the case.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        # One under way in a conversation, and one look for those whose time is up, however many are settled.
        Index(
            "uq_follow_ups_pending",
            "conversation_id",
            unique=True,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index("ix_follow_ups_due", "due_at", sqlite_where=_PENDING, postgresql_where=_PENDING),
    )

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[Id] = mapped_column(ForeignKey("messages.id"), unique=True)
    """The patient's message that gave the answer; the case is opened on it."""
    conversation_id: Mapped[Id]
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    measure: Mapped[str] = mapped_column(String(32))
    item: Mapped[str] = mapped_column(String(32))
    value: Mapped[int]
    """The highest value that was given while it was pending."""
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    tier: Mapped[str | None] = mapped_column(String(16))
