"""What patients filled in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Sheet(Base):
    """One sheet of one patient, as it stands. What stood there before is in the messages that carried it."""

    __tablename__ = "sheets"
    __table_args__ = (Index("ix_sheets_patient_id_exercise_changed_at", "patient_id", "exercise", "changed_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    exercise: Mapped[str] = mapped_column(String(80))
    """Id of the content."""
    values: Mapped[dict[str, Any]]
    """By the names of the content's fields."""
    content_version: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(String(32))
    """The message that carried it to the care team."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """When the patient took it away; it is shown no more."""
