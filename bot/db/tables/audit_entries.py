"""The append-only audit chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base


class AuditEntry(Base):
    """One event. Holds digests, never text; the database refuses UPDATE and DELETE (invariant 7)."""

    __tablename__ = "audit_entries"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """1, 2, 3... without a gap."""
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(64), index=True)
    actor_id: Mapped[str] = mapped_column(String(32), index=True)
    actor_role: Mapped[str] = mapped_column(String(16))
    object_type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64), index=True)
    facts: Mapped[dict[str, Any]]
    """Small facts without patient text: tier, status, counts, versions."""
    content_digest: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the text that the event is about; empty when there is none."""
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 over all the columns above, ``previous`` included."""
