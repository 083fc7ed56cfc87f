"""What the assistant understood and did with one message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id


class Understanding(Base):
    """Written by the tracker store in the transaction that saves the turn."""

    __tablename__ = "understandings"

    message_id: Mapped[Id] = mapped_column(primary_key=True)
    conversation_id: Mapped[Id] = mapped_column(index=True)
    intent: Mapped[str] = mapped_column(String(80), index=True)
    confidence: Mapped[float]
    entities: Mapped[list[Any]]
    actions: Mapped[list[str]]
    model_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
