"""The two sides of one browser: a patient's chat and the staff's console, each with a login of its own.

The sealed cookie holds at most one login for each side, so that both pages can stand open beside each other. Logging in or out on
one side never touches the other.
"""

from __future__ import annotations

from enum import StrEnum

from aiohttp import web
from aiohttp_session import get_session, new_session

from bot.accounts.people import LoggedIn
from bot.accounts.permissions import TABLE, Permission
from bot.gateway.keys import FACTORY
from bot.words import Role


class Side(StrEnum):
    """For whom a page is; the values are also the sealed cookie's keys."""

    PATIENT = "patient"
    STAFF = "staff"

    @property
    def other(self) -> Side:
        """The other one."""
        return Side.STAFF if self is Side.PATIENT else Side.PATIENT


SIDE_FIELD = "side"
"""The query's field by which a page says for which side it asks, where a route serves both."""
_UNSAID = (Side.STAFF, Side.PATIENT)
"""In this order where a route serves both sides and the request does not say which."""


def side_of(role: Role) -> Side:
    """Return the side on which people of ``role`` log in."""
    return Side.PATIENT if role is Role.PATIENT else Side.STAFF


def sides_of(permission: Permission) -> frozenset[Side]:
    """Return the sides whose people can hold ``permission``."""
    return frozenset(side_of(role) for role in TABLE[permission])


async def login_for(request: web.Request, permission: Permission) -> LoggedIn | None:
    """Return the login that a request for ``permission`` is to be judged by, if it still counts.

    A route of one side goes by that side's login. Where that side has none, the other side's stands in, so that the answer is
    "not your role" rather than "not logged in". A route of both sides goes by the side that the query names, and by no other.
    """
    sides = sides_of(permission)
    if len(sides) == 1:
        (own,) = sides
        return await identify(request, own if own in await get_session(request) else own.other)
    said = request.query.get(SIDE_FIELD)
    return await identify(request, *([Side(said)] if said in set(Side) else _UNSAID))


async def identify(request: web.Request, *sides: Side) -> LoggedIn | None:
    """Return the first login of ``sides`` behind the request's cookie that still counts."""
    session = await get_session(request)
    for side in sides:
        login_id = session.get(side)
        login = await request.app[FACTORY].accounts.logged_in(login_id) if isinstance(login_id, str) else None
        if login is not None:
            return login
    return None


async def remember(request: web.Request, login: LoggedIn) -> None:
    """Seal ``login`` into the cookie anew. Of what was there before, only the other side's login stays."""
    side = side_of(login.person.role)
    kept = (await get_session(request)).get(side.other)
    session = await new_session(request)
    session[side] = login.login_id
    if kept is not None:
        session[side.other] = kept


async def forget(request: web.Request, login: LoggedIn) -> None:
    """Take ``login`` out of the cookie; without the other side's login, nothing remains of it."""
    session = await get_session(request)
    session.pop(side_of(login.person.role), None)
