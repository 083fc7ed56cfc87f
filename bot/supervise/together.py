"""Running things at once so that none goes on alone when another has failed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any


async def all_of(work: Iterable[Coroutine[Any, Any, Any]]) -> None:
    """Run all of ``work`` to the end; at the first failure cancel the others, wait for them, and raise it."""
    await _run(work, asyncio.FIRST_EXCEPTION)


async def first_of(*work: Coroutine[Any, Any, Any]) -> None:
    """Run all of ``work`` until one ends, cancel the others, wait for them, and raise what any of them raised."""
    await _run(work, asyncio.FIRST_COMPLETED)


async def _run(work: Iterable[Coroutine[Any, Any, Any]], until: str) -> None:
    tasks = [asyncio.create_task(each) for each in work]
    try:
        await asyncio.wait(tasks, return_when=until)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            raise result
