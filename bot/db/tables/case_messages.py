"""Which flagged message is in which case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id


class CaseMessage(Base):
    """A flagged message is in exactly one case: ``message_id`` is the key (invariant 3)."""

    __tablename__ = "case_messages"

    message_id: Mapped[Id] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"), index=True)
    tier: Mapped[str] = mapped_column(String(16))
    opened_by: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
