"""Logging in and out."""

from __future__ import annotations

from aiohttp import web
from aiohttp_session import get_session, new_session

from bot.accounts.people import LoggedIn
from bot.accounts.permissions import Permission, permissions_of
from bot.gateway.call import SESSION_LOGIN, Call, identify
from bot.gateway.endpoint import PUBLIC, Routes
from bot.gateway.keys import CSRF, FACTORY, LIMITS
from bot.gateway.limits import Limit
from bot.gateway.schemas.account import InvitationRequest, LoginRequest, Me
from bot.gateway.schemas.base import Nothing

routes = Routes("account")


@routes.post("/api/auth/login", PUBLIC)
async def log_in(call: Call, body: LoginRequest) -> Me:
    """Log a staff member in by login and password.

    401 for a wrong login or password alike; 429 after too many attempts.
    """
    address, login = call.request.remote or "", body.login.strip().lower()
    limits = call.request.app[LIMITS]
    await limits.hit(Limit.LOGIN_AT_ADDRESS, address)
    await limits.hit(Limit.LOGIN_GUESSING, login, address)
    await limits.hit(Limit.LOGIN_ANYWHERE, login)
    logged_in = await call.factory.accounts.login(body.login, body.password)
    await limits.clear(Limit.LOGIN_GUESSING, login, address)
    await limits.clear(Limit.LOGIN_ANYWHERE, login)
    return await _enter(call, logged_in)


@routes.post("/api/auth/invitation", PUBLIC)
async def use_invitation(call: Call, body: InvitationRequest) -> Me:
    """Log a patient in by an invitation code, which is then used up."""
    await call.request.app[LIMITS].hit(Limit.INVITATION, call.request.remote or "")
    return await _enter(call, await call.factory.accounts.accept_invitation(body.code))


@routes.post("/api/auth/logout", Permission.ACCOUNT_OWN)
async def log_out(call: Call) -> Nothing:
    """End this browser's login for good; its open streams end within a second."""
    await call.factory.accounts.logout(call.logged_in)
    (await get_session(call.request)).invalidate()
    return Nothing()


@routes.get("/api/me", Permission.ACCOUNT_OWN)
async def me(call: Call) -> Me:
    """Say who is logged in, and what they may do."""
    before = call.logged_in
    logged_in = await call.factory.accounts.renew(before)
    if logged_in.expires_at != before.expires_at:
        (await get_session(call.request)).changed()
    return _me(call.request, logged_in)


async def _enter(call: Call, logged_in: LoggedIn) -> Me:
    """Begin a new session, so that nothing that was in the browser before counts; end the login that it replaces."""
    earlier = await identify(call.request)
    if earlier is not None:
        await call.factory.accounts.logout(earlier)
    session = await new_session(call.request)
    session[SESSION_LOGIN] = logged_in.login_id
    return _me(call.request, logged_in)


def _me(request: web.Request, logged_in: LoggedIn) -> Me:
    person = logged_in.person
    return Me(
        id=person.id, role=person.role, display_name=person.display_name,
        permissions=[permission.value for permission in permissions_of(person.role.value)],
        csrf=request.app[CSRF].token(logged_in.login_id),
        demo=request.app[FACTORY].settings.demo,
    )  # fmt: skip
