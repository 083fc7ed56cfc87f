"""What therapists have set of modules for their patients."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id


class ModuleSetting(Base):
    """One setting a patient and module; who set it before stands in the audit chain."""

    __tablename__ = "module_settings"

    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[str | None] = mapped_column(String(16))
    """A ``ModuleState``; none where it was taken back."""
    set_by: Mapped[str] = mapped_column(String(32))
    set_at: Mapped[datetime]
