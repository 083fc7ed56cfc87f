"""Everyone who can log in, and the caseload that ties therapists to patients."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Person(Base):
    """A patient, therapist, supervisor or administrator."""

    __tablename__ = "people"
    __table_args__ = (
        Index("uq_people_canary", "canary", unique=True, sqlite_where=text("canary"), postgresql_where=text("canary")),
    )

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    role: Mapped[str] = mapped_column(String(16), index=True)
    display_name: Mapped[str] = mapped_column(String(120))
    login: Mapped[str | None] = mapped_column(String(254), unique=True)
    """Staff log in with this; patients have none and come by invitation."""
    password_hash: Mapped[str | None] = mapped_column(String(255))
    locale: Mapped[str] = mapped_column(String(16), default="en")
    country: Mapped[str] = mapped_column(String(2), default="")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    canary: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nobody: the synthetic patient of the drills. There is one, whoever makes it at the same moment."""
