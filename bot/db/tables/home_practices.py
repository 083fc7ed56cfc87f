"""Home practices that lessons gave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class HomePractice(Base):
    """One practice as it was given to a patient, and how it went."""

    __tablename__ = "home_practices"
    __table_args__ = (Index("ix_home_practices_patient_id_given_at", "patient_id", "given_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    lesson_id: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(60))
    """In a few words, as the content had them."""
    given_at: Mapped[datetime]
    went: Mapped[str | None] = mapped_column(String(16))
    told_at: Mapped[datetime | None]
