"""Where staff are reached outside the console."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class Contact(Base):
    """One address of one person: a mail address, or any address that apprise knows."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("person_id", "address"),)

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    address: Mapped[str | None] = mapped_column(String(500))
    """May hold a token of the service that delivers; never shown in full again, and gone once the address is removed."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
