"""The load generator: the same for both assistants."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Protocol, Self

from benchmarks.stats import Load, summarise

MESSAGES = ("hello", "are you a bot?", "good morning", "what can you do?", "thank you", "hi there", "goodbye")
"""Small talk that both assistants understand, that no screen flags, and that leads neither into a form."""
WARM_UP = 3
"""Messages of each sender before the clock starts."""


class Late(Exception):
    """The answer was a notice of delay, or did not come."""


class Sender(Protocol):
    """One person who chats."""

    async def __aenter__(self) -> Self:
        """Connect."""
        ...

    async def __aexit__(self, *error: object) -> None:
        """Leave."""
        ...

    async def ask(self, text: str) -> None:
        """Send ``text`` and return when the answer is there.

        Raises:
            Late: when it is a notice of delay, or none comes.
        """
        ...


async def closed_loop(
    senders: Sequence[Sender], seconds: float, *, history: int = WARM_UP, begin: Callable[[], None] = lambda: None
) -> Load:
    """Let all ``senders`` chat at once for ``seconds``, after ``history`` messages of each that are not counted.

    ``begin`` is called when the counting begins.
    """
    milliseconds: list[float] = []
    late = 0

    async def chat(sender: Sender, start: asyncio.Barrier) -> None:
        nonlocal late
        for number in range(history):
            with suppress(Late):
                await sender.ask(MESSAGES[number % len(MESSAGES)])
        await start.wait()
        end, number = time.perf_counter() + seconds, 0
        while (began := time.perf_counter()) < end:
            try:
                await sender.ask(MESSAGES[number % len(MESSAGES)])
                milliseconds.append((time.perf_counter() - began) * 1000)
            except Late:
                late += 1
            number += 1

    async with AsyncExitStack() as stack:
        present = [await stack.enter_async_context(sender) for sender in senders]
        barrier = asyncio.Barrier(len(present) + 1)
        async with asyncio.TaskGroup() as group:
            for sender in present:
                group.create_task(chat(sender, barrier))
            await barrier.wait()
            begin()
            began = time.perf_counter()
        return summarise(len(present), time.perf_counter() - began, milliseconds, late, history)


async def long_conversation(sender: Sender, messages: int, limit: float) -> list[float]:
    """Let one sender send ``messages`` one after the other, for at most ``limit`` seconds; return the milliseconds of each."""
    milliseconds: list[float] = []
    end = time.perf_counter() + limit
    async with sender:
        while len(milliseconds) < messages and (began := time.perf_counter()) < end:
            await sender.ask(MESSAGES[len(milliseconds) % len(MESSAGES)])
            milliseconds.append((time.perf_counter() - began) * 1000)
    return milliseconds
