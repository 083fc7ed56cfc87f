"""Rasa's way to the action server, over connections that stay open."""

from __future__ import annotations

from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

ACTION_TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=1)
"""Seconds. Longer than the gateway's reply deadline, after which nobody waits any more."""


class ActionEndpoint(EndpointConfig):
    """Rasa's endpoint with one session for the process instead of a new connection for each action.

    The body of a failed answer stays out of its errors, because Rasa logs those.
    """

    _session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Send ``json`` to the action server and return its answer.

        Raises:
            ClientResponseError: for a status of 400 or more.
        """
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(headers=self.headers, timeout=ACTION_TIMEOUT)
        async with self._session.request(method, self.url, json=kwargs.get("json"), compress=compress or None) as answer:
            if answer.status >= 400:  # noqa: PLR2004 - HTTP's own border
                raise ClientResponseError(answer.status, answer.reason, "")
            return await answer.json()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
