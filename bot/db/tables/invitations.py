"""Codes with which a patient joins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Invitation(Base):
    """A code given to a patient. Only its digest is kept."""

    __tablename__ = "invitations"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    reusable: Mapped[bool] = mapped_column(default=False)
    """Demo codes can be used again; a real one works once."""
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
