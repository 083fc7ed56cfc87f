"""What surrounds every request: one line in the log, one count, one shape of error, the same headers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import hdrs, web

from bot.errors import HandrailError
from bot.gateway.endpoint import ENDPOINT_ATTRIBUTE, Endpoint
from bot.gateway.keys import METRICS
from bot.gateway.problems import TooMany, status_of
from bot.gateway.schemas.base import ErrorAnswer, Problem
from bot.gateway.templates import error_page
from bot.logs import whereabouts

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

REQUEST_ID_HEADER = "X-Request-ID"
"""Response header that a person can quote and the log repeats."""
REQUEST_ID = web.RequestKey("request_id", str)

_log = structlog.get_logger(__name__)

_SIMPLE = {
    HTTPStatus.NOT_FOUND: ("not_found", "there is nothing here", "check the address"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "this address does not take this method", "see Allow"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", "the request is too large", "send less at once"),
    HTTPStatus.BAD_REQUEST: ("bad_request", "the request cannot be read", "check how it is made"),
}


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log and count the request: its route, never its address, query or body."""
    started, request_id = time.perf_counter(), secrets.token_hex(8)
    request[REQUEST_ID] = request_id
    response = await _answered(request, handler)
    endpoint = _endpoint(request)
    seconds = time.perf_counter() - started
    route = endpoint.path if endpoint else "(none)"
    stream = endpoint is not None and endpoint.stream
    request.app[METRICS].request(_method(request), route, response.status, seconds, stream=stream)
    _log.info(
        "request",
        method=_method(request),
        route=route,
        status=response.status,
        milliseconds=round(seconds * 1000, 1),
        request=request_id,
    )
    return response


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Call the handler and turn every error into an answer; a defect shows its request id and nothing else."""
    try:
        return await handler(request)
    except HandrailError as error:
        return _problem(request, status_of(error), error.code, error.message, error.remedy, error)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        code, message, remedy = _SIMPLE.get(HTTPStatus(error.status), ("error", HTTPStatus(error.status).phrase, ""))
        response = _problem(request, HTTPStatus(error.status), code, message, remedy)
        if hdrs.ALLOW in error.headers:
            response.headers[hdrs.ALLOW] = error.headers[hdrs.ALLOW]
        return response
    except Exception as error:  # noqa: BLE001  the outermost catch: a defect is answered, logged without its values, and counted
        _log.error("defect", request=request[REQUEST_ID], **whereabouts(error))
        return _problem(
            request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "something went wrong here",
            f"try again; if it stays so, report the number {request[REQUEST_ID]}",
        )  # fmt: skip


def _problem(
    request: web.Request, status: HTTPStatus, code: str, message: str, remedy: str, error: HandrailError | None = None
) -> web.Response:
    headers = {hdrs.RETRY_AFTER: str(error.retry_after)} if isinstance(error, TooMany) else {}
    if not _is_api(request):
        return web.Response(text=error_page(status, message, remedy), status=status, content_type="text/html", headers=headers)
    problem = Problem(code=code, message=message, remedy=remedy, details=error.details if error else {})
    return web.Response(
        body=ErrorAnswer(error=problem).model_dump_json(fallback=str).encode(),
        status=status,
        content_type="application/json",
        headers=headers,
    )


def _is_api(request: web.Request) -> bool:
    return request.path.startswith("/api/") or request.path == "/readyz" or request.method not in {hdrs.METH_GET, hdrs.METH_HEAD}


def _endpoint(request: web.Request) -> Endpoint | None:
    return getattr(request.match_info.handler, ENDPOINT_ATTRIBUTE, None)


def _method(request: web.Request) -> str:
    """The method; anybody may send any word as one, and a metric's labels must stay few."""
    return request.method if request.method in hdrs.METH_ALL else "(other)"


CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""Content security policy of every page: nothing from anywhere else, nothing inline."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def _policy(parts: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in parts.items())


_CSP = _policy(CSP)


def headers_signal(*, https: bool) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Return what sets the security headers on every response, streams and errors included."""

    async def add(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(_HEADERS)
        response.headers["Content-Security-Policy"] = _CSP
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request_id := request.get(REQUEST_ID):
            response.headers[REQUEST_ID_HEADER] = request_id
        # What is personal stays out of caches; assets say otherwise themselves.
        response.headers.setdefault(hdrs.CACHE_CONTROL, "no-store")
        response.headers.popall(hdrs.SERVER, None)

    return add
