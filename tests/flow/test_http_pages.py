"""Pages, headers, assets, and what operators ask."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from yarl import URL

from bot.gateway.endpoint import PUBLIC
from bot.gateway.keys import ENDPOINTS
from bot.gateway.openapi import describe
from bot.words import Role
from tests.gateway import TOKEN, Gateway, running_gateway

EVERYWHERE = [
    "/",
    "/chat",
    "/console/",
    "/api/me",
    "/api/docs",
    "/none",
    "/api/none",
    "/healthz",
    "/pages/base.css",
    "/widget/none.js",
]


@pytest.mark.asyncio
@pytest.mark.parametrize("path", EVERYWHERE)
async def test_security_headers_are_on_every_answer(gateway: Gateway, path: str):
    async with gateway.browser().session.get(gateway.base + path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert len(response.headers["X-Request-ID"]) == 16
        assert "Server" not in response.headers


@pytest.mark.asyncio
async def test_a_stream_has_them_too_and_no_cache_keeps_what_is_personal(gateway: Gateway):
    patient = await gateway.patient()
    async with patient.session.get(f"{patient.base}/api/patient/events") as response:
        assert "Content-Security-Policy" in response.headers
        assert response.headers["X-Accel-Buffering"] == "no"
    async with patient.session.get(f"{patient.base}/api/me") as response:
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/", "/demo", "/chat", "/api/docs", "/none"])
async def test_pages_have_nothing_inline_and_nothing_from_elsewhere(db_url: str, tmp_path: Path, root: Path, path: str):
    async with running_gateway(db_url, tmp_path, root, demo=True) as gateway:
        browser = gateway.browser()
        _, page = await browser.call("GET", path)
        assert not re.search(r"<style|style=|<script>|<script [^>]*>[^<]|onclick|javascript:", page)
        assert not re.search(r"(src|href)=\"(https?:)?//", page)
        assert re.search(r"<html lang=\"en\">", page)
        for asset in re.findall(r"(?:src|href)=\"(/(?:pages)/[^\"]+)\"", page):
            status, _ = await browser.call("GET", asset)
            assert status == 200, asset


@pytest.mark.asyncio
async def test_the_demo_is_only_in_a_demo(gateway: Gateway):
    assert (await gateway.browser().call("GET", "/demo"))[0] == 404
    _, page = await gateway.browser().call("GET", "/")
    assert "DEMO-PATIENT" not in page


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Path:
    """A project with its texts, and nothing built."""
    shutil.copytree(root / "content", tmp_path / "project" / "content")
    return tmp_path / "project"


@pytest.fixture
def built(tmp_path: Path, project: Path) -> Path:
    """A project whose web applications are built."""
    console = tmp_path / "project" / "web" / "console" / "dist"
    (console / "assets").mkdir(parents=True)
    (console / "index.html").write_text("<!doctype html><title>console</title>")
    (console / "assets" / "app-1a2b.js").write_text("1")
    (tmp_path / "project" / "secret.txt").write_text("not for the web")
    return tmp_path / "project"


@pytest.mark.asyncio
async def test_assets_are_served_with_the_right_patience(db_url: str, tmp_path: Path, built: Path):
    async with running_gateway(db_url, tmp_path, built) as gateway:
        session = gateway.browser().session

        async def get(path: str) -> tuple[int, str, str]:
            async with session.get(gateway.base + path) as response:
                return response.status, response.headers["Cache-Control"], response.content_type

        assert await get("/console/assets/app-1a2b.js") == (200, "public, max-age=31536000, immutable", "text/javascript")
        for screen in ("/console/", "/console", "/console/cases/0123"):
            assert await get(screen) == (200, "no-cache", "text/html")
        assert (await get("/console/assets/none.js"))[0] == 404
        status, _, kind = await get("/widget/handrail.js")
        assert (status, kind) == (200, "text/javascript"), "says in the page that it is not built"
        async with session.get(f"{gateway.base}/console/") as response:
            tag = response.headers["ETag"]
        async with session.get(f"{gateway.base}/console/", headers={"If-None-Match": tag}) as response:
            assert response.status == 304


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    ["../../../secret.txt", "..%2f..%2f..%2fsecret.txt", "%2e%2e/%2e%2e/%2e%2e/secret.txt", "//etc/passwd", ".hidden", "x%00.js"],
)
async def test_nothing_outside_the_folder_is_served(db_url: str, tmp_path: Path, built: Path, path: str):
    async with running_gateway(db_url, tmp_path, built) as gateway:
        for place in ("console", "widget", "pages"):
            async with gateway.browser().session.get(URL(f"{gateway.base}/{place}/{path}", encoded=True)) as response:
                text = await response.text()
                assert "not for the web" not in text
                assert "root:" not in text
                assert response.status in {200, 404}


@pytest.mark.asyncio
async def test_without_a_build_the_console_says_what_to_do(db_url: str, tmp_path: Path, project: Path):
    async with running_gateway(db_url, tmp_path, project) as gateway:
        status, page = await gateway.browser().call("GET", "/console/")
        assert status == 503
        assert "npm run build" in page


@pytest.mark.asyncio
async def test_ready_means_that_a_patient_would_be_answered(gateway: Gateway):
    browser = gateway.browser()
    assert await browser.get("/readyz") == {
        "ready": True, "database": True, "assistant": True, "reachable": False, "drill": "pending",
    }  # fmt: skip
    gateway.rasa.ready = False
    status, answer = await browser.call("GET", "/readyz")
    assert (status, answer["assistant"]) == (503, False)
    assert (await browser.get("/healthz")) == {"status": "up"}


@pytest.mark.asyncio
async def test_metrics_count_and_stay_at_home(gateway: Gateway):
    patient = await gateway.patient()
    await patient.say("a very private sentence")
    browser = gateway.browser()
    status, page = await browser.call("GET", "/metrics")
    assert status == 200
    assert 'handrail_messages_accepted_total{sender="patient"} 1.0' in page
    assert 'route="/api/patient/messages",status="201"} 1.0' in page
    assert "private" not in page
    assert patient.id not in page
    assert (await browser.call("GET", "/metrics", headers={"X-Forwarded-For": "203.0.113.7"}))[0] == 403
    headers = {"X-Forwarded-For": "203.0.113.7", "Authorization": f"Bearer {TOKEN}"}
    assert (await browser.call("GET", "/metrics", headers=headers))[0] == 200


@pytest.mark.asyncio
async def test_the_description_covers_every_route_and_every_reference_leads_somewhere(gateway: Gateway):
    served = await gateway.browser().get("/api/openapi.json")
    assert served == describe(gateway.app[ENDPOINTS])
    for endpoint in gateway.app[ENDPOINTS]:
        if endpoint.path.startswith("/api") and endpoint.listed:
            operation = served["paths"][endpoint.path][endpoint.method.lower()]
            assert operation["summary"]
            assert (operation["security"] == []) == (endpoint.permission is PUBLIC)
            assert ("requestBody" in operation) == (endpoint.body is not None)
    names = set(served["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/(\w+)", str(served))) <= names
    ids = [operation["operationId"] for path in served["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.asyncio
async def test_every_answer_is_as_described(gateway: Gateway):
    served = await gateway.browser().get("/api/openapi.json")
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    await patient.say("this is high")
    await gateway.factory.turns.drain()
    (case,) = (await therapist.get("/api/staff/cases"))["cases"]
    asked = [
        (patient, "/api/me", "/api/me"),
        (patient, "/api/patient/conversation", "/api/patient/conversation"),
        (therapist, "/api/staff/cases", "/api/staff/cases"),
        (therapist, "/api/staff/cases/{id}", f"/api/staff/cases/{case['id']}"),
        (therapist, "/api/staff/patients", "/api/staff/patients"),
        (therapist, "/api/staff/conversations/{id}/messages", f"/api/staff/conversations/{case['conversation_id']}/messages"),
    ]
    for browser, path, address in asked:
        schema = served["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": served["components"]}).validate(await browser.get(address))
