"""The client of Rasa's webhook, against a real HTTP server that answers as Rasa does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.dialogue.client import READY, WEBHOOK, AssistantUnavailable, BotReply, RasaClient

pytestmark = pytest.mark.asyncio
Answer = Callable[[web.Request], Awaitable[web.Response]]


class Rasa:
    """What the server answers, as a test sets it."""

    def __init__(self) -> None:
        self.webhook: Answer = lambda _request: _json([])
        self.status: Answer = lambda _request: _json({"status": "ok"})
        self.health: Answer = lambda _request: _json({"status": "ok"})
        self.requests: list[tuple[str | None, Any]] = []


async def _json(value: Any, status: int = 200) -> web.Response:
    return web.json_response(value, status=status)


@pytest_asyncio.fixture
async def rasa() -> AsyncIterator[tuple[Rasa, RasaClient]]:
    """A server and a client of it."""
    state, app = Rasa(), web.Application()

    async def webhook(request: web.Request) -> web.Response:
        state.requests.append((request.headers.get("Authorization"), await request.json()))
        return await state.webhook(request)

    app.router.add_post(WEBHOOK, webhook)

    async def status(request: web.Request) -> web.Response:
        return await state.status(request)

    async def health(request: web.Request) -> web.Response:
        return await state.health(request)

    app.router.add_get(READY, status)
    app.router.add_get("/health", health)
    async with TestServer(app) as server:
        url = str(server.make_url("/")).rstrip("/")
        client = RasaClient(url, url, "token", patience=0.5)
        yield state, client
        await client.aclose()


async def test_text_buttons_and_custom_are_one_bubble(rasa: tuple[Rasa, RasaClient]) -> None:
    state, client = rasa
    item = {"text": "How bad?", "buttons": [{"title": "7", "payload": "/x"}], "custom": {"element": {"type": "slider"}}}
    state.webhook = lambda _request: _json([item, {"custom": {"ack": "escalated", "case_id": "c"}}])
    replies = await client.send("conv", "hello", {"message_id": "m"})
    assert replies == [
        BotReply("How bad?", {"element": {"type": "slider"}, "buttons": [{"title": "7", "payload": "/x"}]}),
        BotReply("", {"case_id": "c"}, ack="escalated"),
    ]
    assert state.requests == [("Bearer token", {"sender": "conv", "message": "hello", "metadata": {"message_id": "m"}})]


@pytest.mark.parametrize(
    "answer",
    [
        lambda _request: _json([]),
        lambda _request: _json({"error": "x"}, 500),
        lambda _request: _json({"error": "x"}, 401),
        lambda _request: _text("not json"),
        lambda _request: _never(),
    ],
)
async def test_anything_but_an_answer_is_a_failure(rasa: tuple[Rasa, RasaClient], answer: Answer) -> None:
    state, client = rasa
    state.webhook = answer
    with pytest.raises(AssistantUnavailable):
        await client.send("conv", "hello", {})


async def test_nobody_there_is_a_failure() -> None:
    client = RasaClient("http://127.0.0.1:1", "http://127.0.0.1:1", "token")
    with pytest.raises(AssistantUnavailable):
        await client.send("conv", "hello", {})
    assert await client.ready() is False
    await client.aclose()


async def test_ready_needs_a_model_and_the_action_server(rasa: tuple[Rasa, RasaClient]) -> None:
    state, client = rasa
    assert await client.ready() is True
    state.status = lambda _request: _json({"status": "loading"}, 503)
    assert await client.ready() is False
    state.status = lambda _request: _json({"status": "ok"})
    state.health = lambda _request: _json({}, 500)
    assert await client.ready() is False


async def _text(value: str) -> web.Response:
    return web.Response(text=value)


async def _never() -> web.Response:
    await asyncio.sleep(3)
    return web.Response()


@pytest.mark.parametrize("status", [200, 400, 500])
async def test_why_there_is_no_answer_says_nothing_of_what_was_asked(rasa: tuple[Rasa, RasaClient], status: int) -> None:
    """Invariant 10: the reason is logged."""
    state, client = rasa
    state.webhook = lambda _request: _json([] if status == 200 else {"error": "xylophone"}, status)
    with pytest.raises(AssistantUnavailable) as caught:
        await client.send("c" * 32, "xylophone", {"note": "xylophone"})
    assert "xylophone" not in str(caught.value)
