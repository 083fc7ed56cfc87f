"""The event stream's parser against the standard's own cases; the chat itself is tested in tests/flow/test_up.py."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp.base_protocol import BaseProtocol

from bot.terminal_chat import Chat, Event, PatientClient, server_sent_events


async def parsed(*pieces: bytes) -> list[Event]:
    loop = asyncio.get_running_loop()
    stream = aiohttp.StreamReader(BaseProtocol(loop), 2**16, loop=loop)
    for piece in pieces:
        stream.feed_data(piece)
    stream.feed_eof()
    return [event async for event in server_sent_events(stream)]


@pytest.mark.asyncio
async def test_events_with_names_ids_and_comments() -> None:
    events = await parsed(b": keepalive\n\nid: 7\nevent: message\ndata: {}\n\nevent: state\ndata: a\ndata: b\n\n")
    assert events == [Event("message", "{}", "7"), Event("state", "a\nb", "7")]


@pytest.mark.asyncio
async def test_pieces_may_break_anywhere() -> None:
    assert await parsed(b"da", b"ta: caf\xc3", b"\xa9\r", b"\n\r\n") == [Event("message", "caf\xe9", None)]


@pytest.mark.asyncio
async def test_an_event_that_did_not_end_is_not_told() -> None:
    assert await parsed(b"data: whole\n\ndata: half\n") == [Event("message", "whole", None)]


@pytest.mark.asyncio
@pytest.mark.parametrize("field, data", [(b"data:x", "x"), (b"data: x", "x"), (b"data:  x", " x")])
async def test_one_space_after_the_colon_goes(field: bytes, data: str) -> None:
    assert [event.data for event in await parsed(field + b"\n\n")] == [data]


@pytest.mark.parametrize(
    "line, payload", [("1", "/a"), ("2", "/b"), ("3", None), ("0", None), ("7/10", None), ("-1", None), ("²", None)]
)
def test_a_number_presses_a_button_only_when_there_is_one(line: str, payload: str | None) -> None:
    chat = Chat(PatientClient("http://127.0.0.1:1"), lambda _message, _buttons: None)
    chat.buttons = [{"title": "A", "payload": "/a"}, {"title": "B", "payload": "/b"}]
    button = chat._button(line)
    assert (button and button["payload"]) == payload
