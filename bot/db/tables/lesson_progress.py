"""How far a patient is in each lesson."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id


class LessonProgress(Base):
    """One row a patient and lesson."""

    __tablename__ = "lesson_progress"

    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    content_version: Mapped[str] = mapped_column(String(64))
    step: Mapped[int] = mapped_column(Integer)
    """Index of the next step to show."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
