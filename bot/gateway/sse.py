"""Server-sent events of a conversation and of the queue.

Listening begins before reading, so that what is committed in between wakes the reader; and every message is read from the
database in the order of its number. So none is missed and none comes twice, whatever happens to the wake-ups.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import ClientConnectionResetError, web
from aiohttp_sse import EventSourceResponse, sse_response

from bot.errors import HandrailError
from bot.gateway.call import Call
from bot.gateway.keys import HUB, READINESS
from bot.gateway.present import own_case
from bot.gateway.schemas.base import MAX_SEQ, Nothing
from bot.gateway.schemas.chat import MessageOut, StateEvent
from bot.gateway.streams import Stream
from bot.gateway.wakeups import typing_seconds
from bot.records import ConversationRecord
from bot.words import Sender

KEEPALIVE_SECONDS = 15.0
"""Between two comments that keep proxies from closing an idle line."""
SEND_SECONDS = 30.0
"""How long a reader may stand still before the line is given up."""
RETRY_MILLISECONDS = 2000
"""How long a browser waits before it comes back."""
PAGE = 100
"""Messages read at once while catching up."""
RECHECK_SECONDS = 10.0
"""How often a stream of somebody else's conversation asks whether its reader may still read it."""

Fetch = Callable[[int], Awaitable[tuple[Sequence[MessageOut], bool, ConversationRecord]]]
"""Returns the next messages after a number, as this reader may see them, whether there are more, and the conversation now."""
Check = Callable[[], Awaitable[None]]


async def conversation_stream(
    call: Call, conversation_id: str, after: int | None, fetch: Fetch, check: Check | None = None
) -> web.StreamResponse:
    """Send a conversation's messages after the last one that the browser has, and go on until it leaves or may no longer read.

    ``check`` raises when the reader may no longer read.
    """
    async with _open(call, conversation_id) as (stream, response):
        position = await _position(call, conversation_id, after)
        await _Writer(call, stream, response, fetch, position).run(check)
    return response


async def queue_stream(call: Call) -> web.StreamResponse:
    """Say whenever the queue may have changed."""
    async with _open(call, None) as (stream, response):
        await response.send("{}", event="hello")
        while True:
            await stream.wait()
            if stream.ended:
                break
            await response.send(Nothing().model_dump_json(), event="cases")
    return response


class _Writer:
    """Writes one conversation's stream."""

    def __init__(self, call: Call, stream: Stream, response: EventSourceResponse, fetch: Fetch, position: int) -> None:
        self._call = call
        self._stream = stream
        self._response = response
        self._fetch = fetch
        self._position = position
        self._typing_until = 0.0
        self._said: StateEvent | None = None
        self._conversation: ConversationRecord | None = None

    async def run(self, check: Check | None) -> None:
        """Write until the stream ends."""
        checked = time.monotonic()
        while not self._stream.ended:
            if self._stream.changed:
                await self._messages()
            await self._state()
            for note in await self._stream.wait(self._patience(check)):
                seconds = typing_seconds(note)
                if seconds is not None:
                    self._typing_until = time.monotonic() + seconds
            if check is not None and time.monotonic() - checked >= RECHECK_SECONDS:
                try:
                    await check()
                except HandrailError:
                    return
                checked = time.monotonic()

    async def _messages(self) -> None:
        more = True
        while more:
            page, more, self._conversation = await self._fetch(self._position)
            for message in page:
                await self._response.send(message.model_dump_json(), id=str(message.seq), event="message")
                self._position = message.seq
                if message.sender is not Sender.PATIENT:
                    self._typing_until = 0.0

    async def _state(self) -> None:
        conversation = self._conversation
        if conversation is None:
            return
        state = StateEvent(
            owner=conversation.owner,
            owner_name=conversation.owner_name,
            epoch=conversation.epoch,
            bot_ready=self._call.request.app[READINESS].bot_ready,
            typing=self._typing_until > time.monotonic(),
            case=own_case(conversation, self._call.factory.clock.now()),
        )
        if state != self._said:
            await self._response.send(state.model_dump_json(), event="state")
            self._said = state

    def _patience(self, check: Check | None) -> float | None:
        """How long to wait at most: until somebody counts as typing no longer, or the reader's right is due to be checked."""
        left = self._typing_until - time.monotonic()
        if left > 0:
            return left + 0.05
        return RECHECK_SECONDS if check is not None else None


@asynccontextmanager
async def _open(call: Call, conversation_id: str | None) -> AsyncIterator[tuple[Stream, EventSourceResponse]]:
    hub = call.request.app[HUB]
    async with (
        hub.open(call.request, call.logged_in.login_id, conversation_id) as stream,
        sse_response(call.request, sep="\n", send_timeout=SEND_SECONDS, ping_interval=KEEPALIVE_SECONDS) as response,
    ):
        try:
            await response.write(f"retry: {RETRY_MILLISECONDS}\n\n".encode())
            yield stream, response
        except (ClientConnectionResetError, ConnectionResetError, TimeoutError):
            return  # the browser has left, or reads no more; it comes back with the id of the last event it has
        except Exception:
            # The headers are sent, so that no answer can tell. Only a line that breaks makes the browser come back.
            if call.request.transport is not None:
                call.request.transport.close()
            raise


async def _position(call: Call, conversation_id: str, after: int | None) -> int:
    """Return the number after which to begin: the browser's own word, then the query's, then the present end."""
    last = (await call.factory.conversations.get(conversation_id)).last_seq
    known = call.request.headers.get("Last-Event-ID", "")
    if known.isascii() and known.isdigit() and len(known) <= len(str(MAX_SEQ)):
        after = int(known)
    return last if after is None else min(after, last)
