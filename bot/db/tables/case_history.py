"""What happened to a case, by whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class CaseHistory(Base):
    """Copies values and holds no foreign key, so that nothing cascades into it."""

    __tablename__ = "case_history"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[Id] = mapped_column(index=True)
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(32))
    actor_name: Mapped[str] = mapped_column(String(120))
    actor_role: Mapped[str] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(32))
    from_status: Mapped[str | None] = mapped_column(String(16))
    to_status: Mapped[str] = mapped_column(String(16))
    tier: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="")
