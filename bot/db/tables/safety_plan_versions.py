"""Patients' safety plans, each saved version of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.base import Base, Id, new_id


class SafetyPlanVersion(Base):
    """A whole plan as it was saved; the newest version of a patient is the plan. Nothing is changed or deleted here.

    Names of authors are copied, as in every history, so that an old version says what it said when it was saved.
    """

    __tablename__ = "safety_plan_versions"
    __table_args__ = (UniqueConstraint("patient_id", "version"),)

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int]
    """1, 2, 3... within the patient's plan."""
    parts: Mapped[dict[str, Any]]
    """``PlanStep`` to ``{"text", "version", "at", "author_id", "author_name", "author_role"}``: who wrote it last, and when."""
    changed: Mapped[list[str]]
    """The steps that this version changed."""
    author_id: Mapped[str] = mapped_column(String(32))
    author_name: Mapped[str] = mapped_column(String(120))
    author_role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
