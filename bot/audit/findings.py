"""What a verification can find, and how it tells one kind of damage from another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.db.chain import GENESIS, ChainEntry, Head, seal
from bot.db.stores.audit import AuditStore

SPARE_NUMBERS = 1000
"""How far beyond the newest number an entry's original place is looked for."""


class Damage(StrEnum):
    """What is wrong."""

    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    REPLAYED = "replayed"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    MESSAGE_ALTERED = "message altered"
    MESSAGE_REMOVED = "message removed"
    MESSAGE_UNRECORDED = "message unrecorded"


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of damage. Never holds text of a message or a fact."""

    damage: Damage
    seq: int | None
    """Number of the (first) bad entry; None for a message that no entry records."""
    object_id: str
    """What the entry is about, as far as it can still be read."""
    why: str

    def __str__(self) -> str:
        where = "" if self.seq is None else f"entry {self.seq}: "
        about = f" ({self.object_id})" if self.object_id else ""
        return f"{where}{self.damage.value}{about}: {self.why}"


async def diagnose(store: AuditStore, before: Head, entry: ChainEntry) -> Finding | None:
    """Compare ``entry`` with the last good one, ``before``; None when it follows as it should.

    An entry's digest covers its number and the digest before it. So an entry that was moved still fits its own digest under its
    old number, and that number, with what now stands around it, tells removal, insertion, reordering and replay apart.
    """
    expected = before.seq + 1
    if entry.seq != expected:
        last = entry.seq - 1
        which = f"entry {expected} is" if last == expected else f"entries {expected} to {last} are"
        return Finding(Damage.REMOVED, expected, "", f"{which} missing")
    if entry.intact:
        return None if entry.previous == before.digest else await _broken_link(store, before, entry)
    home = await _original_number(store, entry)
    if home is None:
        return Finding(Damage.ALTERED, entry.seq, entry.content.object_id, "its content does not fit its digest")
    return await _misplaced(store, entry, home)


async def _misplaced(store: AuditStore, entry: ChainEntry, home: int) -> Finding:
    """Say how an entry that was sealed as number ``home`` came to stand elsewhere."""
    about = entry.content.object_id
    if any(seq != entry.seq for seq in await store.numbers_of(entry.digest)):
        return Finding(Damage.REPLAYED, entry.seq, about, f"it is a copy of entry {home}")
    before = [0] if entry.previous == GENESIS else await store.numbers_of(entry.previous)
    if not before:
        return Finding(Damage.REMOVED, entry.seq, about, f"entry {home} stands here; the one before it is missing")
    if before[0] < entry.seq:
        return Finding(Damage.INSERTED, before[0] + 1, "", f"it pushed the entry that was {home} to {entry.seq}")
    return Finding(Damage.REORDERED, entry.seq, about, f"entry {home} stands here")


async def _broken_link(store: AuditStore, before: Head, entry: ChainEntry) -> Finding:
    """Two neighbours each fit their own digest, but not each other: one was rewritten together with its digest."""
    try:
        following = await store.batch(entry.seq, 1)
    except (ValueError, TypeError):
        following = []
    confirmed = not following or following[0].previous == entry.digest
    if before.seq and confirmed:
        why = f"rewritten with a new digest: entry {entry.seq} names another one before it"
        return Finding(Damage.ALTERED, before.seq, "", why)
    why = "rewritten with a new digest: it names another entry before it"
    return Finding(Damage.ALTERED, entry.seq, entry.content.object_id, why)


async def _original_number(store: AuditStore, entry: ChainEntry) -> int | None:
    """Return the number under which the entry's digest fits its content."""
    last = max((await store.head()).seq, entry.seq) + SPARE_NUMBERS
    nearest_first = sorted(range(1, last + 1), key=lambda seq: abs(seq - entry.seq))
    return next((seq for seq in nearest_first if seal(entry.content, seq, entry.previous) == entry.digest), None)
