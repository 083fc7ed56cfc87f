"""How audit entries are chained: each one's digest covers all its columns, its number and the digest before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""What the first entry names as the digest before it."""


@dataclass(frozen=True, slots=True)
class EntryContent:
    """What one entry says, before it has a place in the chain."""

    at: datetime
    event: str
    actor_id: str
    actor_role: str
    object_type: str
    object_id: str
    facts: dict[str, Any]
    """Only values that come back from both databases as they went in: see ``bot.audit.facts``."""
    content_digest: str


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """One stored entry."""

    seq: int
    content: EntryContent
    previous: str
    digest: str

    @property
    def intact(self) -> bool:
        """Whether the digest is that of the columns beside it."""
        return seal(self.content, self.seq, self.previous) == self.digest


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: what to print, sign or send away, so that a cut or restored chain shows."""

    seq: int = 0
    digest: str = GENESIS

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read what ``str`` wrote.

        Raises:
            ValueError: when ``text`` is not a number, a colon and 64 hexadecimal digits.
        """
        seq, _, digest = text.strip().partition(":")
        if len(digest) != len(GENESIS) or not set(digest) <= set("0123456789abcdef"):
            raise ValueError("a head is written NUMBER:DIGEST, the digest being 64 hexadecimal digits")
        return cls(int(seq), digest)


def seal(content: EntryContent, seq: int, previous: str) -> str:
    """Return the SHA-256, in hexadecimal, of the entry's canonical JSON (keys sorted, no spaces, ASCII, UTC microseconds)."""
    canonical = json.dumps(
        {
            "seq": seq,
            "at": content.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "event": content.event,
            "actor_id": content.actor_id,
            "actor_role": content.actor_role,
            "object_type": content.object_type,
            "object_id": content.object_id,
            "facts": content.facts,
            "content_digest": content.content_digest,
            "previous": previous,
        },
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
