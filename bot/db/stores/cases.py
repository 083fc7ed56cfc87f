"""Cases, which messages are in them, and their history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.stores.people import guided_patients
from bot.db.tables import Case, CaseAsked, CaseHistory, Caseload, CaseMessage, Conversation, LadderStep, Person, new_id
from bot.records import CaseHistoryRecord, CaseRecord
from bot.words import CaseStatus, OpenedBy, Outcome, Owner, Rung, Tier

_Patient = aliased(Person, name="patient")
_Claimer = aliased(Person, name="claimer")


class CaseStore:
    """Reads and changes cases within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, case_id: str) -> CaseRecord | None:
        """Return the case, or None."""
        row = (await self._session.execute(_select().where(Case.id == case_id))).one_or_none()
        return _record(*row) if row else None

    async def of_message(self, message_id: str) -> str | None:
        """Return the id of the case that holds the message, or None."""
        return await self._session.scalar(select(CaseMessage.case_id).where(CaseMessage.message_id == message_id))

    async def unresolved(self, conversation_id: str) -> CaseRecord | None:
        """Return the conversation's unresolved case, or None."""
        query = _select().where(Case.conversation_id == conversation_id, Case.status != CaseStatus.RESOLVED)
        row = (await self._session.execute(query)).one_or_none()
        return _record(*row) if row else None

    async def all_unresolved(self) -> list[CaseRecord]:
        """Return every unresolved case but those of drills."""
        query = _select().where(Case.status != CaseStatus.RESOLVED, Conversation.canary.is_(False))
        return [_record(*row) for row in await self._session.execute(query)]

    async def add(
        self,
        *,
        conversation_id: str,
        patient_id: str,
        tier: Tier,
        categories: list[str],
        opened_by: OpenedBy,
        screen_version: str,
        now: datetime,
        due_at: datetime,
    ) -> str:
        """Add an open case and return its id."""
        row = Case(
            id=new_id(),
            conversation_id=conversation_id,
            patient_id=patient_id,
            status=CaseStatus.OPEN.value,
            tier=tier.value,
            categories=categories,
            opened_by=opened_by.value,
            screen_version=screen_version,
            opened_at=now,
            due_at=due_at,
            armed_at=now,
            ladder_at=now,
            ladder_next=Rung.ASKED.value,
        )
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def add_message(self, case_id: str, message_id: str, tier: Tier, opened_by: OpenedBy, now: datetime) -> None:
        """Put a message into the case; a second case for the same message breaks the key."""
        self._session.add(
            CaseMessage(message_id=message_id, case_id=case_id, tier=tier.value, opened_by=opened_by.value, created_at=now)
        )
        await self._session.flush()

    async def change(self, case_id: str, version: int, values: dict[str, Any]) -> bool:
        """Change the case if it is still at ``version``; False when somebody was faster."""
        changed = await self._session.scalar(
            update(Case).where(Case.id == case_id, Case.version == version).values(**values, version=version + 1).returning(Case.id)
        )
        return changed is not None

    async def add_history(self, case_id: str, step: CaseHistoryRecord) -> None:
        """Add one step to the case's history."""
        self._session.add(
            CaseHistory(
                case_id=case_id,
                at=step.at,
                actor_id=step.actor_id,
                actor_name=step.actor_name,
                actor_role=step.actor_role,
                action=step.action,
                from_status=step.from_status,
                to_status=step.to_status,
                tier=step.tier.value,
                note=step.note,
            )
        )
        await self._session.flush()

    async def history(self, case_id: str) -> list[CaseHistoryRecord]:
        """Return the case's steps, oldest first."""
        rows = await self._session.scalars(select(CaseHistory).where(CaseHistory.case_id == case_id).order_by(CaseHistory.id))
        return [
            CaseHistoryRecord(
                row.at,
                row.actor_id,
                row.actor_name,
                row.actor_role,
                row.action,
                row.from_status,
                row.to_status,
                Tier(row.tier),
                row.note,
            )
            for row in rows
        ]

    async def message_ids(self, case_id: str) -> list[str]:
        """Return the ids of the case's messages, oldest first."""
        query = select(CaseMessage.message_id).where(CaseMessage.case_id == case_id).order_by(CaseMessage.created_at)
        return list(await self._session.scalars(query))

    async def raise_message(self, message_id: str, tier: Tier) -> bool:
        """Give a message of a case a more urgent tier; False when it has one as urgent."""
        lower = [other.value for other in Tier if other.rank < tier.rank]
        raised = await self._session.scalar(
            update(CaseMessage)
            .where(CaseMessage.message_id == message_id, CaseMessage.tier.in_(lower))
            .values(tier=tier.value)
            .returning(CaseMessage.message_id)
        )
        return raised is not None

    async def worst_messages(self, case_ids: Sequence[str]) -> dict[str, str]:
        """Return for each case the id of its most urgent message; the newest of equals."""
        rank = _rank(CaseMessage.tier)
        query = (
            select(CaseMessage.case_id, CaseMessage.message_id)
            .where(CaseMessage.case_id.in_(case_ids))
            .order_by(rank, CaseMessage.created_at)
        )
        return dict((await self._session.execute(query)).all())

    async def queue(self, statuses: Sequence[CaseStatus], *, therapist_id: str | None, limit: int) -> list[CaseRecord]:
        """Return cases, most urgent first, then by the time they are due; never those of drills.

        With ``therapist_id``: those of the therapist's caseload, those that the ladder asked them to see to, and those of patients
        whom nobody guides.
        """
        urgent_first = (_rank(Case.tier).desc(), Case.due_at)
        query = _select().where(Case.status.in_(statuses), Conversation.canary.is_(False)).order_by(*urgent_first).limit(limit)
        if therapist_id is not None:
            query = query.where(in_reach(therapist_id, Case.patient_id) | asked_to(therapist_id))
        return [_record(*row) for row in (await self._session.execute(query))]

    async def expired_claims(self, now: datetime) -> list[CaseRecord]:
        """Return claimed cases whose lease has run out."""
        query = _select().where(Case.status == CaseStatus.CLAIMED, Case.claim_expires_at < now)
        return [_record(*row) for row in (await self._session.execute(query))]

    async def newly_overdue(self, now: datetime) -> list[CaseRecord]:
        """Return open cases whose clock has run out and for which nothing was said of it yet."""
        query = _select().where(Case.status == CaseStatus.OPEN, Case.due_at < now, Case.overdue_at.is_(None))
        return [_record(*row) for row in (await self._session.execute(query))]

    async def late(self, now: datetime, rungs: Sequence[Rung], limit: int) -> list[tuple[CaseRecord, bool]]:
        """Return open cases that are overdue or for which a step of ``rungs`` was taken in this arming, and whether one was.

        Most urgent first, then by the time they are due; never those of drills.
        """
        kinds = [rung.value for rung in rungs]
        taken = (
            select(LadderStep.case_id)
            .where(LadderStep.case_id == Case.id, LadderStep.arming == Case.arming, LadderStep.kind.in_(kinds))
            .exists()
        )
        query = (
            _select()
            .add_columns(taken.label("called"))
            .where(Case.status == CaseStatus.OPEN, Conversation.canary.is_(False), taken | (Case.due_at < now))
            .order_by(_rank(Case.tier).desc(), Case.due_at)
            .limit(limit)
        )
        return [(_record(*row), bool(called)) for *row, called in await self._session.execute(query)]

    async def on_ladder(self, now: datetime, limit: int) -> list[str]:
        """Return the ids of unresolved cases whose next step of the ladder is due, the longest due first."""
        query = (
            select(Case.id).where(Case.ladder_at <= now, Case.status != CaseStatus.RESOLVED).order_by(Case.ladder_at).limit(limit)
        )
        return list(await self._session.scalars(query))


def asked_to(therapist_id: str) -> ColumnElement[bool]:
    """Whether the ladder asked the therapist to see to the case, and it is not resolved yet."""
    mine = select(CaseAsked.case_id).where(CaseAsked.person_id == therapist_id)
    return Case.id.in_(mine) & (Case.status != CaseStatus.RESOLVED)


def in_reach(therapist_id: str, patient_id: ColumnElement[str] | Any) -> ColumnElement[bool]:
    """Whether the therapist guides the patient, or nobody does (then everyone sees them: better than nobody)."""
    mine = select(Caseload.patient_id).where(Caseload.therapist_id == therapist_id)
    return patient_id.in_(mine) | patient_id.not_in(guided_patients())


def _rank(column: Any) -> ColumnElement[int]:
    return case({tier.value: tier.rank for tier in Tier}, value=column)


def _select() -> Select[Case, str, str | None, Conversation, int]:
    count = select(func.count()).where(CaseMessage.case_id == Case.id).scalar_subquery()
    return (
        select(Case, _Patient.display_name, _Claimer.display_name, Conversation, count)
        .join(_Patient, _Patient.id == Case.patient_id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .outerjoin(_Claimer, _Claimer.id == Case.claimed_by)
        .execution_options(populate_existing=True)
    )


def _record(row: Case, patient_name: str, claimer: str | None, conversation: Conversation, count: int) -> CaseRecord:
    return CaseRecord(
        id=row.id,
        conversation_id=row.conversation_id,
        patient_id=row.patient_id,
        patient_name=patient_name,
        status=CaseStatus(row.status),
        tier=Tier(row.tier),
        categories=row.categories,
        opened_by=OpenedBy(row.opened_by),
        screen_version=row.screen_version,
        opened_at=row.opened_at,
        due_at=row.due_at,
        overdue_at=row.overdue_at,
        claimed_by=row.claimed_by,
        claimed_by_name=claimer,
        claim_expires_at=row.claim_expires_at,
        version=row.version,
        resolved_at=row.resolved_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        owner=Owner(conversation.owner),
        epoch=conversation.epoch,
        message_count=count,
        armed_at=row.armed_at or row.opened_at,
        arming=row.arming,
        rung=row.rung,
        ladder_at=row.ladder_at,
        ladder_next=Rung(row.ladder_next) if row.ladder_next else None,
        canary=conversation.canary,
    )
