"""One request on its way through the gateway: who asks, whether they may, and what they sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import hdrs, web
from pydantic import BaseModel, ValidationError

from bot.accounts.actor import Actor
from bot.accounts.people import LoggedIn
from bot.accounts.permissions import allowed
from bot.errors import Forbidden, Unauthenticated
from bot.factory import Factory
from bot.gateway.csrf import Csrf
from bot.gateway.endpoint import ENDPOINT_ATTRIBUTE, PUBLIC, Endpoint
from bot.gateway.keys import CSRF, FACTORY
from bot.gateway.problems import BadRequest, InvalidFields, TooLarge, WrongContentType
from bot.gateway.schemas.base import Empty
from bot.gateway.sides import login_for

_SAFE = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS})


@dataclass(slots=True)
class Call:
    """What a handler gets."""

    request: web.Request
    endpoint: Endpoint
    login: LoggedIn | None
    """Set wherever the route needs a permission."""
    status: HTTPStatus
    """The answer's status; a handler may change it."""

    @property
    def factory(self) -> Factory:
        """The services."""
        return self.request.app[FACTORY]

    @property
    def logged_in(self) -> LoggedIn:
        """Who asks.

        Raises:
            Unauthenticated: nobody is logged in.
        """
        if self.login is None:
            raise Unauthenticated("you are not logged in", remedy="log in, then try again")
        return self.login

    @property
    def actor(self) -> Actor:
        """Who asks, as the history names them."""
        return self.logged_in.actor

    @property
    def id(self) -> str:
        """The ``{id}`` of the path; the route's pattern lets only identifiers through."""
        return self.request.match_info["id"]


def serve(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Wrap an endpoint for aiohttp: check, read, call, answer, in this order: nothing is read before the caller may send it."""

    async def handle(request: web.Request) -> web.StreamResponse:
        csrf = request.app[CSRF]
        unsafe = request.method not in _SAFE
        if unsafe:
            csrf.check_origin(request)
        call = Call(request, endpoint, await _authorise(request, endpoint, csrf if unsafe else None), endpoint.status)
        arguments: dict[str, BaseModel] = {}
        if endpoint.query is not None:
            arguments["query"] = read_query(request, endpoint.query)
        if endpoint.body is not None:
            arguments["body"] = await read_body(request, endpoint.body)
        elif unsafe:
            await read_body(request, Empty)  # nothing is expected, so anything is a mistake worth telling
        return _answer(call, await endpoint.handler(call, **arguments))

    setattr(handle, ENDPOINT_ATTRIBUTE, endpoint)
    return handle


async def _authorise(request: web.Request, endpoint: Endpoint, csrf: Csrf | None) -> LoggedIn | None:
    if endpoint.permission is PUBLIC:
        return None
    login = await login_for(request, endpoint.permission)
    if login is None:
        raise Unauthenticated("you are not logged in", remedy="log in, then try again")
    if not allowed(login.actor.role, endpoint.permission):
        raise Forbidden("your role does not allow this", remedy="log in with an account that does")
    if csrf is not None:
        csrf.check_token(request, login.login_id)
    return login


def read_query(request: web.Request, model: type[BaseModel]) -> BaseModel:
    """Read the query string into ``model``.

    Raises:
        InvalidFields: unknown, repeated or wrong fields.
    """
    if len(set(request.query)) != len(request.query):
        raise InvalidFields("a field is given twice", remedy="give each once")
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        raise _invalid(error) from None


async def read_body(request: web.Request, model: type[BaseModel]) -> BaseModel:
    """Read the JSON body into ``model``. A body-less request counts as ``{}`` where the model has only optional fields.

    Raises:
        WrongContentType, TooLarge, BadRequest, InvalidFields: as their names say.
    """
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise TooLarge("the request is too large", remedy="send less at once") from None
    if raw and request.content_type != "application/json":
        raise WrongContentType("the body must be JSON", remedy="set Content-Type: application/json")
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        if any(
            item["type"] == "json_invalid" for item in error.errors(include_input=False, include_url=False, include_context=False)
        ):
            raise BadRequest("the body is not readable as JSON", remedy="send one JSON object in UTF-8") from None
        raise _invalid(error) from None


def _invalid(error: ValidationError) -> InvalidFields:
    # Neither the input nor pydantic's context: both can hold what a patient wrote.
    fields = [
        {"field": ".".join(str(part) for part in item["loc"])[:80], "problem": item["msg"]}
        for item in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    return InvalidFields("some fields are wrong", remedy="see details.fields", fields=fields)


def _answer(call: Call, result: object) -> web.StreamResponse:
    if isinstance(result, web.StreamResponse):
        return result
    if isinstance(result, BaseModel):
        return web.Response(
            body=result.model_dump_json(by_alias=True).encode(), status=call.status, content_type="application/json"
        )
    return web.Response(status=HTTPStatus.NO_CONTENT)
