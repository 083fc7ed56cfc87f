"""The ladder's steps, who was asked, and the clinic's on-call order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import CaseAsked, Caseload, LadderStep, OnCall, Person
from bot.records import AskedRecord, StepRecord
from bot.words import Role, Rung


class LadderStore:
    """Reads and writes within the caller's transaction, which holds the conversation's lock where it writes steps."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_step(self, case_id: str, arming: int, rung: int, kind: Rung, now: datetime) -> None:
        """Write down that a step was taken; the same step twice breaks the key, and the transaction with it."""
        self._session.add(LadderStep(case_id=case_id, arming=arming, rung=rung, kind=kind.value, at=now))
        await self._session.flush()

    async def step_at(self, case_id: str) -> datetime | None:
        """Return when the first step for the case was taken."""
        return await self._session.scalar(
            select(LadderStep.at).where(LadderStep.case_id == case_id).order_by(LadderStep.at).limit(1)
        )

    async def latest(self, case_id: str, arming: int) -> tuple[int, Rung] | tuple[None, None]:
        """Return the number and kind of the latest step of an arming."""
        query = select(LadderStep.rung, LadderStep.kind).where(LadderStep.case_id == case_id, LadderStep.arming == arming)
        row = (await self._session.execute(query.order_by(LadderStep.rung.desc()).limit(1))).one_or_none()
        return (row[0], Rung(row[1])) if row else (None, None)

    async def last_steps(self, case_ids: Sequence[str]) -> dict[str, StepRecord]:
        """Return the latest step for each case that has one."""
        query = select(LadderStep.case_id, LadderStep.kind, LadderStep.at).where(LadderStep.case_id.in_(case_ids))
        rows = await self._session.execute(query.order_by(LadderStep.at, LadderStep.arming, LadderStep.rung))
        return {case_id: StepRecord(Rung(kind), at) for case_id, kind, at in rows}

    async def ask(self, case_id: str, person_id: str, now: datetime) -> None:
        """Write down that the person was asked to see to the case."""
        row = await self._session.get(CaseAsked, (case_id, person_id))
        if row is None:
            self._session.add(CaseAsked(case_id=case_id, person_id=person_id, at=now))
        else:
            row.at = now
        await self._session.flush()

    async def asked(self, case_ids: Sequence[str]) -> dict[str, list[AskedRecord]]:
        """Return for each case who was asked and when last, the latest last."""
        query = (
            select(CaseAsked.case_id, CaseAsked.person_id, Person.display_name, CaseAsked.at)
            .join(Person, Person.id == CaseAsked.person_id)
            .where(CaseAsked.case_id.in_(case_ids))
            .order_by(CaseAsked.at, Person.display_name, CaseAsked.person_id)
        )
        found: dict[str, list[AskedRecord]] = {}
        for case_id, person_id, name, at in await self._session.execute(query):
            found.setdefault(case_id, []).append(AskedRecord(person_id, name, at))
        return found

    async def on_call(self) -> list[Person]:
        """Return the clinic's on-call order, without accounts that are disabled."""
        query = select(Person).join(OnCall, OnCall.person_id == Person.id)
        query = query.where(OnCall.place.is_not(None), Person.disabled_at.is_(None))
        return list(await self._session.scalars(query.order_by(OnCall.place)))

    async def set_on_call(self, person_ids: Sequence[str]) -> None:
        """Replace the clinic's on-call order."""
        await self._session.execute(update(OnCall).values(place=None))
        insert = sqlite.insert if self._session.get_bind().dialect.name == "sqlite" else postgresql.insert
        for place, person_id in enumerate(person_ids):
            statement = insert(OnCall).values(person_id=person_id, place=place)
            await self._session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_={"place": place}))

    async def order_for(self, patient_id: str) -> list[Person]:
        """Return who is asked about a patient, one after the other: their own therapists by seniority, then the on-call list."""
        own = (
            select(Person)
            .join(Caseload, Caseload.therapist_id == Person.id)
            .where(Caseload.patient_id == patient_id, Person.disabled_at.is_(None), Person.role == Role.THERAPIST.value)
            .order_by(Caseload.created_at, Person.id)
        )
        found = {person.id: person for person in [*await self._session.scalars(own), *await self.on_call()]}
        return list(found.values())
