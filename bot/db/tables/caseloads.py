"""Which therapist guides which patient."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id


class Caseload(Base):
    """One therapist guides one patient. A patient may have several therapists."""

    __tablename__ = "caseloads"

    therapist_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), primary_key=True)
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    created_at: Mapped[datetime]
