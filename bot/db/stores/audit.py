"""The audit chain in the database: entries join it at the end of the transaction that they belong to.

An entry given to ``AuditStore.append`` waits in the session and is written just before the commit, with all others of that
transaction. So the chain's lock is always the last one that a transaction takes, which rules out deadlocks with rows that it
locked before, and it is held for the shortest time that a gapless chain allows: from reading the head to the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, event, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from bot.db.chain import ChainEntry, EntryContent, Head, seal
from bot.db.tables import AuditEntry, Message, Person

_PENDING = "handrail_audit_pending"
_CANARY = "handrail_canary"
_LOCK = text("SELECT pg_advisory_xact_lock(7023961840113)")
"""One number for all of Handrail's audit chain in a PostgreSQL database; ends with the transaction."""
_TABLE = cast("Table", AuditEntry.__table__)
_COLUMNS = tuple(_TABLE.columns)
_HEAD = select(_TABLE.c.seq, _TABLE.c.digest).order_by(_TABLE.c.seq.desc()).limit(1)
_INSERT = insert(_TABLE)


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry with the name of who did it, for people to read."""

    entry: ChainEntry
    actor_name: str


def mark_canary(session: AsyncSession) -> None:
    """Let every entry of this transaction say that it is about the synthetic patient; locking their conversation does this."""
    session.sync_session.info[_CANARY] = True


class AuditStore:
    """Appends to and reads the chain."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def append(self, content: EntryContent) -> None:
        """Let ``content`` join the chain when this transaction commits; a rollback takes it away, of a savepoint too.

        Raises:
            RuntimeError: in a session that only reads, whose end would lose the entry without a word.
        """
        session = self._session.sync_session
        if session.get_bind().get_execution_options().get("handrail_read_only"):
            raise RuntimeError("an audit entry needs a transaction that writes")
        if session.info.get(_CANARY):
            content = replace(content, facts={**content.facts, "canary": True})
        transaction = session.get_nested_transaction() or session.get_transaction()
        session.info.setdefault(_PENDING, []).append((content, transaction))

    async def head(self) -> Head:
        """Return the newest committed entry, or the genesis of an empty chain."""
        return _head((await self._session.execute(_HEAD)).first())

    async def batch(self, after: int, limit: int) -> list[ChainEntry]:
        """Return up to ``limit`` entries numbered above ``after``, in order.

        Raises:
            ValueError, TypeError: when a stored value is not of its column's kind.
        """
        query = select(*_COLUMNS).where(_TABLE.c.seq > after).order_by(_TABLE.c.seq).limit(limit)
        return [_entry(row) for row in await self._session.execute(query)]

    async def next_number(self, after: int) -> int | None:
        """Return the lowest number above ``after`` that an entry has, whatever is in its other columns."""
        found: int | None = await self._session.scalar(select(func.min(_TABLE.c.seq)).where(_TABLE.c.seq > after))
        return found

    async def numbers_of(self, digest: str) -> list[int]:
        """Return the numbers of the entries with this digest; of an untouched chain never more than one."""
        return list(await self._session.scalars(select(_TABLE.c.seq).where(_TABLE.c.digest == digest).order_by(_TABLE.c.seq)))

    async def texts(self, message_ids: Iterable[str]) -> dict[str, str]:
        """Return the stored texts of those messages that exist."""
        query = select(Message.id, Message.text).where(Message.id.in_(message_ids))
        return {row.id: row.text for row in await self._session.execute(query)}

    async def first_mentions(self, object_ids: Iterable[str], events: Iterable[str]) -> dict[str, int]:
        """Return for each object the number of the first entry that records one of ``events`` of it."""
        query = (
            select(_TABLE.c.object_id, func.min(_TABLE.c.seq).label("first"))
            .where(_TABLE.c.object_id.in_(object_ids), _TABLE.c.event.in_(events))
            .group_by(_TABLE.c.object_id)
        )
        return {row.object_id: row.first for row in await self._session.execute(query)}

    async def unrecorded_messages(self, events: Iterable[str], limit: int) -> Sequence[str]:
        """Return the ids of messages that the chain does not know."""
        known = select(1).where(_TABLE.c.object_id == Message.id, _TABLE.c.event.in_(events)).exists()
        return (await self._session.scalars(select(Message.id).where(~known).order_by(Message.id).limit(limit))).all()

    async def since(self, object_id: str, moment: datetime) -> set[tuple[str, str]]:
        """Return which events were recorded of an object after ``moment``, each with the id of who did it."""
        query = select(_TABLE.c.event, _TABLE.c.actor_id).where(_TABLE.c.object_id == object_id, _TABLE.c.at > moment)
        return {(row.event, row.actor_id) for row in await self._session.execute(query)}

    async def entries(self, object_id: str | None, limit: int) -> list[NamedEntry]:
        """Return the newest entries (about one object, or all), newest first, with the name of each one's actor."""
        query = select(*_COLUMNS, Person.display_name).outerjoin(Person, Person.id == _TABLE.c.actor_id)
        if object_id is not None:
            query = query.where(_TABLE.c.object_id == object_id)
        rows = await self._session.execute(query.order_by(_TABLE.c.seq.desc()).limit(limit))
        return [NamedEntry(_entry(row), row.display_name or program_name(row.actor_id)) for row in rows]


def program_name(actor_id: str) -> str:
    """Return what to call an actor who is no person: one of Handrail's own programs."""
    return f"Handrail ({actor_id})"


def _head(row: Row[Any, Any] | None) -> Head:
    return Head() if row is None else Head(row[0], row[1])


def _entry(row: Any) -> ChainEntry:
    content = EntryContent(
        row.at, row.event, row.actor_id, row.actor_role, row.object_type, row.object_id, row.facts, row.content_digest
    )
    return ChainEntry(row.seq, content, row.previous, row.digest)


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    """Chain what waits in the session; the end of a savepoint is not yet the end."""
    pending: list[tuple[EntryContent, SessionTransaction]] | None = session.info.get(_PENDING)
    if not pending or session.in_nested_transaction():
        return
    session.flush()  # every row lock of this transaction comes before the chain's
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK)
    head = _head(session.execute(_HEAD).first())
    rows = []
    for content, _ in pending:
        seq, previous = head.seq + 1, head.digest
        head = Head(seq, seal(content, seq, previous))
        rows.append(
            {
                "seq": seq,
                "at": content.at,
                "event": content.event,
                "actor_id": content.actor_id,
                "actor_role": content.actor_role,
                "object_type": content.object_type,
                "object_id": content.object_id,
                "facts": content.facts,
                "content_digest": content.content_digest,
                "previous": previous,
                "digest": head.digest,
            }
        )
    session.execute(_INSERT, rows)
    session.info[_PENDING] = []


@event.listens_for(Session, "after_soft_rollback")
def _drop_pending(session: Session, rolled_back: SessionTransaction) -> None:
    """Forget what belonged to a transaction or savepoint that did not happen."""
    pending: list[tuple[EntryContent, SessionTransaction]] = session.info.get(_PENDING, [])
    session.info[_PENDING] = [entry for entry in pending if not _within(entry[1], rolled_back)]


def _within(transaction: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while transaction is not None:
        if transaction is outer:
            return True
        transaction = transaction.parent
    return False
