"""Bad requests get a clear answer, and never the gateway's own failure."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.gateway.keys import ENDPOINTS
from bot.words import Role
from tests.gateway import Browser, Gateway
from tests.loud import loud_logs

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


async def send(
    browser: Browser, path: str, raw: bytes, content_type: str | None = "application/json"
) -> tuple[int, dict[str, Any]]:
    headers = {"Origin": browser.base, "X-CSRF-Token": browser.csrf}
    if content_type is not None:
        headers["Content-Type"] = content_type
    async with browser.session.post(browser.base + path, data=raw, headers=headers) as response:
        text = await response.text()
        return response.status, json.loads(text) if text else {}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "raw,status,code",
    [
        (b"", 422, "invalid_fields"),
        (b"{", 400, "bad_request"),
        (b"\xff\xfe", 400, "bad_request"),
        (b"[" * 20000, 400, "bad_request"),
        (b"[]", 422, "invalid_fields"),
        (b"null", 422, "invalid_fields"),
        (b'"text"', 422, "invalid_fields"),
        (b'{"client_id": "a"}', 422, "invalid_fields"),
        (b'{"client_id": "a", "text": ""}', 422, "invalid_fields"),
        (b'{"client_id": "a", "text": " \\n "}', 422, "invalid_fields"),
        (b'{"client_id": "a", "text": 5}', 422, "invalid_fields"),
        (b'{"client_id": "a", "text": "x\\u0000"}', 422, "invalid_fields"),
        (b'{"client_id": "a", "text": "\\ud800"}', 400, "bad_request"),
        (b'{"client_id": "a:b", "text": "x"}', 422, "invalid_fields"),
        (b'{"client_id": "' + b"a" * 65 + b'", "text": "x"}', 422, "invalid_fields"),
        (b'{"client_id": "a", "text": "x", "more": 1}', 422, "invalid_fields"),
        (b'{"client_id": "a", "text": "x", "payload": ""}', 422, "invalid_fields"),
        (b'{"client_id": "a", "text": "' + b"x" * 4001 + b'"}', 422, "invalid_fields"),
        (b'{"client_id": "a", "text": "' + b"x" * 70000 + b'"}', 413, "too_large"),
    ],
)
async def test_each_mistake_has_its_answer(gateway: Gateway, raw: bytes, status: int, code: str):
    patient = await gateway.patient()
    found, answer = await send(patient, "/api/patient/messages", raw)
    assert (found, answer["error"]["code"]) == (status, code)
    assert answer["error"]["message"]
    assert answer["error"]["remedy"]


@pytest.mark.asyncio
async def test_the_longest_message_in_the_longest_spelling_is_taken(gateway: Gateway):
    patient = await gateway.patient()
    raw = json.dumps({"client_id": "a", "text": "\U0001f642" * 4000}).encode()
    assert len(raw) > 40000
    status, answer = await send(patient, "/api/patient/messages", raw)
    assert status == 201
    assert len(answer["message"]["text"]) == 4000


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense", None]
)
async def test_only_json_is_read(gateway: Gateway, content_type: str | None):
    patient = await gateway.patient()
    status, answer = await send(patient, "/api/patient/messages", b'{"client_id": "a", "text": "x"}', content_type)
    assert (status, answer["error"]["code"]) == (415, "wrong_content_type")


@pytest.mark.asyncio
async def test_what_a_patient_wrote_is_in_no_error_and_no_log(gateway: Gateway, capsys: Any):
    patient = await gateway.patient()
    secret = "nobody must see this sentence"

    async def defective(*_: object, text: str, **__: object) -> None:
        raise RuntimeError(f"cannot store {text}")

    with loud_logs():
        _, answer = await send(patient, "/api/patient/messages", json.dumps({"client_id": "a", "text": 1, "x": secret}).encode())
        assert secret not in str(answer)
        await patient.say(secret)
        gateway.factory.conversations.accept = defective  # type: ignore[method-assign,assignment]
        status, answer = await send(patient, "/api/patient/messages", json.dumps({"client_id": "b", "text": secret}).encode())
        assert (status, answer["error"]["code"]) == (500, "internal")
        assert "Traceback" not in str(answer)
        await patient.call("GET", "/api/patient/conversation?words=" + secret.replace(" ", "+"))
    async with patient.session.get(patient.base + "/metrics") as response:
        assert response.status == 200
        assert "nobody must" not in await response.text()
    shown = capsys.readouterr()
    for line in ('"event": "defect"', '"event": "request"', "/api/patient/conversation"):
        assert line in shown.err
    for place in (shown.out, shown.err):
        assert secret not in place
        assert "nobody+must" not in place


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "after=-1", "before=99999999999", "after=1&after=2", "more=1", "after=", "limit=%00"],
)
async def test_wrong_queries_are_named(gateway: Gateway, query: str):
    patient = await gateway.patient()
    status, answer = await patient.call("GET", f"/api/patient/conversation?{query}")
    assert (status, answer["error"]["code"]) == (422, "invalid_fields")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path", ["/api/staff/cases/x", "/api/staff/cases/..%2f", "/api/none", "/api/staff/conversations/%00/messages"]
)
async def test_addresses_that_are_none_answer_404(gateway: Gateway, path: str):
    therapist = await gateway.staff(Role.THERAPIST)
    status, answer = await therapist.call("GET", path)
    assert (status, answer["error"]["code"]) == (404, "not_found")


@pytest.mark.asyncio
async def test_another_method_is_told_which_are_taken(gateway: Gateway):
    async with gateway.browser().session.put(f"{gateway.base}/api/me") as response:
        assert response.status == 405
        assert "GET" in response.headers["Allow"]
        assert (await response.json())["error"]["code"] == "method_not_allowed"


@pytest.mark.asyncio
async def test_anything_to_anywhere_never_breaks_the_gateway(gateway: Gateway):
    people = [await gateway.staff(role) for role in Role if role is not Role.PATIENT] + [await gateway.patient(), gateway.browser()]
    posts = [endpoint for endpoint in gateway.app[ENDPOINTS] if endpoint.method == "POST" and endpoint.path != "/api/auth/logout"]
    fields = sorted({name for endpoint in posts if endpoint.body for name in endpoint.body.model_fields})
    bodies = ANYTHING | st.dictionaries(
        st.sampled_from(fields), ANYTHING | st.sampled_from(["0" * 32, "a", 1, True, "patient"]), max_size=6
    )
    loop = asyncio.get_running_loop()

    @given(st.sampled_from(people), st.sampled_from(posts), bodies, st.text(st.characters(codec="utf-8"), max_size=20))
    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def attempt(person: Browser, endpoint: Any, body: object, words: str) -> None:
        raw = json.dumps(body).encode()
        path = endpoint.path.replace("{id}", "0" * 32)

        async def knock() -> None:
            status, _ = await send(person, path, raw)
            assert status < 500, (path, raw, status)
            async with person.session.get(f"{person.base}/api/patient/conversation", params={"after": words}) as response:
                assert response.status < 500

        asyncio.run_coroutine_threadsafe(knock(), loop).result(30)

    await asyncio.to_thread(attempt)


@pytest.mark.asyncio
async def test_a_request_that_is_no_http_does_not_disturb_others(gateway: Gateway):
    host, port = gateway.base.removeprefix("http://").split(":")
    for raw in (b"\x16\x03\x01garbage\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST /api/me HTTP/1.1\r\nContent-Length: x\r\n\r\n"):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(raw)
        await writer.drain()
        assert b"Traceback" not in await asyncio.wait_for(reader.read(2000), 5)
        writer.close()
    async with aiohttp.ClientSession() as session, session.get(f"{gateway.base}/healthz") as response:
        assert response.status == 200
