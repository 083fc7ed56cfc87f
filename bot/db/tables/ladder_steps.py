"""Steps of the ladder that were taken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class LadderStep(Base):
    """One step for one case. The unique key keeps two workers from taking the same one."""

    __tablename__ = "ladder_steps"
    __table_args__ = (UniqueConstraint("case_id", "arming", "rung"),)

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    arming: Mapped[int] = mapped_column(Integer)
    """Grows when new evidence starts the ladder again."""
    rung: Mapped[int] = mapped_column(Integer)
    """0, 1, 2... within the arming; -1 for telling the holder of a claimed case."""
    kind: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
