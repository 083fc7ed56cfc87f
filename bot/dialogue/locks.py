"""One turn at a time for each conversation: within one gateway, or between several by Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Protocol
from weakref import WeakValueDictionary

from redis.asyncio import Redis
from redis.exceptions import LockError

HELD_AT_MOST = 60.0
"""Seconds after which Redis gives the lock of a dead gateway away; longer than any turn lasts."""


class ConversationLocks(Protocol):
    """Hands out the turn in a conversation."""

    def hold(self, conversation_id: str) -> AbstractAsyncContextManager[None]:
        """Wait for the turn, first come first served, and keep it inside the block."""
        ...


class Place:
    """A place in the line for the turn, taken now, whether or not one gets to use it."""

    def __init__(self, locks: ConversationLocks, conversation_id: str) -> None:
        self._reached = asyncio.Event()
        self._left = asyncio.Event()
        self._keeper = asyncio.create_task(self._keep(locks, conversation_id))

    async def reached(self) -> bool:
        """Wait for the turn; True when it had come already."""
        if self._reached.is_set():
            return True
        waiting = asyncio.create_task(self._reached.wait())
        await asyncio.wait({waiting, self._keeper}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not self._reached.is_set():
            await self._keeper  # it failed: say why
        return False

    def leave(self) -> None:
        """Let the next one have the turn."""
        self._left.set()

    async def _keep(self, locks: ConversationLocks, conversation_id: str) -> None:
        async with locks.hold(conversation_id):
            self._reached.set()
            await self._left.wait()


class MemoryLocks:
    """For one gateway process."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """See ``ConversationLocks.hold``."""
        lock = self._locks.get(conversation_id)
        if lock is None:
            lock = self._locks[conversation_id] = asyncio.Lock()
        async with lock:
            yield


class RedisLocks:
    """For several gateways. The database's constraints, not this lock, keep the invariants: it only keeps turns in order."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._local = MemoryLocks()

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """See ``ConversationLocks.hold``."""
        async with self._local.hold(conversation_id):  # in order within this process; Redis between processes
            lock = self._redis.lock(
                f"handrail:turn:{conversation_id}", timeout=HELD_AT_MOST, sleep=0.02, blocking_timeout=HELD_AT_MOST
            )
            held = await lock.acquire()
            try:
                yield
            finally:
                if held:
                    with suppress(LockError):  # it had expired: somebody else may hold it now
                        await lock.release()
