"""Rate limits: generous for people, tight for guessing."""

from __future__ import annotations

import time
from enum import Enum
from math import ceil

import structlog
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from bot.gateway.problems import TooMany

_log = structlog.get_logger(__name__)


class Limit(Enum):
    """What is limited, and by what it is counted."""

    LOGIN_AT_ADDRESS = RateLimitItemPerMinute(60, namespace="login-address")
    """All attempts to log in from one address; a whole clinic may share one."""
    LOGIN_GUESSING = RateLimitItemPerMinute(10, 15, namespace="login-guess")
    """Attempts on one login from one address in 15 minutes; cleared by a success."""
    LOGIN_ANYWHERE = RateLimitItemPerHour(100, namespace="login-any")
    """Attempts on one login from everywhere: slows a spread-out guess without letting a stranger lock the owner out soon."""
    INVITATION = RateLimitItemPerMinute(60, namespace="invitation")
    """Attempts to use a code from one address; a code cannot be guessed anyway (78 bits)."""


class RateLimits:
    """Counts in memory, or in Redis where several gateways count together."""

    def __init__(self, redis_url: str | None, messages_per_minute: int) -> None:
        if redis_url:
            storage = storage_from_string(f"async+{redis_url}", implementation="redispy", wrap_exceptions=True)
        else:
            storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(storage)
        self._messages = RateLimitItemPerMinute(messages_per_minute, namespace="messages") if messages_per_minute else None

    async def hit(self, limit: Limit, *key: str) -> None:
        """Count one attempt.

        Raises:
            TooMany: the limit is reached.
        """
        await self._hit(limit.value, key)

    async def message(self, patient_id: str) -> None:
        """Count one message of a patient.

        Raises:
            TooMany: the limit is reached.
        """
        if self._messages is not None:
            await self._hit(self._messages, (patient_id,))

    async def clear(self, limit: Limit, *key: str) -> None:
        """Forget the attempts so far."""
        try:
            await self._limiter.clear(limit.value, *key)
        except StorageError:
            _log.warning("rate limits unavailable")

    async def _hit(self, item: RateLimitItem, key: tuple[str, ...]) -> None:
        try:
            if await self._limiter.hit(item, *key):
                return
            window = await self._limiter.get_window_stats(item, *key)
        except StorageError:
            # Redis is away: a patient who can write unlimited is better than one who cannot write.
            _log.warning("rate limits unavailable")
            return
        raise TooMany(max(1, ceil(window.reset_time - time.time())))
