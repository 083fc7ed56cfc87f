"""Invariant 8 over HTTP: every route against every role."""

from __future__ import annotations

import pytest
from aiohttp import web

from bot.accounts.permissions import TABLE, Permission
from bot.gateway.call import serve
from bot.gateway.endpoint import PUBLIC, Routes, UnguardedRoute, check_routes
from bot.gateway.keys import ENDPOINTS
from bot.words import Role
from tests.gateway import Browser, Gateway

SOME_ID = "0" * 32
PUBLIC_PATHS = {
    "/", "/demo", "/chat", "/api/docs", "/favicon.ico", "/pages/{path:.+}", "/widget/{path:.+}", "/console", "/console/{path:.*}",
    "/healthz", "/readyz", "/metrics", "/api/openapi.json", "/api/patient/help", "/api/patient/self-help",
    "/api/auth/login", "/api/auth/invitation",
}  # fmt: skip
"""Every route that needs no login; a new one must be put here by hand."""


async def knock(browser: Browser, method: str, path: str) -> int:
    """Return the status of a request; a stream is left after its headers."""
    headers = {"Origin": browser.base, "X-CSRF-Token": browser.csrf}
    sent = {"json": {}} if method == "POST" else {}
    address = browser.base + path.format(id=SOME_ID, exercise="breathing")
    async with browser.session.request(method, address, headers=headers, **sent) as response:
        return response.status


@pytest.mark.asyncio
async def test_every_route_lets_in_exactly_the_roles_of_the_table(gateway: Gateway):
    people = {role: await gateway.staff(role) for role in Role if role is not Role.PATIENT}
    people[Role.PATIENT] = await gateway.patient()
    nobody = gateway.browser()
    checked = 0
    for endpoint in gateway.app[ENDPOINTS]:
        if endpoint.permission is PUBLIC or endpoint.path == "/api/auth/logout":
            continue
        assert await knock(nobody, endpoint.method, endpoint.path) == 401, endpoint.path
        for role, browser in people.items():
            status = await knock(browser, endpoint.method, endpoint.path)
            where = f"{endpoint.method} {endpoint.path} as {role}: {status}"
            if role in TABLE[endpoint.permission]:
                assert status in {200, 201, 204, 404, 422}, where
            else:
                assert status == 403, where
            checked += 1
    assert checked > 100


@pytest.mark.asyncio
async def test_the_public_routes_are_these_and_no_others(gateway: Gateway):
    assert {endpoint.path for endpoint in gateway.app[ENDPOINTS] if endpoint.permission is PUBLIC} == PUBLIC_PATHS


async def _open_door(_request: web.Request) -> web.Response:
    return web.Response()


def test_a_route_without_a_permission_is_found():
    app = web.Application()
    app.router.add_get("/open", _open_door)
    with pytest.raises(UnguardedRoute, match="/open names no permission"):
        check_routes(app)


def test_a_permission_that_is_none_is_found():
    routes = Routes("test")
    routes.get("/open", None)(_open_door)  # type: ignore[arg-type]
    app = web.Application()
    app.router.add_get("/open", serve(routes.endpoints[0]))
    with pytest.raises(UnguardedRoute):
        check_routes(app)


@pytest.mark.asyncio
async def test_the_gateway_does_not_start_with_an_unguarded_route(gateway: Gateway):
    app = web.Application()
    app.on_startup.extend(one for one in gateway.app.on_startup if one.__name__ == "_refuse_unguarded")
    app.router.add_get("/open", _open_door)
    with pytest.raises(UnguardedRoute):
        await web.AppRunner(app).setup()


@pytest.mark.asyncio
async def test_a_therapist_sees_the_own_caseload_only(gateway: Gateway):
    mine, other = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(mine)
    conversation = await gateway.conversation(patient)
    await patient.say("this is high")
    await gateway.factory.turns.drain()
    (case,) = (await mine.get("/api/staff/cases"))["cases"]
    assert (await other.get("/api/staff/cases"))["cases"] == []
    assert (await other.get("/api/staff/patients"))["patients"] == []
    for method, path in (
        ("GET", f"/api/staff/cases/{case['id']}"),
        *(("POST", f"/api/staff/cases/{case['id']}/{verb}") for verb in ("claim", "renew", "release", "takeover", "hand-back")),
        ("GET", f"/api/staff/conversations/{conversation}/messages"),
        ("GET", f"/api/staff/conversations/{conversation}/events"),
        ("POST", f"/api/staff/conversations/{conversation}/typing"),
        ("POST", f"/api/staff/patients/{patient.id}/invitations"),
    ):
        assert (await other.call(method, path, body={} if method == "POST" else None))[0] == 403, path
    resolve = {"outcome": "false_alarm", "note": ""}
    assert (await other.call("POST", f"/api/staff/cases/{case['id']}/resolve", body=resolve))[0] == 403
    written = {"client_id": "a", "text": "hello", "epoch": 1}
    assert (await other.call("POST", f"/api/staff/conversations/{conversation}/messages", body=written))[0] == 403


@pytest.mark.asyncio
async def test_no_permission_is_idle(gateway: Gateway):
    used = {endpoint.permission for endpoint in gateway.app[ENDPOINTS]}
    assert used >= set(Permission)
