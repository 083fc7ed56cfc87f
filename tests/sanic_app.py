"""Serves a Sanic application in the running loop, and gives an HTTP client for it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from sanic import Sanic


@asynccontextmanager
async def serving(app: Sanic) -> AsyncIterator[aiohttp.ClientSession]:
    """Yield a client whose relative addresses are ``app``'s."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        server = await app.create_server(sock=sock, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.after_start()
        try:
            async with aiohttp.ClientSession(f"http://127.0.0.1:{sock.getsockname()[1]}") as client:
                yield client
        finally:
            await server.before_stop()
            await server.close()
            await server.after_stop()
