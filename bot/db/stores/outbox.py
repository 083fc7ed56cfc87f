"""Contact addresses, and the outbox of notifications to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Contact, Notification, Person, new_id
from bot.records import ContactRecord, NotificationRecord


class OutboxStore:
    """Reads and writes notifications within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, key: str, kind: str, target: str, *, now: datetime, **values: Any) -> bool:
        """Put a notification into the outbox; False when it is there already."""
        # Not look first: of two processes that do so at once both would see nothing.
        insert = sqlite.insert if self._session.get_bind().dialect.name == "sqlite" else postgresql.insert
        statement = (
            insert(Notification)
            .values(id=new_id(), key=key, kind=kind, target=target, created_at=now, next_try_at=now, **values)
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(Notification.id)
        )
        return await self._session.scalar(statement) is not None

    async def due(self, now: datetime, limit: int) -> list[NotificationRecord]:
        """Return what is to be delivered now, the longest due first."""
        query = select(Notification).where(Notification.next_try_at <= now).order_by(Notification.next_try_at).limit(limit)
        return [_record(row) for row in await self._session.scalars(query)]

    async def take(self, notification: NotificationRecord, until: datetime) -> bool:
        """Take a notification for delivery; others may only after ``until``. False when somebody was faster."""
        statement = (
            update(Notification)
            .where(Notification.id == notification.id, Notification.next_try_at == notification.next_try_at)
            .values(next_try_at=until, tries=Notification.tries + 1)
            .returning(Notification.id)
        )
        return await self._session.scalar(statement) is not None

    async def finish(self, notification_id: str, **values: Any) -> None:
        """Write down what became of it: ``sent_at``, ``failed_at`` or ``withdrawn_at``, or a new ``next_try_at``."""
        statement = update(Notification).where(Notification.id == notification_id).values(**{"next_try_at": None, **values})
        await self._session.execute(statement)

    async def hope(self, case_id: str, arming: int, rung: int) -> bool:
        """Whether a notification of this step was delivered, or may still be."""
        query = select(Notification.id).where(
            Notification.case_id == case_id,
            Notification.arming == arming,
            Notification.rung == rung,
            or_(Notification.sent_at.is_not(None), Notification.next_try_at.is_not(None)),
        )
        return await self._session.scalar(query.limit(1)) is not None

    async def delivered(self, case_id: str) -> datetime | None:
        """Return when the first notification about the case was delivered."""
        return await self._session.scalar(select(func.min(Notification.sent_at)).where(Notification.case_id == case_id))

    async def counts(self) -> tuple[int, int]:
        """Return how many notifications wait, and how many could not be delivered at all."""
        waiting = await self._session.scalar(select(func.count()).where(Notification.next_try_at.is_not(None)))
        failed = await self._session.scalar(select(func.count()).where(Notification.failed_at.is_not(None)))
        return waiting or 0, failed or 0


class ContactStore:
    """Reads and writes contact addresses within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, person_id: str, address: str, now: datetime) -> str | None:
        """Add an address and return its id; None when the person has it already."""
        if await self._session.scalar(select(exists().where(Contact.person_id == person_id, Contact.address == address))):
            return None
        row = Contact(id=new_id(), person_id=person_id, address=address, created_at=now)
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def get(self, contact_id: str) -> ContactRecord | None:
        """Return one address, if it is not removed and its owner's account is enabled."""
        query = _KEPT.join(Person, Person.id == Contact.person_id)
        row = await self._session.scalar(query.where(Contact.id == contact_id, Person.disabled_at.is_(None)))
        return _contact(row) if row else None

    async def remove(self, contact_id: str, now: datetime) -> str | None:
        """Remove an address and return whose it was; that there was one stays, what it was does not."""
        statement = update(Contact).where(Contact.id == contact_id, Contact.removed_at.is_(None))
        removed: str | None = await self._session.scalar(
            statement.values(address=None, removed_at=now).returning(Contact.person_id)
        )
        return removed

    async def all(self) -> list[ContactRecord]:
        """Return the addresses of everyone whose account is enabled, the oldest first."""
        query = _KEPT.join(Person, Person.id == Contact.person_id).where(Person.disabled_at.is_(None))
        return [_contact(row) for row in await self._session.scalars(query.order_by(Contact.created_at, Contact.id))]

    async def of(self, person_ids: Sequence[str]) -> list[ContactRecord]:
        """Return the addresses of these people."""
        query = _KEPT.where(Contact.person_id.in_(person_ids))
        return [_contact(row) for row in await self._session.scalars(query.order_by(Contact.created_at, Contact.id))]


_KEPT = select(Contact).where(Contact.removed_at.is_(None))
"""Addresses that were not removed."""


def _contact(row: Contact) -> ContactRecord:
    return ContactRecord(row.id, row.person_id, row.address or "")


def _record(row: Notification) -> NotificationRecord:
    return NotificationRecord(
        row.id,
        row.kind,
        row.target,
        row.person_id,
        row.case_id,
        row.arming,
        row.rung,
        row.tier,
        row.due_at,
        row.next_try_at,
        row.tries,
    )
