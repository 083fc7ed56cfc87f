"""The channel: the token, the slash, one item for each bubble, and nothing of the patient's in a log."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.dialogue.rasa.channel import EMPTY, HandrailChannel, readable
from tests.sanic_app import serving

TOKEN = "a-long-internal-token"
WEBHOOK = "/webhooks/handrail/webhook"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest_asyncio.fixture
async def served():
    """A client of the channel's routes, and what reached the assistant."""
    Sanic.test_mode = True
    app = Sanic(f"channel_test_{id(object())}", configure_logging=False)
    heard = []

    async def assistant(message: UserMessage) -> None:
        heard.append(message)
        if message.text == "break":
            raise RuntimeError("cannot store 'I feel like ending it'")
        await message.output_channel.send_response(
            message.sender_id,
            {
                "text": "One\n\ntwo",
                "buttons": [{"title": "A", "payload": "/a"}],
                "custom": {"element": {"type": "slider"}},
                "data": 1,
            },
        )
        await message.output_channel.send_response(message.sender_id, {"custom": {"ack": "escalated"}})

    app.blueprint(HandrailChannel(TOKEN).blueprint(assistant), url_prefix="/webhooks/handrail")
    async with serving(app) as client:
        yield client, heard


async def post(client: ClientSession, body: Any, token: str | None = TOKEN):
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    async with client.post(WEBHOOK, json=body, headers=headers) as response:
        return response.status, await response.json()


@pytest.mark.asyncio
async def test_one_item_for_each_bubble(served: tuple[ClientSession, list[UserMessage]]):
    client, heard = served
    status, items = await post(client, {"sender": "c1", "message": "hello", "metadata": {"message_id": "m1"}})
    assert status == 200
    assert items == [
        {
            "recipient_id": "c1",
            "text": "One\n\ntwo",
            "buttons": [{"title": "A", "payload": "/a"}],
            "custom": {"element": {"type": "slider"}},
        },
        {"recipient_id": "c1", "custom": {"ack": "escalated"}},
    ]
    assert (heard[0].sender_id, heard[0].text, heard[0].metadata) == ("c1", "hello", {"message_id": "m1"})


@pytest.mark.asyncio
@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", "\u00e9"])
async def test_without_the_token_nothing_is_heard(served: tuple[ClientSession, list[UserMessage]], token: str | None):
    client, heard = served
    status, _ = await post(client, {"sender": "c1", "message": "hi"}, token)
    assert status == 401
    assert heard == []
    async with client.get("/webhooks/handrail/", headers={"Authorization": f"Bearer {token}"}) as response:
        assert response.status == 401


@pytest.mark.asyncio
async def test_ready_only_with_a_model(served: tuple[ClientSession, list[UserMessage]]):
    client, _ = served
    async with client.get("/webhooks/handrail/", headers={"Authorization": f"Bearer {TOKEN}"}) as response:
        assert response.status == 503


@pytest.mark.asyncio
async def test_a_failed_turn_is_told_by_kind_only(
    served: tuple[ClientSession, list[UserMessage]], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    client, _ = served
    with caplog.at_level(logging.DEBUG):
        status, answer = await post(client, {"sender": "c1", "message": "break"})
    assert (status, answer) == (500, {"error": "RuntimeError"})
    captured = capsys.readouterr()
    assert "ending it" not in caplog.text + captured.out + captured.err


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [None, [], {}, {"sender": "c1"}, "text"])
async def test_what_is_no_message_is_refused(served: tuple[ClientSession, list[UserMessage]], body: Any):
    client, heard = served
    assert (await post(client, body))[0] == 400
    assert heard == []


@pytest.mark.parametrize(
    "sent,seen",
    [
        ("hello", "hello"),
        ("/start_check_in", "/start_check_in"),
        ('/inform{"mood_answer": "4"}', '/inform{"mood_answer": "4"}'),
        (" /stop", "stop"),
        ('  /inform{"mood_answer": "1"}', 'inform{"mood_answer": "1"}'),
        ("\n//restart", "restart"),
        (" / stop", "stop"),
        ("/Stop it now", "Stop it now"),
        ("/stop it", "stop it"),
        ("/", EMPTY),
        (" ", EMPTY),
        ("", EMPTY),
        ("//", EMPTY),
        ("7/10", "7/10"),
        ("\u00a0/restart", "restart"),
    ],
)
def test_only_a_button_is_a_command(sent: str, seen: str):
    assert readable(sent) == seen
