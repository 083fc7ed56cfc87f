"""Who is asked after the patient's own therapists."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id


class OnCall(Base):
    """One therapist's place in the clinic's on-call order."""

    __tablename__ = "on_call"

    person_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), primary_key=True)
    place: Mapped[int | None] = mapped_column(Integer)
    """None: not on call any more."""
