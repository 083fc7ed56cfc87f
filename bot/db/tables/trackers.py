"""What Rasa must remember of a conversation, bounded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base


class Tracker(Base):
    """The set slots, the active form and the last events of one conversation, in one row.

    The row's size is bounded, so that message 10,000 costs what message 10 costs (invariant 9). The whole history is in
    ``messages`` and ``understandings``.
    """

    __tablename__ = "trackers"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[dict[str, Any]]
    turn_count: Mapped[int] = mapped_column(Integer, default=0)
    updated_at: Mapped[datetime]
