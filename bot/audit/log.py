"""The append-only log of what happened: one gapless hash chain for the whole of Handrail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.facts import plain_facts, text_digest
from bot.audit.verify import Verification, Verifier
from bot.clock import Clock
from bot.db.chain import EntryContent, Head
from bot.db.engine import Database, Session
from bot.db.stores.audit import AuditStore, NamedEntry

MAX_ENTRIES = 500
"""How many entries one look at the log may return."""
STATUS_ENTRIES = 1000
"""How many of the newest entries ``status`` checks: a page's worth of work; ``Verifier`` checks them all."""


@dataclass(frozen=True, slots=True)
class ChainStatus:
    """How the end of the chain looks."""

    ok: bool
    length: int
    head: str
    checked: int
    """How many of the newest entries were checked."""

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"ok": self.ok, "length": self.length, "head": self.head, "checked": self.checked}


class AuditLog:
    """Appends within the caller's transaction, and shows what was appended."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def append(
        self,
        session: Session,
        event: AuditEvent,
        *,
        actor: Actor,
        object_type: str,
        object_id: str,
        facts: Mapping[str, object] | None = None,
        text: str | None = None,
    ) -> None:
        """Record an event in the transaction of ``session``: it happened if, and only if, that commits.

        The entry is written as the last thing before the commit, so the order of appends within a transaction is kept, and it
        does not matter when in the transaction this is called. What was done at a command line names its user in
        ``facts["os_user"]``. ``text`` goes in as its SHA-256 only; ``facts`` are small
        values, and a string among them that is not a bare token is replaced by its digest (see ``bot.audit.facts``).

        Raises:
            RuntimeError: when ``session`` only reads.
        """
        AuditStore(session).append(
            EntryContent(
                at=self._clock.now(),
                event=event.value,
                actor_id=actor.id,
                actor_role=actor.role,
                object_type=object_type,
                object_id=object_id,
                facts=plain_facts(facts if actor.os_user is None else {**(facts or {}), "os_user": actor.os_user}),
                content_digest="" if text is None else text_digest(text),
            )
        )

    async def record(
        self, event: AuditEvent, *, actor: Actor, object_type: str, object_id: str, facts: Mapping[str, object] | None = None
    ) -> None:
        """Record an event that changes nothing else in the database, in a transaction of its own."""
        async with self._db.write() as session:
            await self.append(session, event, actor=actor, object_type=object_type, object_id=object_id, facts=facts)

    async def head(self) -> Head:
        """Return the newest entry's number and digest."""
        async with self._db.read() as session:
            return await AuditStore(session).head()

    async def entries(self, actor: Actor, object_id: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """Return the newest entries, newest first, of one object or of all; that ``actor`` looked is an entry itself.

        Each is ``{"seq", "at", "event", "actor_id", "actor_name", "actor_role", "object_type", "object_id", "facts"}``.
        """
        async with self._db.read() as session:
            found = await AuditStore(session).entries(object_id, max(1, min(limit, MAX_ENTRIES)))
        async with self._db.write() as session:
            await self.append(
                session,
                AuditEvent.AUDIT_READ,
                actor=actor,
                object_type="audit",
                object_id=object_id or "all",
                facts={"entries": len(found)},
            )
        return [_as_json(entry) for entry in found]

    async def verify(self, anchor: Head | None = None) -> Verification:
        """Check the whole chain, and the messages it names; see ``bot.audit.verify``."""
        return await Verifier(self._db).verify(anchor)

    async def status(self) -> ChainStatus:
        """Check the newest entries against each other: a quick look, not a proof (``Verifier`` gives that)."""
        async with self._db.read() as session:
            store = AuditStore(session)
            head = await store.head()
            try:
                entries = await store.batch(max(0, head.seq - STATUS_ENTRIES), STATUS_ENTRIES)
            except (ValueError, TypeError):
                return ChainStatus(ok=False, length=head.seq, head=head.digest, checked=0)
        linked = all(
            entry.intact and (before is None or (entry.previous, entry.seq) == (before.digest, before.seq + 1))
            for before, entry in zip([None, *entries], entries, strict=False)
        )
        return ChainStatus(ok=linked, length=head.seq, head=head.digest, checked=len(entries))


def _as_json(named: NamedEntry) -> dict[str, Any]:
    entry, content = named.entry, named.entry.content
    return {
        "seq": entry.seq,
        "at": content.at.isoformat(),
        "event": content.event,
        "actor_id": content.actor_id,
        "actor_name": named.actor_name,
        "actor_role": content.actor_role,
        "object_type": content.object_type,
        "object_id": content.object_id,
        "facts": content.facts,
    }
