"""Logged-in browsers, so that each can be revoked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Login(Base):
    """One browser's login. The cookie carries the identifier, sealed; this row says whether it still counts."""

    __tablename__ = "logins"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
