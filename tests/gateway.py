"""A running gateway for tests: the real app on a real port and database, with a small Rasa beside it that speaks the webhook."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.accounts.actor import Actor
from bot.config import Settings
from bot.factory import Factory
from bot.gateway.app import build_app
from bot.words import Role
from tests.doubles import PlainReplies, WordScreener

TOKEN = "token-of-this-test"
PASSWORD = "a long enough password"
CLI = Actor.system("cli")


@dataclass
class SmallRasa:
    """Speaks Rasa's side of the webhook, and the action server's health: repeats what it hears, with two buttons."""

    ready: bool = True
    delay: float = 0.0
    heard: list[dict[str, Any]] = field(default_factory=list)

    def app(self) -> web.Application:
        """Return it as an app."""
        app = web.Application()
        app.router.add_post("/webhooks/handrail/webhook", self._webhook)
        app.router.add_get("/webhooks/handrail/", self._status)
        app.router.add_get("/health", self._health)
        return app

    async def _webhook(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        heard = await request.json()
        self.heard.append(heard)
        await asyncio.sleep(self.delay)
        if heard["metadata"].get("screening", {}).get("flagged"):
            return web.json_response([{"recipient_id": heard["sender"], "custom": {"ack": "escalated"}}])
        buttons = [{"title": "Check in", "payload": "/check_in"}, {"title": "Lesson", "payload": "/lesson"}]
        return web.json_response([{"recipient_id": heard["sender"], "text": f"heard: {heard['message']}", "buttons": buttons}])

    async def _status(self, _request: web.Request) -> web.Response:
        return web.json_response({}, status=200 if self.ready else 503)

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})


@dataclass
class Browser:
    """A page in one browser: the browser's cookies, and the CSRF token of the page's login."""

    base: str
    session: aiohttp.ClientSession
    csrf: str = ""
    id: str = ""

    def tab(self) -> Browser:
        """Return another tab of this browser: the same cookies, and a page that knows nothing yet."""
        return Browser(self.base, self.session)

    @property
    def origin(self) -> str:
        """The gateway's own origin."""
        return self.base

    async def call(self, method: str, path: str, *, body: object = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """Send a request as our pages do, and return status and JSON."""
        sent = {"Origin": self.base, **({"X-CSRF-Token": self.csrf} if self.csrf else {}), **(headers or {})}
        async with self.session.request(method, self.base + path, json=body, headers=sent) as response:
            text = await response.text()
            return response.status, json.loads(text) if text and response.content_type == "application/json" else text

    async def get(self, path: str) -> Any:
        """GET what must succeed."""
        status, answer = await self.call("GET", path)
        assert status == 200, (path, status, answer)
        return answer

    async def post(self, path: str, body: object = None, *, status: int = 200) -> Any:
        """POST what must answer with ``status``."""
        found, answer = await self.call("POST", path, body={} if body is None else body)
        assert found == status, (path, found, answer)
        return answer

    async def enter(self, path: str, body: object) -> Any:
        """Log in."""
        me = await self.post(path, body)
        self.csrf, self.id = me["csrf"], me["id"]
        return me

    async def say(self, text: str, client_id: str = "", **more: object) -> Any:
        """Send a patient's message and return it."""
        answer = await self.post(
            "/api/patient/messages", {"client_id": client_id or uuid.uuid4().hex, "text": text, **more}, status=201
        )
        return answer["message"]

    @asynccontextmanager
    async def events(self, path: str, last_event_id: int | None = None) -> AsyncIterator[AsyncIterator[tuple[str, str, Any]]]:
        """Open a stream and return its events as (event, id, data)."""
        headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
        timeout = aiohttp.ClientTimeout(total=None, sock_read=20)
        async with self.session.get(self.base + path, headers=headers, timeout=timeout) as response:
            assert response.status == 200, await response.text()
            assert response.content_type == "text/event-stream"
            yield parse_events(response.content)


async def parse_events(stream: aiohttp.StreamReader) -> AsyncIterator[tuple[str, str, Any]]:
    """Read server-sent events as a browser does, comments left out."""
    event, number, data = "message", "", ""
    async for raw in stream:
        line = raw.decode().rstrip("\n")
        if line == "":
            if data:
                yield event, number, json.loads(data)
            event, number, data = "message", "", ""
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "id":
            number = value
        elif name == "data":
            data += value


@dataclass
class Gateway:
    """A running gateway."""

    base: str
    factory: Factory
    app: web.Application
    rasa: SmallRasa
    _sessions: list[aiohttp.ClientSession] = field(default_factory=list)

    def browser(self) -> Browser:
        """Return a browser in which nobody is logged in."""
        session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._sessions.append(session)
        return Browser(self.base, session)

    async def staff(self, role: Role, login: str = "") -> Browser:
        """Return the browser of a new staff member."""
        login = login or f"{role.value}-{uuid.uuid4().hex[:6]}"
        await self.factory.accounts.create_person(CLI, role, f"Some {role.value}", login=login, password=PASSWORD)
        browser = self.browser()
        await browser.enter("/api/auth/login", {"login": login, "password": PASSWORD})
        return browser

    async def patient(self, therapist: Browser | None = None, name: str = "Some patient") -> Browser:
        """Return the browser of a new patient."""
        person = await self.factory.accounts.create_person(
            CLI, Role.PATIENT, name, country="GB", therapist_id=therapist.id if therapist else None
        )
        browser = self.browser()
        await browser.enter("/api/auth/invitation", {"code": (await self.factory.accounts.invite(CLI, person.id)).code})
        return browser

    async def both(self) -> tuple[Browser, Browser]:
        """Return two tabs of one browser: a new patient's, and their new therapist's."""
        staff = await self.staff(Role.THERAPIST)
        person = await self.factory.accounts.create_person(CLI, Role.PATIENT, "Some patient", country="GB", therapist_id=staff.id)
        patient = staff.tab()
        await patient.enter("/api/auth/invitation", {"code": (await self.factory.accounts.invite(CLI, person.id)).code})
        return patient, staff

    async def conversation(self, patient: Browser) -> str:
        """Return the id of a patient's conversation."""
        return (await self.factory.conversations.of_patient(patient.id)).id

    async def aclose(self) -> None:
        """Close the browsers."""
        for session in self._sessions:
            await session.close()


@asynccontextmanager
async def running_gateway(
    database_url: str, data_dir: Path, root: Path, *, real_safety: bool = False, **settings: Any
) -> AsyncIterator[Gateway]:
    """Run a gateway on ``database_url``; without ``real_safety`` a message's own words say how urgent it is."""
    rasa = SmallRasa()
    async with TestServer(rasa.app()) as rasa_server:
        address = str(rasa_server.make_url("/")).rstrip("/")
        made: dict[str, Any] = {
            "project_dir": root, "data_dir": data_dir, "database_url": database_url, "rasa_url": address, "actions_url": address,
            "internal_token": TOKEN, "secret": "secret-of-this-test", "port": 8460, "messages_per_minute": 0, **settings,
        }  # fmt: skip
        factory = Factory(Settings(_env_file=None, **made))
        if not real_safety:
            factory.__dict__ |= {"screener": WordScreener(), "safety_replies": PlainReplies()}
        app = build_app(factory)
        async with TestServer(app) as server:
            gateway = Gateway(str(server.make_url("/")).rstrip("/"), factory, app, rasa)
            try:
                yield gateway
            finally:
                await gateway.aclose()
