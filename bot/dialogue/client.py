"""The client of Rasa's private webhook."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

import aiohttp

WEBHOOK = "/webhooks/handrail/webhook"
"""Path of our token-protected channel inside Rasa."""

READY = "/webhooks/handrail/"
"""Answers 200 when Rasa has a model, 503 before."""


class AssistantUnavailable(Exception):
    """Rasa did not answer, answered with an error, or with nothing: Rasa's REST answers 200 with ``[]`` when an action fails."""


@dataclass(frozen=True, slots=True)
class BotReply:
    """One item of Rasa's answer."""

    text: str
    content: dict[str, Any] = field(default_factory=dict)
    ack: str | None = None
    """What an action did instead of speaking, such as ``escalated``."""


class Assistant(Protocol):
    """What can answer a patient."""

    async def send(self, conversation_id: str, text: str, metadata: dict[str, Any]) -> list[BotReply]:
        """Return the replies to ``text``, at least one.

        Raises:
            AssistantUnavailable: when there is none.
        """
        ...

    async def ready(self) -> bool:
        """Whether a message sent now would be answered."""
        ...


class RasaClient:
    """Talks to Rasa over HTTP. It has no deadline of its own beyond ``patience``: the caller decides how long to wait."""

    def __init__(self, rasa_url: str, actions_url: str, token: str, *, patience: float = 30.0) -> None:
        self._url = rasa_url.rstrip("/")
        self._actions_url = actions_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout = aiohttp.ClientTimeout(total=patience, sock_connect=2)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, conversation_id: str, text: str, metadata: dict[str, Any]) -> list[BotReply]:
        """See ``Assistant.send``."""
        body = {"sender": conversation_id, "message": text, "metadata": metadata}
        try:
            async with self._client().post(
                self._url + WEBHOOK, json=body, headers=self._headers, timeout=self._timeout
            ) as response:
                if response.status != HTTPStatus.OK:
                    raise AssistantUnavailable(f"Rasa answered with status {response.status}")
                items = await response.json()
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            raise AssistantUnavailable(f"Rasa did not answer ({type(error).__name__})") from error
        replies = [_reply(item) for item in items if isinstance(item, dict)]
        if not replies:
            raise AssistantUnavailable("Rasa answered with nothing")
        return replies

    async def ready(self) -> bool:
        """Whether Rasa has a model and the action server answers."""
        timeout = aiohttp.ClientTimeout(total=2)
        try:
            async with self._client().get(self._url + READY, headers=self._headers, timeout=timeout) as response:
                if response.status != HTTPStatus.OK:
                    return False
            async with self._client().get(f"{self._actions_url}/health", timeout=timeout) as response:
                return response.status == HTTPStatus.OK
        except (TimeoutError, aiohttp.ClientError, ValueError):
            return False

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session


def _reply(item: dict[str, Any]) -> BotReply:
    custom = dict(item.get("custom") or {})
    ack = custom.pop("ack", None)
    content: dict[str, Any] = custom
    if item.get("buttons"):
        content["buttons"] = [{"title": button["title"], "payload": button["payload"]} for button in item["buttons"]]
    return BotReply(text=str(item.get("text") or ""), content=content, ack=ack)


async def wait_until_ready(assistant: Assistant, *, patience: float, every: float = 1.0) -> bool:
    """Ask ``assistant`` until it is ready; False when ``patience`` seconds passed first."""
    try:
        async with asyncio.timeout(patience):
            while not await assistant.ready():  # noqa: ASYNC110 - readiness lies in other processes
                await asyncio.sleep(every)
    except TimeoutError:
        return False
    return True
