"""The safety result of one message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id


class ScreeningRow(Base):
    """What the screen found, with the evidence and the version that found it."""

    __tablename__ = "screenings"

    message_id: Mapped[Id] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    conversation_id: Mapped[Id] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(8))
    tier: Mapped[str] = mapped_column(String(16), index=True)
    flagged: Mapped[bool]
    categories: Mapped[list[str]]
    evidence: Mapped[list[Any]]
    """List of ``{"start", "end", "text", "category", "tier", "rule", "why"}``; offsets are characters of the message."""
    version: Mapped[str] = mapped_column(String(64))
    milliseconds: Mapped[float]
    created_at: Mapped[datetime]
