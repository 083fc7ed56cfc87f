"""The gateway's aiohttp app, built from a factory."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Iterable
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp_session import session_middleware
from aiohttp_session.cookie_storage import EncryptedCookieStorage

from bot.care.changes import Changes
from bot.config import Settings
from bot.factory import Factory
from bot.gateway.call import serve
from bot.gateway.csrf import Csrf
from bot.gateway.endpoint import Routes, check_routes
from bot.gateway.keys import CONVERSATION_IDS, CSRF, ENDPOINTS, FACTORY, HUB, LIMITS, METRICS, READINESS
from bot.gateway.limits import RateLimits
from bot.gateway.metrics import Metrics
from bot.gateway.middleware import headers_signal, observe
from bot.gateway.proxies import TrustedProxies
from bot.gateway.readiness import Readiness
from bot.gateway.routes import ALL
from bot.gateway.streams import StreamHub

MAX_BODY = 64 * 1024
"""Longest request body, in bytes: 4000 characters written as JSON escapes are 48,000."""
_IDENTIFIER = r"{\1:[0-9a-f]{32}}"


def build_app(factory: Factory, routes: Iterable[Routes] = ALL) -> web.Application:
    """Return the app. It owns the factory from now on, and closes it when it ends.

    Raises:
        UnguardedRoute: a route names no permission.
    """
    settings = factory.settings
    middlewares = [observe]
    if settings.trusted_proxies:
        # Before the session: a request that is cloned afterwards would lose it.
        middlewares.append(TrustedProxies(settings.trusted_proxies).middleware)
    app = web.Application(middlewares=[*middlewares, session_middleware(_cookies(settings))], client_max_size=MAX_BODY)
    hub = StreamHub(factory.wakeups, Changes(factory.db), factory.accounts)
    app[FACTORY] = factory
    app[HUB] = hub
    app[CSRF] = Csrf(settings.cookie_secret, settings.public_url)
    app[LIMITS] = RateLimits(settings.redis_url, settings.messages_per_minute)
    app[METRICS] = Metrics(lambda: len(hub))
    app[READINESS] = Readiness(factory.rasa, hub)
    app[CONVERSATION_IDS] = {}
    app[ENDPOINTS] = tuple(endpoint for audience in routes for endpoint in audience.endpoints)
    for endpoint in app[ENDPOINTS]:
        path = re.sub(r"\{(id)\}", _IDENTIFIER, endpoint.path)
        app.router.add_route(endpoint.method, path, serve(endpoint))
        if endpoint.method == hdrs.METH_GET and not endpoint.stream:
            app.router.add_route(hdrs.METH_HEAD, path, serve(endpoint))
    app.on_response_prepare.append(headers_signal(https=_https(settings)))
    app.on_startup.append(_refuse_unguarded)
    app.on_startup.append(_warm_up)
    app.cleanup_ctx.append(_background)
    app.on_shutdown.append(_end_streams)
    check_routes(app)
    return app


async def _refuse_unguarded(app: web.Application) -> None:
    """Look once more at the start: a route may have been added to the app after it was built."""
    check_routes(app)


async def _warm_up(app: web.Application) -> None:
    """Load what the first message would otherwise wait for; in a thread, since some of it is large.

    Raises:
        HandrailError: content that every message needs is missing or broken.
    """
    factory = app[FACTORY]
    await asyncio.to_thread(
        lambda: (
            factory.turns,
            factory.self_help,
            factory.outbound,
            factory.drill_board,
            factory.programme.content,
            factory.screener.screen("warm up"),
        )
    )


async def _background(app: web.Application) -> AsyncIterator[None]:
    await app[HUB].start()
    await app[READINESS].start()
    await app[FACTORY].drill_watch.start()
    yield
    await app[FACTORY].drill_watch.stop()
    await app[READINESS].stop()
    await app[HUB].stop()
    await app[FACTORY].aclose()


async def _end_streams(app: web.Application) -> None:
    # Before connections are closed: a stream would otherwise keep the process until it is killed.
    await app[HUB].stop()


def _cookies(settings: Settings) -> EncryptedCookieStorage:
    longest = max(settings.session_days * 86400, settings.staff_session_hours * 3600)
    return EncryptedCookieStorage(
        hashlib.sha256(f"handrail.cookie:{settings.cookie_secret}".encode()).digest(),
        cookie_name=f"handrail_{settings.port}",
        max_age=longest,
        httponly=True,
        samesite="Lax",
        secure=_https(settings),
    )


def _https(settings: Settings) -> bool:
    return settings.public_url is not None and urlsplit(settings.public_url).scheme == "https"
