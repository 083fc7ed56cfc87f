"""Proof that the chain, and the messages it names, are what they were.

It finds an entry altered, removed, inserted, replayed or reordered, and a message altered, removed, or put in without an entry.
A bare chain cannot show that its end was cut off, or that somebody who can write the database file forged it anew from some
entry on: for that, keep a head (``AuditLog.head``) elsewhere, and give it to ``Verifier.verify`` as ``anchor``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.audit.events import MESSAGE_TEXT_EVENTS
from bot.audit.facts import text_digest
from bot.audit.findings import Damage, Finding, diagnose
from bot.db.chain import ChainEntry, Head
from bot.db.engine import Database
from bot.db.stores.audit import AuditStore

BATCH = 1000
"""Entries read at once; also the bound on memory."""
MAX_FINDINGS = 20
"""After so many bad messages the rest are not listed; the first bad chain entry always is."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found."""

    length: int
    """Entries that follow each other as they should, from the first on."""
    head: str
    """``NUMBER:DIGEST`` of the last of them."""
    texts: int
    """Messages whose stored text fits the chain."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def first(self) -> Finding | None:
        """The first bad entry, by number; a message that no entry records comes last."""
        return min(self.findings, key=lambda finding: (finding.seq is None, finding.seq or 0), default=None)

    @property
    def exit_code(self) -> int:
        """0 when nothing was found, else 1."""
        return 0 if self.ok else 1

    def __str__(self) -> str:
        if self.ok:
            return f"whole: {self.length} entries, {self.texts} message texts, head {self.head}"
        return "\n".join(str(finding) for finding in self.findings)


class Verifier:
    """Reads the chain once, in batches, each in a short transaction of its own."""

    def __init__(self, db: Database, *, batch: int = BATCH) -> None:
        self._db = db
        self._batch = batch

    async def verify(self, anchor: Head | None = None) -> Verification:
        """Check every entry there is now.

        Args:
            anchor: a head kept elsewhere; the chain must still hold that entry, with that digest.
        """
        async with self._db.read() as session:
            end = await AuditStore(session).head()
        good, texts, findings = Head(), 0, list[Finding]()
        anchored = anchor is None or anchor.seq == 0
        chain_broken = False
        while good.seq < end.seq and not chain_broken:
            async with self._db.read() as session:
                store = AuditStore(session)
                entries, unreadable = await self._next(store, good.seq)
                kept = []
                for entry in entries:
                    damage = await diagnose(store, good, entry)
                    if damage is not None:
                        unreadable = damage
                        break
                    good = Head(entry.seq, entry.digest)
                    anchored = anchored or good == anchor
                    kept.append(entry)
                right, bad = await _check_texts(store, kept)
            texts += right
            findings.extend(bad[: MAX_FINDINGS - len(findings)])
            if unreadable is not None:
                findings.append(unreadable)
                chain_broken = True
        if not anchored and anchor is not None and not chain_broken:
            findings.append(_lost_anchor(anchor, good))
        if not chain_broken:
            findings.extend(await self._unrecorded())
        return Verification(good.seq, str(good), texts, findings)

    async def _next(self, store: AuditStore, after: int) -> tuple[list[ChainEntry], Finding | None]:
        """Return the next entries, up to the first that cannot be read."""
        try:
            return await store.batch(after, self._batch), None
        except (ValueError, TypeError):
            pass
        entries: list[ChainEntry] = []
        while (number := await store.next_number(after)) is not None:
            try:
                entries.extend(await store.batch(after, 1))
            except (ValueError, TypeError):
                return entries, Finding(Damage.ALTERED, number, "", "a column holds what Handrail cannot have written")
            after = number
        return entries, None

    async def _unrecorded(self) -> list[Finding]:
        async with self._db.read() as session:
            ids = await AuditStore(session).unrecorded_messages(sorted(MESSAGE_TEXT_EVENTS), MAX_FINDINGS)
        return [Finding(Damage.MESSAGE_UNRECORDED, None, message_id, "no entry records this message") for message_id in ids]


async def _check_texts(store: AuditStore, entries: list[ChainEntry]) -> tuple[int, list[Finding]]:
    """Compare the texts of messages with what the entries say of them, and look for a message recorded twice."""
    about = [entry for entry in entries if entry.content.event in MESSAGE_TEXT_EVENTS]
    if not about:
        return 0, []
    ids = {entry.content.object_id for entry in about}
    texts = await store.texts(ids)
    first = await store.first_mentions(ids, sorted(MESSAGE_TEXT_EVENTS))
    right, bad = 0, []
    for entry in about:
        message_id = entry.content.object_id
        if first[message_id] != entry.seq:
            bad.append(Finding(Damage.REPLAYED, entry.seq, message_id, f"entry {first[message_id]} records this message already"))
        elif message_id not in texts:
            bad.append(Finding(Damage.MESSAGE_REMOVED, entry.seq, message_id, "the message is not in the database"))
        elif text_digest(texts[message_id]) != entry.content.content_digest:
            bad.append(Finding(Damage.MESSAGE_ALTERED, entry.seq, message_id, "the stored text is not the one recorded"))
        else:
            right += 1
    return right, bad


def _lost_anchor(anchor: Head, good: Head) -> Finding:
    if good.seq < anchor.seq:
        why = f"the chain ends at {good.seq}: its end was cut off, or an older copy was restored"
        return Finding(Damage.TRUNCATED, good.seq + 1, "", why)
    return Finding(Damage.ALTERED, anchor.seq, "", "it is not the entry of the anchor: the chain was forged at or before it")
