"""Who was asked to see to a case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id


class CaseAsked(Base):
    """A person whom the ladder asked; while the case is unresolved, they may read it though the patient is not theirs."""

    __tablename__ = "case_asked"

    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    at: Mapped[datetime]
    """When last."""
