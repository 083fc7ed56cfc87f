"""Logging in, staying in, being put out; and requests from elsewhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.words import Role
from tests.gateway import CLI, PASSWORD, Gateway, running_gateway


@pytest.mark.asyncio
async def test_staff_log_in_and_out(gateway: Gateway):
    browser = await gateway.staff(Role.SUPERVISOR, "someone")
    me = await browser.get("/api/me")
    assert (me["role"], me["csrf"], me["demo"]) == ("supervisor", browser.csrf, False)
    assert "transcripts:read" in me["permissions"]
    cookie = next(iter(browser.session.cookie_jar))
    assert cookie.key == "handrail_8460"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    await browser.post("/api/auth/logout")
    assert (await browser.call("GET", "/api/me"))[0] == 401


@pytest.mark.asyncio
async def test_a_copied_cookie_is_worth_nothing_after_logout(gateway: Gateway):
    browser = await gateway.staff(Role.THERAPIST)
    copy = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
    await browser.post("/api/auth/logout")
    thief = gateway.browser()
    thief.session.cookie_jar.update_cookies(copy)
    status, answer = await thief.call("GET", "/api/me")
    assert (status, answer["error"]["code"]) == (401, "unauthenticated")


@pytest.mark.asyncio
async def test_wrong_logins_all_answer_alike(gateway: Gateway):
    await gateway.staff(Role.THERAPIST, "known")
    browser = gateway.browser()
    answers = [
        await browser.call("POST", "/api/auth/login", body={"login": login, "password": password})
        for login, password in (("known", "wrong"), ("unknown", PASSWORD), ("KNOWN ", "x" * 256))
    ]
    assert {status for status, _ in answers} == {401}
    assert len({str(answer) for _, answer in answers}) == 1


@pytest.mark.asyncio
async def test_a_second_login_in_one_browser_ends_the_first(gateway: Gateway):
    browser = await gateway.staff(Role.THERAPIST, "first")
    before = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
    await browser.enter("/api/auth/login", {"login": "first", "password": PASSWORD})
    old = gateway.browser()
    old.session.cookie_jar.update_cookies(before)
    assert (await old.call("GET", "/api/me"))[0] == 401
    assert (await browser.get("/api/me"))["role"] == "therapist"


@pytest.mark.asyncio
async def test_guessing_is_slowed_and_says_for_how_long(gateway: Gateway):
    browser = gateway.browser()
    statuses = []
    for _ in range(11):
        async with browser.session.post(
            f"{browser.base}/api/auth/login", json={"login": "target", "password": "guess-guess"}
        ) as response:
            statuses.append(response.status)
    assert statuses == [401] * 10 + [429]
    assert 0 < int(response.headers["Retry-After"]) <= 15 * 60
    status, answer = await browser.call("POST", "/api/auth/login", body={"login": "other", "password": "guess-guess"})
    assert status == 401, "another login from the same address is not locked"
    assert answer["error"]["remedy"]


@pytest.mark.asyncio
async def test_disabling_an_account_ends_its_logins_and_streams(gateway: Gateway):
    admin = await gateway.staff(Role.ADMINISTRATOR)
    patient = await gateway.patient()
    async with patient.events("/api/patient/events") as events:
        await anext(events)
        await admin.post(f"/api/admin/people/{patient.id}/disable")
        async with asyncio.timeout(5):
            async for _ in events:
                pass
    assert (await patient.call("GET", "/api/me"))[0] == 401
    assert (await admin.call("POST", f"/api/admin/people/{admin.id}/disable"))[0] == 409


@pytest.mark.asyncio
async def test_a_patient_with_an_open_case_is_disabled_only_with_a_reason_and_still_finds_help(gateway: Gateway):
    admin, supervisor = await gateway.staff(Role.ADMINISTRATOR), await gateway.staff(Role.SUPERVISOR)
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    conversation = await gateway.conversation(patient)
    await patient.say("this is high")
    await gateway.factory.turns.drain()
    (shown,) = [one for one in (await admin.get("/api/admin/people"))["people"] if one["id"] == patient.id]
    assert (shown["open_case"]["tier"], shown["open_case"]["status"]) == ("high", "open")
    path = f"/api/admin/people/{patient.id}/disable"
    refused = await admin.post(path, {"reason": " "}, status=409)
    assert (refused["error"]["code"], refused["error"]["details"]["tier"]) == ("open_case", "high")
    await admin.post(path, {"reason": "the clinic has called them"})
    (case,) = (await therapist.get("/api/staff/cases"))["cases"]
    history = (await therapist.get(f"/api/staff/cases/{case['id']}"))["history"]
    assert [step["note"] for step in history if step["action"] == "patient disabled"] == ["the clinic has called them"]
    assert (await therapist.get(f"/api/staff/conversations/{conversation}/messages"))["patient_disabled"] is True
    assert (await supervisor.get(f"/api/supervisor/conversations/{conversation}/messages"))["patient_disabled"] is True
    assert (await patient.call("GET", "/api/patient/conversation"))[0] == 401
    vars(gateway.factory).pop("safety_replies")  # the double knows no help card
    assert (await patient.get("/api/patient/help"))["emergency"], "whom to turn to stays in reach"
    for page in ("/chat", "/api/patient/self-help"):
        assert (await patient.call("GET", page))[0] == 200


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "", "Referer": "https://evil.example/page"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "IjAi.made-up"},
        {"X-CSRF-Token": "é"},
    ],
)
async def test_a_request_from_elsewhere_or_without_the_token_is_refused(gateway: Gateway, headers: dict[str, str]):
    patient = await gateway.patient()
    body = {"client_id": "a", "text": "not from our page"}
    status, answer = await patient.call("POST", "/api/patient/messages", body=body, headers=headers)
    assert (status, answer["error"]["code"]) == (403, "csrf")
    assert (await patient.get("/api/patient/conversation"))["conversation"]["last_seq"] == 0


@pytest.mark.asyncio
async def test_another_logins_token_does_not_do(gateway: Gateway):
    one, two = await gateway.patient(), await gateway.patient()
    body = {"client_id": "a", "text": "hello"}
    status, _ = await one.call("POST", "/api/patient/messages", body=body, headers={"X-CSRF-Token": two.csrf})
    assert status == 403


@pytest.mark.asyncio
async def test_logging_in_from_another_sites_page_is_refused(gateway: Gateway):
    body = {"login": "x", "password": "y"}
    status, _ = await gateway.browser().call("POST", "/api/auth/login", body=body, headers={"Origin": "https://evil.example"})
    assert status == 403


@pytest.mark.asyncio
async def test_a_code_works_once(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    added = await therapist.post("/api/staff/patients", {"display_name": "New", "country": "GB"}, status=201)
    code, url = added["invitation"]["code"], added["invitation"]["url"]
    assert url == f"{gateway.base}/chat#invite={code}"
    await gateway.browser().enter("/api/auth/invitation", {"code": code.lower().replace("-", " ")})
    status, answer = await gateway.browser().call("POST", "/api/auth/invitation", body={"code": code})
    assert status == 401
    assert "therapist" in answer["error"]["remedy"]
    again = await therapist.post(f"/api/staff/patients/{added['patient']['id']}/invitations", status=201)
    await gateway.browser().enter("/api/auth/invitation", {"code": again["invitation"]["code"]})


@pytest.mark.asyncio
async def test_behind_a_proxy_the_public_address_counts(db_url: str, tmp_path: Path, root: Path):
    async with running_gateway(db_url, tmp_path, root, public_url="https://care.example", trusted_proxies=1) as gateway:
        await gateway.factory.accounts.create_person(CLI, Role.SUPERVISOR, "S", login="s", password=PASSWORD)
        browser = gateway.browser()
        body = {"login": "s", "password": PASSWORD}
        sent = {"Origin": "https://care.example", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
        async with browser.session.post(f"{browser.base}/api/auth/login", json=body, headers=sent) as response:
            assert response.status == 200
            assert "Secure" in response.headers["Set-Cookie"]
            assert "max-age" in response.headers["Strict-Transport-Security"]
        status, _ = await browser.call("POST", "/api/auth/login", body=body)
        assert status == 403, "the inner address is another origin"
        for wrong in ("not an address", "1.2.3.4, x", ""):
            async with browser.session.get(f"{browser.base}/healthz", headers={"X-Forwarded-For": wrong}) as response:
                assert response.status in {200, 400}
