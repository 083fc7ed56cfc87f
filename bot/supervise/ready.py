"""Asking the gateway how things stand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp

_TIMEOUT = aiohttp.ClientTimeout(total=5)


async def answers(session: aiohttp.ClientSession, url: str) -> bool:
    """Whether ``url`` answers with 200 within five seconds."""
    try:
        async with session.get(url, timeout=_TIMEOUT) as response:
            return response.status == 200  # noqa: PLR2004 - HTTP's own number
    except (aiohttp.ClientError, TimeoutError):
        return False


async def until(session: aiohttp.ClientSession, url: str, *, every: float = 0.25) -> None:
    """Wait until ``url`` answers."""
    while not await answers(session, url):  # noqa: ASYNC110 - another process's answer is no event of this one
        await asyncio.sleep(every)


async def watch(
    session: aiohttp.ClientSession, url: str, changed: Callable[[bool], None], *, soon: float = 0.5, later: float = 5.0
) -> None:
    """Call ``changed`` at every change of whether ``url`` answers, starting from no; asks often until the first yes, then less."""
    ready = False
    while True:
        now = await answers(session, url)
        if now is not ready:
            ready = now
            changed(ready)
        await asyncio.sleep(later if ready else soon)
