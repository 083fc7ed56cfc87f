"""The one way into Rasa: POST ``/webhooks/handrail/webhook`` with the internal token.

Rasa serves channel webhooks without its own auth token, logs what the patient wrote when something fails, and takes any text
that begins with a slash for a command; this channel does none of that.
"""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.config import load_settings

logger = logging.getLogger(__name__)

_PAYLOAD = re.compile(r"^/[a-z_]+(\{.*\})?$", re.DOTALL)
EMPTY = "..."
"""Stands for a message of which nothing is left; Rasa cannot read an empty one."""


class BubbleOutput(CollectingOutputChannel):
    """Collects one item for each bubble: text, buttons and element together."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "handrail"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message as one item; Rasa's own would split it at blank lines and apart from its element."""
        item = {name: message[name] for name in ("text", "buttons", "custom") if message.get(name)}
        if item:
            self.messages.append({"recipient_id": recipient_id, **item})


class HandrailChannel(RestInput):
    """The gateway's channel."""

    def __init__(self, token: str | None = None) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is part of its address."""
        return "handrail"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> HandrailChannel:
        """Make the channel; without ``token`` the settings' one is read at the first request."""
        return cls((credentials or {}).get("token"))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes: GET says whether a model is loaded, POST takes a message."""
        routes = Blueprint("handrail_channel", "handrail_channel")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return _refused()
            agent = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                return response.json({"ready": False}, status=503)
            return response.json({"ready": True, "model": agent.model_id})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return _refused()
            try:
                body = request.json
                sender, text, metadata = str(body["sender"]), readable(str(body["message"])), body.get("metadata") or {}
            except Exception:  # noqa: BLE001 - Sanic's error for broken JSON quotes the body, which must not reach a log
                return response.json({"error": "not a message"}, status=400)
            collector = BubbleOutput()
            try:
                await on_new_message(UserMessage(text, collector, sender, input_channel=self.name(), metadata=metadata))
            except Exception as error:  # noqa: BLE001 - the text of an error may quote the patient
                logger.error("turn failed: %s", type(error).__name__)
                return response.json({"error": type(error).__name__}, status=500)
            return response.json(collector.messages)

        return routes

    def _allowed(self, request: Request) -> bool:
        """Compare the bearer token in constant time."""
        if self._token is None:
            self._token = load_settings().service_token
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self._token.encode())


def readable(text: str) -> str:
    """Return what Rasa may see.

    The gateway puts a space before free text that begins with a slash. That is not enough by itself: Rasa strips it and
    then takes "/stop" for a command all the same. So free text loses its slashes here, and only what is written like a
    button's payload, without the space, stays one.
    """
    if _PAYLOAD.match(text):
        return text
    return text.lstrip("/ \t\r\n\u00a0").strip() or EMPTY if text.lstrip().startswith("/") else text.strip() or EMPTY


def _refused() -> HTTPResponse:
    return response.json({"error": "unauthorized"}, status=401)
