"""Safety plans: the newest version of each is the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Person, SafetyPlanVersion, new_id
from bot.words import PlanStep, Role


@dataclass(frozen=True, slots=True)
class PlanPart:
    """What stands at one step, and who wrote it last. An empty text is one that somebody took out again."""

    text: str
    version: int
    """The version of the plan that changed it last."""
    at: datetime
    author_id: str
    author_name: str
    author_role: str


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One saved version: who changed which steps, and when."""

    version: int
    at: datetime
    author_name: str
    author_role: str
    steps: list[PlanStep]


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A patient's plan. ``version`` 0: nothing was ever written."""

    patient_id: str
    version: int = 0
    parts: Mapping[PlanStep, PlanPart] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(part.text for part in self.parts.values())


class SafetyPlanStore:
    """Reads plans and adds versions within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, patient_id: str) -> bool:
        """Keep everyone else from saving this patient's plan until the transaction ends; False when there is no such patient.

        The patient's row and not the newest version's: a plan that is not there yet cannot be locked.
        """
        query = select(Person.role).where(Person.id == patient_id).with_for_update(key_share=True)
        return await self._session.scalar(query) == Role.PATIENT.value

    async def is_patient(self, patient_id: str) -> bool:
        """Whether there is such a patient."""
        return await self._session.scalar(select(Person.role).where(Person.id == patient_id)) == Role.PATIENT.value

    async def current(self, patient_id: str) -> PlanRecord:
        """Return the plan; an empty one of version 0 when there is none."""
        query = _newest(patient_id).limit(1)
        row = await self._session.scalar(query)
        return PlanRecord(patient_id) if row is None else PlanRecord(patient_id, row.version, _parts(row.parts))

    async def changes(self, patient_id: str, limit: int) -> list[PlanChange]:
        """Return who changed what, newest first."""
        rows = await self._session.scalars(_newest(patient_id).limit(limit))
        return [
            PlanChange(row.version, row.created_at, row.author_name, row.author_role, [PlanStep(step) for step in row.changed])
            for row in rows
        ]

    async def add(self, plan: PlanRecord, change: PlanChange, author_id: str) -> None:
        """Add a version."""
        self._session.add(
            SafetyPlanVersion(
                id=new_id(),
                patient_id=plan.patient_id,
                version=plan.version,
                parts={step.value: {**asdict(part), "at": part.at.isoformat()} for step, part in plan.parts.items()},
                changed=[step.value for step in change.steps],
                author_id=author_id,
                author_name=change.author_name,
                author_role=change.author_role,
                created_at=change.at,
            )
        )
        await self._session.flush()


def _newest(patient_id: str) -> Any:
    return select(SafetyPlanVersion).where(SafetyPlanVersion.patient_id == patient_id).order_by(SafetyPlanVersion.version.desc())


def _parts(stored: Mapping[str, Any]) -> dict[PlanStep, PlanPart]:
    return {
        step: PlanPart(**{**stored[step.value], "at": datetime.fromisoformat(stored[step.value]["at"])})
        for step in PlanStep
        if step.value in stored
    }
