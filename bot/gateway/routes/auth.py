"""Logging in and out."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.people import LoggedIn
from bot.accounts.permissions import Permission, permissions_of
from bot.gateway.call import Call
from bot.gateway.endpoint import PUBLIC, Routes
from bot.gateway.keys import CSRF, FACTORY, LIMITS
from bot.gateway.limits import Limit
from bot.gateway.schemas.account import InvitationRequest, LoginRequest, Me, SideQuery
from bot.gateway.schemas.base import Nothing
from bot.gateway.sides import forget, identify, remember, side_of

routes = Routes("account")


@routes.post("/api/auth/login", PUBLIC)
async def log_in(call: Call, body: LoginRequest) -> Me:
    """Log a staff member in by login and password; a patient's login in the same browser goes on.

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
    """Log a patient in by an invitation code, which is then used up; a staff login in the same browser goes on."""
    await call.request.app[LIMITS].hit(Limit.INVITATION, call.request.remote or "")
    return await _enter(call, await call.factory.accounts.accept_invitation(body.code))


@routes.post("/api/auth/logout", Permission.ACCOUNT_OWN)
async def log_out(call: Call, query: SideQuery) -> Nothing:  # noqa: ARG001  read when the login was chosen; here it is checked
    """End this browser's login of one side for good; its open streams end within a second.

    ``side`` says which; the other side's login goes on. Without it: the staff's login if there is one, else the patient's.
    """
    await call.factory.accounts.logout(call.logged_in)
    await forget(call.request, call.logged_in)
    return Nothing()


@routes.get("/api/me", Permission.ACCOUNT_OWN)
async def me(call: Call, query: SideQuery) -> Me:  # noqa: ARG001  as above
    """Say who is logged in, and what they may do.

    ``side`` says on which side: 401 when nobody is logged in there. Without it: the staff's login if there is one, else the
    patient's.
    """
    before = call.logged_in
    logged_in = await call.factory.accounts.renew(before)
    if logged_in.expires_at != before.expires_at:
        await remember(call.request, logged_in)
    return _me(call.request, logged_in)


async def _enter(call: Call, logged_in: LoggedIn) -> Me:
    """Begin a new session, so that nothing that was in the browser before counts but the other side; end the login replaced."""
    earlier = await identify(call.request, side_of(logged_in.person.role))
    if earlier is not None:
        await call.factory.accounts.logout(earlier)
    await remember(call.request, logged_in)
    return _me(call.request, logged_in)


def _me(request: web.Request, logged_in: LoggedIn) -> Me:
    person = logged_in.person
    return Me(
        id=person.id, role=person.role, display_name=person.display_name,
        permissions=[permission.value for permission in permissions_of(person.role.value)],
        csrf=request.app[CSRF].token(logged_in.login_id),
        demo=request.app[FACTORY].settings.demo,
    )  # fmt: skip
