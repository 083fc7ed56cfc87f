from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp
import pytest
from aiohttp import web

from bot.supervise.ports import free_ports
from bot.supervise.ready import answers, until, watch


class Moody:
    """A real server whose mood can be set."""

    def __init__(self) -> None:
        (self.port,) = free_ports(1)
        self.status = 503
        self.url = f"http://127.0.0.1:{self.port}/readyz"
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/readyz", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, _: web.Request) -> web.Response:
        return web.Response(status=self.status)


@pytest.mark.asyncio
async def test_it_waits_for_a_server_that_comes_late() -> None:
    server = Moody()
    async with aiohttp.ClientSession() as session:
        waiting = asyncio.create_task(until(session, server.url, every=0.02))
        await asyncio.sleep(0.1)
        await server.start()
        await asyncio.sleep(0.1)
        assert not waiting.done()
        server.status = 200
        await asyncio.wait_for(waiting, 5)
        assert await answers(session, server.url)
        await server.stop()
        assert not await answers(session, server.url)


@pytest.mark.asyncio
async def test_only_changes_are_told() -> None:
    server = Moody()
    await server.start()
    told: list[bool] = []
    async with aiohttp.ClientSession() as session:
        watching = asyncio.create_task(watch(session, server.url, told.append, soon=0.01, later=0.01))
        for status in (503, 200, 200, 503, 200):
            server.status = status
            await asyncio.sleep(0.15)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
    await server.stop()
    assert told == [True, False, True]
