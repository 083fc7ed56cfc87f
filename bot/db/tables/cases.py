"""Entries of the queue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Case(Base):
    """Something that a therapist must see to. At most one unresolved case a conversation."""

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "uq_cases_unresolved",
            "conversation_id",
            unique=True,
            sqlite_where=text("status != 'resolved'"),
            postgresql_where=text("status != 'resolved'"),
        ),
        Index("ix_cases_status_due_at", "status", "due_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[Id] = mapped_column(ForeignKey("conversations.id"), index=True)
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    status: Mapped[str] = mapped_column(String(16))
    tier: Mapped[str] = mapped_column(String(16))
    categories: Mapped[list[str]]
    opened_by: Mapped[str] = mapped_column(String(16))
    screen_version: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    overdue_at: Mapped[datetime | None]
    """When the worker saw the clock run out."""
    claimed_by: Mapped[str | None] = mapped_column(String(32))
    claim_expires_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer, default=1)
    """Grows with every change; a claim names the version it saw, so that of two clicks one wins."""
    armed_at: Mapped[datetime | None]
    """When the present clock began: at the opening, and anew when evidence raised the tier."""
    arming: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    """How often that happened."""
    rung: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """The ladder's next step within this arming."""
    ladder_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it is due; None while somebody has the case, and after the end."""
    ladder_next: Mapped[str | None] = mapped_column(String(32))
    """What it will be, as far as can be told now (a ``Rung``'s value)."""
    resolved_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(32))
