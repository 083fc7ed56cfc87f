"""Delivery itself: an interface, and apprise behind it."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from bot.notification.messages import Message

log = structlog.get_logger(__name__)

PATIENCE = 30.0
"""Seconds that one delivery may take."""


class Sender(Protocol):
    """Delivers one message to one address."""

    async def send(self, url: str, message: Message) -> bool:
        """Return whether the service at ``url`` (as apprise writes it) took the message."""
        ...


class AppriseSender:
    """Delivers by whatever apprise offers. Neither addresses nor the library's own words are logged: they can hold tokens."""

    async def send(self, url: str, message: Message) -> bool:
        """See ``Sender.send``."""
        import apprise  # noqa: PLC0415 - takes half a second; only who delivers needs it

        try:
            async with asyncio.timeout(PATIENCE):
                service = apprise.Apprise()
                if not service.add(url):
                    return False
                return bool(
                    await service.async_notify(title=message.subject, body=message.body, body_format=apprise.NotifyFormat.TEXT)
                )
        except TimeoutError:
            return False
        except Exception as error:  # noqa: BLE001 - whatever a service's plugin raises, it was not delivered
            log.error("a delivery broke", error=type(error).__name__)
            return False
