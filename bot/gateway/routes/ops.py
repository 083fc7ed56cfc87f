"""For those who run Handrail: is it up, is it ready, how much does it do, and what is its API."""

from __future__ import annotations

import hmac
from datetime import timedelta
from http import HTTPStatus
from ipaddress import ip_address

from aiohttp import hdrs, web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.drills.board import DrillState
from bot.errors import Forbidden
from bot.gateway.call import Call
from bot.gateway.endpoint import PUBLIC, Routes
from bot.gateway.keys import ENDPOINTS, METRICS, READINESS
from bot.gateway.openapi import describe
from bot.gateway.schemas.ops import Health, Readiness

LOOKED_BACK = timedelta(hours=1)
"""How old a screening is counted that failed or was late."""

routes = Routes("operations")


@routes.get("/healthz", PUBLIC)
async def health(call: Call) -> Health:  # noqa: ARG001  every handler takes its call
    """Say that the process is up."""
    return Health(status="up")


@routes.get("/readyz", PUBLIC)
async def ready(call: Call) -> Readiness:
    """Say whether a patient would get the assistant's answer now: 200 if so, 503 with what is missing otherwise."""
    database = await _database_answers(call)
    bot = await call.request.app[READINESS].check()
    if not (database and bot):
        call.status = HTTPStatus.SERVICE_UNAVAILABLE
    reachable, drill = await _alarms(call) if database else (None, None)
    return Readiness(ready=database and bot, database=database, assistant=bot, reachable=reachable, drill=drill)


@routes.get("/metrics", PUBLIC)
async def metrics(call: Call) -> web.Response:
    """Return counts and times for Prometheus: to this machine, or to whoever shows the internal token."""
    _check_scraper(call)
    figures = call.request.app[METRICS]
    now = call.factory.clock.now()
    unfinished = await call.factory.conversations.unfinished_screenings(now - LOOKED_BACK)
    figures.watch(await call.factory.drill_board.status(), await call.factory.reach.reachable(), unfinished, now)
    return web.Response(body=figures.page(), headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_LATEST})


@routes.get("/api/openapi.json", PUBLIC)
async def openapi(call: Call) -> web.Response:
    """Return this description of the API."""
    return web.json_response(describe(call.request.app[ENDPOINTS]), headers={hdrs.CACHE_CONTROL: "no-cache"})


async def _database_answers(call: Call) -> bool:
    try:
        await call.factory.accounts.has_administrator()
    except Exception:  # noqa: BLE001  whatever the reason, it does not answer
        return False
    return True


async def _alarms(call: Call) -> tuple[bool, DrillState]:
    reachable = await call.factory.reach.reachable()
    return reachable.anybody, (await call.factory.drill_board.status()).state


def _check_scraper(call: Call) -> None:
    """Let in this machine when no proxy stands between, and whoever has the token.

    Raises:
        Forbidden: anyone else.
    """
    given = call.request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ")
    if given and hmac.compare_digest(given.encode("utf-8", "replace"), call.factory.settings.service_token.encode()):
        return
    forwarded = hdrs.X_FORWARDED_FOR in call.request.headers
    try:
        here = ip_address(call.request.remote or "").is_loopback
    except ValueError:
        here = False
    if forwarded or not here:
        raise Forbidden("metrics are for this machine", remedy="send Authorization: Bearer with the internal token")
