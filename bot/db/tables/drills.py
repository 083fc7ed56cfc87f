"""Drills: synthetic flagged messages, and how long each hop took."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class DrillRow(Base):
    """One drill. ``running`` is unique and set while it runs or waits to be begun, so that there is one of each at a time."""

    __tablename__ = "drills"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    running: Mapped[str | None] = mapped_column(String(8), unique=True)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    message_id: Mapped[str | None] = mapped_column(String(32))
    case_id: Mapped[str | None] = mapped_column(String(32))
    accepted_at: Mapped[datetime | None]
    screened_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[str | None] = mapped_column(String(16))
    asked_at: Mapped[datetime | None]
    notified_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str | None] = mapped_column(String(16))
    missing: Mapped[str | None] = mapped_column(String(32))
    """The first hop that did not happen, or not as it should."""
