"""Where the aiohttp app keeps its parts."""

from __future__ import annotations

from aiohttp import web

from bot.factory import Factory
from bot.gateway.csrf import Csrf
from bot.gateway.endpoint import Endpoint
from bot.gateway.limits import RateLimits
from bot.gateway.metrics import Metrics
from bot.gateway.readiness import Readiness
from bot.gateway.streams import StreamHub

FACTORY = web.AppKey("factory", Factory)
CSRF = web.AppKey("csrf", Csrf)
LIMITS = web.AppKey("limits", RateLimits)
HUB = web.AppKey("hub", StreamHub)
READINESS = web.AppKey("readiness", Readiness)
METRICS = web.AppKey("metrics", Metrics)
ENDPOINTS = web.AppKey("endpoints", tuple[Endpoint, ...])
CONVERSATION_IDS = web.AppKey("conversation_ids", dict[str, str])
"""Patient to conversation."""
