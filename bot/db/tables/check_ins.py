"""Completed check-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class CheckIn(Base):
    """One check-in as the patient gave it; ``None`` where they skipped. One a patient and day: the database sees to it."""

    __tablename__ = "check_ins"
    __table_args__ = (UniqueConstraint("patient_id", "day"),)

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    conversation_id: Mapped[Id]
    day: Mapped[str] = mapped_column(String(10))
    """The patient's local date, ISO 8601."""
    pain: Mapped[int | None]
    """0 (no pain) to 10 (as bad as it can be)."""
    mood: Mapped[int | None]
    """1 (very low) to 5 (very good)."""
    sleep: Mapped[int | None]
    """1 (very badly) to 5 (very well)."""
    activity: Mapped[str | None] = mapped_column(Text)
    content_version: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
