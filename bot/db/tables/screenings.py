"""The safety result of one message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id


class ScreeningRow(Base):
    """What the screen found, with the evidence and the version that found it."""

    __tablename__ = "screenings"
    __table_args__ = (
        # Newest first among the flagged, however many messages are not.
        Index("ix_screenings_flagged", "message_id", sqlite_where=text("flagged = 1"), postgresql_where=text("flagged")),
    )

    message_id: Mapped[Id] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    conversation_id: Mapped[Id] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(8))
    tier: Mapped[str] = mapped_column(String(16), index=True)
    flagged: Mapped[bool]
    categories: Mapped[list[str]]
    evidence: Mapped[list[Any]]
    """List of ``{"start", "end", "text", "category", "tier", "rule", "why"}``; offsets are characters of the message."""
    notes: Mapped[list[str]]
    """What context lowered, and why."""
    version: Mapped[str] = mapped_column(String(64))
    milliseconds: Mapped[float]
    created_at: Mapped[datetime]
