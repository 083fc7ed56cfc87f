"""Finished measures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class MeasureResult(Base):
    """One finished measure as the patient answered it."""

    __tablename__ = "measure_results"
    __table_args__ = (Index("ix_measure_results_patient_id_measure_created_at", "patient_id", "measure", "created_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    """Chosen when the measure begins, so that an answer changed afterwards finds its row."""
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    conversation_id: Mapped[Id]
    measure: Mapped[str] = mapped_column(String(32))
    """Name of the content file, such as ``phq9``."""
    answers: Mapped[dict[str, Any]]
    """Value of every item, by the item's name in the content."""
    score: Mapped[float]
    band: Mapped[str] = mapped_column(String(32))
    """Name of the severity band that the score fell into, in the content that was used."""
    content_version: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str | None] = mapped_column(String(32))
    """The message that gave the last answer."""
    deteriorations: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Why a person was asked to look at it (``Deterioration``'s values)."""
    assessed_at: Mapped[datetime | None] = mapped_column(index=True)
    """When that was decided; None while it is not."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
