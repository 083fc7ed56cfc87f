"""Routes that say what they take, what they answer and who may call them.

aiohttp-pydantic 2.6 was read for this and left out: it answers errors in shapes of its own (one of them echoes the input, which
here is patient text), reads a body of any content type, ignores unknown query fields, and works on view classes, where a permission
belongs to a route. What remained of it after working round all that was less than this file.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from types import NoneType
from typing import Any, TypeVar, get_type_hints

from aiohttp import hdrs, web
from pydantic import BaseModel

from bot.accounts.permissions import Permission


class Public(Enum):
    """The mark of a route that needs no login; a route must carry it explicitly."""

    PUBLIC = "public"


PUBLIC = Public.PUBLIC
Handler = Callable[..., Awaitable[Any]]
HandlerT = TypeVar("HandlerT", bound=Handler)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method on one path."""

    method: str
    path: str
    permission: Permission | Public
    handler: Handler
    audience: str
    """The file it stands in: patient, staff, ...; groups the API's description."""
    status: HTTPStatus
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: type[BaseModel] | None
    """None: no JSON answer (204, a page, or a stream)."""
    stream: bool
    listed: bool
    """Whether the API's description shows it; pages and assets are not API."""

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return self._doc[0].rstrip(".")

    @property
    def description(self) -> str:
        """The rest of the handler's docstring."""
        return self._doc[2].strip()

    @property
    def _doc(self) -> tuple[str, str, str]:
        return (inspect.getdoc(self.handler) or "").replace("``", "").partition("\n")


@dataclass(slots=True)
class Routes:
    """Collects the endpoints of one audience; decorators read a handler's ``body``, ``query`` and return annotations."""

    audience: str
    listed: bool = True
    endpoints: list[Endpoint] = field(default_factory=list)

    def get(self, path: str, permission: Permission | Public, *, stream: bool = False) -> Callable[[HandlerT], HandlerT]:
        """Register a GET."""
        return self._add(hdrs.METH_GET, path, permission, HTTPStatus.OK, stream=stream)

    def post(
        self, path: str, permission: Permission | Public, *, status: HTTPStatus = HTTPStatus.OK
    ) -> Callable[[HandlerT], HandlerT]:
        """Register a POST that answers with ``status``."""
        return self._add(hdrs.METH_POST, path, permission, status)

    def _add(
        self, method: str, path: str, permission: Permission | Public, status: HTTPStatus, *, stream: bool = False
    ) -> Callable[[HandlerT], HandlerT]:
        def register(handler: HandlerT) -> HandlerT:
            hints = get_type_hints(handler)
            answer = hints.get("return", NoneType)
            self.endpoints.append(
                Endpoint(
                    method, path, permission, handler, self.audience, status,
                    body=hints.get("body"), query=hints.get("query"),
                    answer=answer if isinstance(answer, type) and issubclass(answer, BaseModel) else None,
                    stream=stream, listed=self.listed,
                )
            )  # fmt: skip
            return handler

        return register


ENDPOINT_ATTRIBUTE = "handrail_endpoint"
"""Where a route's handler carries its ``Endpoint``; ``check_routes`` looks for it."""


class UnguardedRoute(RuntimeError):
    """A route was added without a permission; the gateway refuses to start."""


def check_routes(app: web.Application) -> None:
    """Refuse an app in which any route lacks a permission (invariant 8).

    Raises:
        UnguardedRoute: naming the route.
    """
    for route in app.router.routes():
        endpoint = getattr(route.handler, ENDPOINT_ATTRIBUTE, None)
        if not isinstance(endpoint, Endpoint) or not isinstance(endpoint.permission, (Permission, Public)):
            where = route.resource.canonical if route.resource else "?"
            raise UnguardedRoute(f"{route.method} {where} names no permission; register it through bot.gateway.endpoint.Routes")
