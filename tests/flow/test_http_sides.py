"""A patient and a staff member in one browser: two logins in one cookie, and neither touches the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.clock import SystemClock
from bot.words import Role
from tests.gateway import CLI, PASSWORD, Browser, Gateway

PATIENT, STAFF = "/api/me?side=patient", "/api/me?side=staff"


def cookies(browser: Browser) -> dict[str, str]:
    """Return a copy of what the browser holds."""
    return {cookie.key: cookie.value for cookie in browser.session.cookie_jar}


async def status_of(browser: Browser, path: str) -> int:
    """Return the status of a GET."""
    status, _ = await browser.call("GET", path)
    return status


async def _read_on(events: AsyncIterator[object]) -> None:
    async for _ in events:
        pass


@pytest.mark.asyncio
async def test_both_work_in_one_browser(gateway: Gateway):
    patient, staff = await gateway.both()
    assert len(cookies(patient)) == 1
    assert (await patient.get(PATIENT))["id"] == patient.id
    assert (await staff.get(STAFF))["id"] == staff.id
    await patient.say("this is high")
    await gateway.factory.turns.drain()
    (case,) = (await staff.get("/api/staff/cases"))["cases"]
    await staff.post(f"/api/staff/cases/{case['id']}/takeover")
    assert (await patient.get("/api/patient/conversation"))["conversation"]["owner"] == "therapist"


@pytest.mark.asyncio
async def test_whoever_does_not_say_which_side_gets_the_staffs_first(gateway: Gateway):
    patient, staff = await gateway.both()
    assert (await patient.get("/api/me"))["id"] == staff.id
    await staff.post("/api/auth/logout")
    assert (await staff.get("/api/me"))["id"] == patient.id
    await patient.post("/api/auth/logout")
    assert await status_of(patient, "/api/me") == 401
    assert cookies(patient) == {}


@pytest.mark.asyncio
async def test_a_side_that_is_asked_for_is_never_answered_by_the_other(gateway: Gateway):
    patient, staff = await gateway.patient(), await gateway.staff(Role.SUPERVISOR)
    for browser, own, other in ((patient, "patient", "staff"), (staff, "staff", "patient")):
        assert await status_of(browser, f"/api/me?side={other}") == 401
        assert (await browser.call("POST", f"/api/auth/logout?side={other}", body={}))[0] == 401
        assert await status_of(browser, "/api/me?side=both") == 422
        assert await status_of(browser, f"/api/me?side={own}&side={other}") == 422
        assert (await browser.get("/api/me"))["id"] == browser.id
    assert await status_of(gateway.browser(), "/api/me?side=both") == 401


@pytest.mark.asyncio
@pytest.mark.parametrize("leaving", ["patient", "staff"])
async def test_logging_out_on_one_side_leaves_the_other(gateway: Gateway, leaving: str):
    pages = dict(zip(("patient", "staff"), await gateway.both(), strict=True))
    before = cookies(pages["patient"])
    await pages[leaving].post(f"/api/auth/logout?side={leaving}")
    (staying,) = pages.keys() - {leaving}
    assert await status_of(pages[leaving], f"/api/me?side={leaving}") == 401
    assert (await pages[staying].get(f"/api/me?side={staying}"))["id"] == pages[staying].id
    thief = gateway.browser()
    thief.session.cookie_jar.update_cookies(before)
    assert await status_of(thief, f"/api/me?side={leaving}") == 401, "it is revoked, not only forgotten"
    assert await status_of(thief, f"/api/me?side={staying}") == 200


@pytest.mark.asyncio
async def test_logging_in_on_one_side_replaces_the_login_of_that_side_only(gateway: Gateway):
    patient, staff = await gateway.both()
    before = cookies(staff)
    await gateway.factory.accounts.create_person(CLI, Role.SUPERVISOR, "Another", login="another", password=PASSWORD)
    await staff.tab().enter("/api/auth/login", {"login": "another", "password": PASSWORD})
    assert (await staff.get(STAFF))["role"] == "supervisor"
    assert (await patient.get(PATIENT))["id"] == patient.id
    await patient.say("my token still counts")
    old = gateway.browser()
    old.session.cookie_jar.update_cookies(before)
    assert await status_of(old, STAFF) == 401
    assert await status_of(old, PATIENT) == 200

    person = await gateway.factory.accounts.create_person(CLI, Role.PATIENT, "Next patient", country="GB")
    code = (await gateway.factory.accounts.invite(CLI, person.id)).code
    await patient.tab().enter("/api/auth/invitation", {"code": code})
    assert (await patient.get(PATIENT))["id"] == person.id
    assert (await staff.get(STAFF))["role"] == "supervisor"
    assert await status_of(old, PATIENT) == 401


@pytest.mark.asyncio
async def test_the_token_of_one_side_is_refused_on_the_other(gateway: Gateway):
    patient, staff = await gateway.both()
    assert patient.csrf != staff.csrf
    for path, body, good, bad in (
        ("/api/patient/messages", {"client_id": "a", "text": "hello"}, patient, staff),
        ("/api/staff/patients", {"display_name": "New", "country": "GB"}, staff, patient),
        ("/api/auth/logout?side=patient", {}, patient, staff),
        ("/api/auth/logout?side=staff", {}, staff, patient),
    ):
        status, answer = await bad.call("POST", path, body=body)
        assert (status, answer["error"]["code"]) == (403, "csrf"), path
        assert (await good.call("POST", path, body=body))[0] in {200, 201}, path


@pytest.mark.asyncio
@pytest.mark.parametrize("leaving", ["patient", "staff"])
async def test_a_stream_ends_with_the_login_of_its_own_side(gateway: Gateway, leaving: str):
    patient, staff = await gateway.both()
    async with patient.events("/api/patient/events") as chat, staff.events("/api/staff/events") as queue:
        streams = {"patient": chat, "staff": queue}
        for events in streams.values():
            await anext(events)
        await (patient if leaving == "patient" else staff).post(f"/api/auth/logout?side={leaving}")
        async with asyncio.timeout(4):
            assert [event async for event in streams.pop(leaving) if event[0] == "message"] == []
        (staying,) = streams.values()
        reading = asyncio.create_task(_read_on(staying))
        _, still_open = await asyncio.wait({reading}, timeout=1.5)
        assert still_open, "the other side's stream goes on"
        reading.cancel()
        await asyncio.wait({reading})


@pytest.mark.asyncio
async def test_a_login_that_has_ended_is_told_so_though_the_other_side_goes_on(gateway: Gateway):
    patient, staff = await gateway.both()
    admin = await gateway.staff(Role.ADMINISTRATOR)
    await admin.post(f"/api/admin/people/{staff.id}/disable")
    assert await status_of(staff, "/api/staff/cases") == 401, "ended: log in again"
    await patient.say("I am still here")
    await patient.post("/api/auth/logout?side=patient")
    assert await status_of(patient, "/api/patient/conversation") == 401


@pytest.mark.asyncio
async def test_a_renewed_login_lives_on_in_the_cookie_too(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    patient, staff = await gateway.both()
    month, real, passed = gateway.factory.settings.session_days * 86400, time.time, 0.0
    monkeypatch.setattr("time.time", lambda: real() + passed)
    monkeypatch.setattr(SystemClock, "now", lambda _clock: datetime.fromtimestamp(real() + passed, UTC))
    passed = month * 0.6
    assert (await patient.get(PATIENT))["id"] == patient.id
    assert await status_of(staff, STAFF) == 401, "staff log in anew for each day's work"
    passed = month * 1.2
    assert (await patient.get(PATIENT))["id"] == patient.id
