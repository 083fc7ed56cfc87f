"""The outbox: notifications to deliver, and what became of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Notification(Base):
    """One notification to one address. Holds no text: what is said is composed from these columns (invariant 10)."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index(
            "ix_notifications_due",
            "next_try_at",
            sqlite_where=text("next_try_at IS NOT NULL"),
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    """What it is for, so that nothing is put here twice."""
    kind: Mapped[str] = mapped_column(String(32))
    """A ``Rung``'s value, or one of ``bot.notification.messages``."""
    target: Mapped[str] = mapped_column(String(48))
    """``contact:ID``, or ``alarm:N`` for the N-th address of the administrator's channel."""
    person_id: Mapped[str | None] = mapped_column(String(32))
    case_id: Mapped[str | None] = mapped_column(String(32), index=True)
    arming: Mapped[int] = mapped_column(Integer, default=0)
    rung: Mapped[int] = mapped_column(Integer, default=0)
    tier: Mapped[str] = mapped_column(String(16), default="")
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    """When to try (again); while somebody tries, when to take it from them. None: done with."""
    tries: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    """When it was found that nobody needs it any more."""
