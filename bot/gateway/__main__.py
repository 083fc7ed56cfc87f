"""``python -m bot.gateway``: run the gateway of this instance until it is told to stop."""

from __future__ import annotations

import asyncio
import errno
import signal
import sys

import structlog
import uvloop
from aiohttp import web

from bot.accounts.demo import ensure_demo, require_no_demo
from bot.config import Settings, load_settings
from bot.errors import HandrailError
from bot.factory import Factory
from bot.gateway.app import build_app
from bot.logs import configure

OPERATOR_ERROR = 2
"""Exit code for what an operator can mend."""
SHUTDOWN_SECONDS = 10.0
"""How long requests under way may take when the gateway stops."""

_log = structlog.get_logger(__name__)


def main() -> None:
    """Run, and report what an operator can mend as one line."""
    try:
        settings = load_settings()
        configure(settings.log_level)
        uvloop.run(serve(settings))
    except HandrailError as error:
        sys.stderr.write(f"handrail: {error}\n")
        sys.exit(OPERATOR_ERROR)


async def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        HandrailError: the address cannot be listened on.
    """
    factory = Factory(settings)
    runner = web.AppRunner(build_app(factory), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        await runner.setup()
        if settings.demo:
            # Before the first answer: whoever waits for it reads the codes and passwords next.
            await ensure_demo(factory.accounts, settings.data_dir, country=settings.country, locale=settings.locale)
        else:
            await require_no_demo(factory.accounts)
        await _listen(runner, settings)
        _log.info("the gateway is up", host=settings.host, port=settings.port)
        await stop.wait()
    finally:
        await runner.cleanup()
        await factory.aclose()


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        if error.errno == errno.EADDRINUSE:
            raise HandrailError(
                f"port {settings.port} is in use", remedy="choose another with --port, or stop what uses it"
            ) from error
        raise HandrailError(
            f"cannot listen on {where}: {error.strerror}", remedy="check HANDRAIL_HOST and HANDRAIL_PORT"
        ) from error


if __name__ == "__main__":
    main()
