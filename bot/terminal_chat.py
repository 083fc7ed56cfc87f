"""A patient's chat in the terminal, over the same public API as the widget.

Interactive on a terminal; elsewhere it reads one message a line from standard input, so that a conversation can be scripted.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.errors import HandrailError

SETTLE = 0.4
"""Seconds without a further bubble after which the bot's turn counts as said; its bubbles are committed together."""
UNHURRIED = 2.0
"""Seconds to wait for an answer while a person owns the conversation: people need longer than a script should stand still."""
RETRY = 1.0
"""Seconds before a dropped event stream is opened again."""

_SILENT = 60.0  # the gateway sends a comment every 15 s; four missed ones mean that the line is dead

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event."""

    name: str
    data: str
    id: str | None


async def server_sent_events(stream: aiohttp.StreamReader) -> AsyncIterator[Event]:
    """Read events as https://html.spec.whatwg.org/multipage/server-sent-events.html defines them."""
    name, last_id = "message", None
    data: list[str] = []
    async for raw in stream:
        line = raw.decode("utf-8").rstrip("\r\n")
        if not line:
            if data:
                yield Event(name, "\n".join(data), last_id)
            name, data = "message", []
            continue
        key, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if key == "event":
            name = value
        elif key == "data":
            data.append(value)
        elif key == "id":
            last_id = value


class PatientClient:
    """Speaks the patient's part of the public API; a context manager."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._csrf = ""
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connections."""
        # unsafe: cookies of an address without a name, such as 127.0.0.1, count too
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Close them."""
        if self._session is not None:
            await self._session.close()

    async def login(self, code: str) -> Message:
        """Log in with an invitation's code and return who that is.

        Raises:
            HandrailError: when the code does not count, or the gateway does not answer.
        """
        me = await self._call("POST", "/api/auth/invitation", {"code": code})
        self._csrf = str(me.get("csrf", ""))
        return me

    async def conversation(self, *, limit: int = 50) -> Message:
        """Return the newest page; the first call ever makes the bot introduce itself."""
        return await self._call("GET", f"/api/patient/conversation?limit={limit}")

    async def send(self, text: str, payload: str | None = None) -> Message:
        """Send one message and return it as stored; sent again once when the line drops, which stores nothing twice.

        Raises:
            HandrailError: when it was not accepted.
        """
        body = {"client_id": str(uuid.uuid4()), "text": text} | ({"payload": payload} if payload else {})
        try:
            answer = await self._call("POST", "/api/patient/messages", body)
        except ConnectionError:
            answer = await self._call("POST", "/api/patient/messages", body)
        message: Message = answer["message"]
        return message

    async def events(self, after: int) -> AsyncIterator[Event]:
        """Yield what happens from message number ``after`` on, for ever, over dropped lines."""
        last = str(after)
        while True:
            with suppress(aiohttp.ClientError, TimeoutError, ConnectionError):
                timeout = aiohttp.ClientTimeout(total=None, sock_read=_SILENT)
                headers = {"Last-Event-ID": last, "Accept": "text/event-stream"}
                async with self._open.get(f"{self.url}/api/patient/events", headers=headers, timeout=timeout) as response:
                    response.raise_for_status()
                    async for event in server_sent_events(response.content):
                        last = event.id or last
                        yield event
            await asyncio.sleep(RETRY)

    @property
    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("use `async with PatientClient(...)`")
        return self._session

    async def _call(self, method: str, path: str, body: Message | None = None) -> Message:
        headers = {"X-CSRF-Token": self._csrf} if self._csrf else {}
        try:
            async with self._open.request(method, self.url + path, json=body, headers=headers) as response:
                answer: Message = await response.json(content_type=None)
                if response.ok:
                    return answer
        except aiohttp.ClientConnectorError as error:
            raise HandrailError(f"nothing answers at {self.url}", remedy="start it with: handrail up --demo") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectionError(str(error)) from error
        except ValueError as error:
            raise HandrailError(f"{self.url} is no Handrail: it answered {path} with something else than JSON") from error
        problem = answer.get("error", {})
        raise HandrailError(str(problem.get("message", f"refused ({response.status})")), remedy=str(problem.get("remedy") or ""))


@dataclass(slots=True)
class Chat:
    """One patient's chat: shows what arrives, sends what is typed, knows the buttons shown last."""

    client: PatientClient
    show: Callable[[Message, list[Message]], None]
    """Called with every message of others, and its buttons."""
    wait: float = 20.0
    """Seconds to wait for the bot's answer."""
    owner: str = "bot"
    buttons: list[Message] = field(default_factory=list)
    """What can be pressed now: the options of the last question, then its buttons."""
    numbered: bool = True
    """Whether a bare number presses; not at a slider, where it is the answer."""
    _arrived: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: int = 0
    _reader: asyncio.Task[None] | None = None

    async def open(self) -> bool:
        """Show the newest page, then follow what happens; return whether the patient is new, so that a welcome is on its way."""
        page = await self.client.conversation()
        self._state(page["conversation"])
        for message in page["messages"]:
            self._take(message, echo=True)
        self._reader = asyncio.create_task(self._read())
        return not page["messages"]

    async def close(self) -> None:
        """Stop following."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    @property
    def bot_ready(self) -> bool:
        """Whether the bot can answer, as far as is known."""
        return self._ready.is_set()

    async def until_ready(self, seconds: float) -> bool:
        """Wait until the bot can answer; return whether it can."""
        try:
            async with asyncio.timeout(seconds):
                await self._ready.wait()
        except TimeoutError:
            return False
        return True

    async def say(self, line: str) -> bool:
        """Send ``line``; a button's title or number presses that button. Return whether somebody answered, or nobody should."""
        chosen = self._button(line)
        while not self._arrived.empty():
            self._arrived.get_nowait()
        await (self.client.send(str(chosen["title"]), str(chosen["payload"])) if chosen else self.client.send(line))
        return await self.settle() or self.owner != "bot"

    async def settle(self) -> bool:
        """Wait for an answer and for the rest of it; return whether there was one."""
        patience = self.wait if self.owner == "bot" else min(self.wait, UNHURRIED)
        try:
            await asyncio.wait_for(self._arrived.get(), patience)
        except TimeoutError:
            return False
        with suppress(TimeoutError):
            while True:
                await asyncio.wait_for(self._arrived.get(), SETTLE)
        return True

    def _button(self, line: str) -> Message | None:
        named = (button for button in self.buttons if str(button["title"]).casefold() == line.casefold())
        if (button := next(named, None)) is not None:
            return button
        number = int(line) if self.numbered and line.isdecimal() else 0
        return self.buttons[number - 1] if 1 <= number <= len(self.buttons) else None

    async def _read(self) -> None:
        async for event in self.client.events(self._seen):
            data = json.loads(event.data)
            if event.name == "message":
                self._take(data)
            elif event.name == "state":
                self._state(data)

    def _state(self, data: Message) -> None:
        self.owner = str(data.get("owner", self.owner))
        (self._ready.set if data.get("bot_ready") else self._ready.clear)()

    def _take(self, message: Message, *, echo: bool = False) -> None:
        if int(message["seq"]) <= self._seen:
            return
        self._seen = int(message["seq"])
        others = message["sender"] != "patient"
        if others or echo:
            content = message.get("content") or {}
            element = content.get("element") or {}
            self.numbered = element.get("type") != "slider"
            self.buttons = [*(element.get("options") or ()), *(content.get("buttons") or ())]
            self.show(message, self.buttons)
        if others:
            self._arrived.put_nowait(message)
