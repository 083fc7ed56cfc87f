"""That a person was shown a patient's messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class ReadMark(Base):
    """One range of sequence numbers that one reader had not been shown before; a reader's ranges ascend and never overlap."""

    __tablename__ = "read_marks"
    __table_args__ = (UniqueConstraint("conversation_id", "reader_id", "through_seq"),)

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[Id] = mapped_column(ForeignKey("conversations.id"))
    reader_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    reader_role: Mapped[str] = mapped_column(String(16))
    from_seq: Mapped[int] = mapped_column(Integer)
    through_seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
