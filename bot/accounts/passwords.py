"""Password hashing: argon2id with the library's current defaults (RFC 9106, low-memory profile), off the event loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import Invalid

MIN_LENGTH = 10
"""Shortest password of a staff account, in characters; length is what counts (NIST SP 800-63B)."""
MAX_LENGTH = 256
"""Longest password, in characters, so that hashing one has a bounded cost."""
AT_ONCE = 2
"""Hashes computed at the same time: each takes 64 MiB and about 50 ms of a core."""


class Passwords:
    """Hashes and verifies, a few at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        """Return the hash to store.

        Raises:
            Invalid: when the password is too short or too long.
        """
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            raise Invalid(
                f"the password must have {MIN_LENGTH} to {MAX_LENGTH} characters",
                remedy="choose another; a few words make a good one",
            )
        async with self._gate:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether ``password`` is the one behind ``stored``. Without a stored hash it takes as long, and is False."""
        async with self._gate:
            if self._decoy is None:
                self._decoy = await asyncio.to_thread(self._hasher.hash, "no account has this hash")
            matches = await asyncio.to_thread(self._matches, stored or self._decoy, password)
        return matches and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether ``stored`` was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
