"""Handrail as a clinic runs it: ``handrail up`` without the demo, SQLite on disk, patients who were invited.

The only setting that differs from the defaults is the rate limit of messages, without which one sender could not show a speed.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from benchmarks.load import Late
from benchmarks.server import Server
from bot.accounts.actor import Actor
from bot.config import Settings
from bot.db.migrate import upgrade
from bot.factory import Factory
from bot.supervise.ports import free_ports
from bot.terminal_chat import PatientClient
from bot.words import Role

PREPARE_LIMIT = 600.0
"""Seconds for a first web build, and for a first training."""
ANSWER_LIMIT = 30.0
"""Seconds after which an answer counts as none."""


def invite_patients(settings: Settings, count: int) -> list[str]:
    """Make ``count`` patients in the instance's database and return their invitation codes."""
    upgrade(settings)

    async def work() -> list[str]:
        factory = Factory(settings)
        cli = Actor.system("cli")
        try:
            people = [await factory.accounts.create_person(cli, Role.PATIENT, f"Patient {n + 1}") for n in range(count)]
            return [(await factory.accounts.invite(cli, person.id)).code for person in people]
        finally:
            await factory.aclose()

    return asyncio.run(work())


def prepare(root: Path, log: Path) -> None:
    """Build the pages and train the model, so that the start is measured and not the first build."""
    for command in ("web", "train"):
        with log.open("wb") as output:
            argv = [sys.executable, "-m", "bot.cli", command]
            done = subprocess.run(argv, cwd=root, stdout=output, stderr=subprocess.STDOUT, timeout=PREPARE_LIMIT, check=False)
        if done.returncode:
            sys.exit(f"handrail {command} failed:\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def running(root: Path, data_dir: Path, log: Path) -> Iterator[tuple[Server, str]]:
    """Run an instance on a free port; yields it and its address."""
    (port,) = free_ports(1)
    argv = [sys.executable, "-m", "bot.cli", "up", "--port", str(port), "--data-dir", str(data_dir)]
    with Server("Handrail", argv, root, {"HANDRAIL_MESSAGES_PER_MINUTE": "0", "HANDRAIL_DRILL_HOURS": "0"}, log) as server:
        yield server, f"http://127.0.0.1:{port}"


class HandrailSender:
    """Chats as the widget does: POST to send, server-sent events to receive."""

    def __init__(self, url: str, code: str) -> None:
        self._client = PatientClient(url)
        self._code = code
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._early: dict[str, str] = {}
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Log in, let the bot introduce itself, and follow the events."""
        await self._client.__aenter__()
        await self._client.login(self._code)
        welcome = 0
        async with asyncio.timeout(ANSWER_LIMIT):
            while not welcome:  # the first look asks the bot for its welcome
                page = await self._client.conversation()
                welcome = int(page["messages"][-1]["seq"]) if page["messages"] else 0
                await asyncio.sleep(0.1)
        self._reader = asyncio.create_task(self._follow(welcome))
        return self

    async def __aexit__(self, *error: object) -> None:
        """Leave."""
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        await self._client.__aexit__(None, None, None)

    async def ask(self, text: str) -> None:
        """Send ``text`` and wait for the answer to it.

        Raises:
            Late: when the answer is a notice of delay, or none comes within ``ANSWER_LIMIT``.
        """
        message_id = str((await self._client.send(text))["id"])
        kind = self._early.pop(message_id, None)
        if kind is None:
            self._waiting[message_id] = asyncio.get_running_loop().create_future()
            try:
                kind = await asyncio.wait_for(self._waiting[message_id], ANSWER_LIMIT)
            except TimeoutError:
                kind = "delay"
            finally:
                del self._waiting[message_id]
        if kind == "safety":
            sys.exit(f"the screen flagged {text!r}: choose other messages for the load")
        if kind != "answer":
            raise Late

    async def _follow(self, after: int) -> None:
        async for event in self._client.events(after):
            if event.name != "message":
                continue
            message = json.loads(event.data)
            asked = message.get("in_reply_to")
            if message["sender"] == "patient" or not asked:
                continue
            kind = "answer" if message["sender"] == "bot" else str(message.get("content", {}).get("kind") or message["sender"])
            if asked in self._waiting and not self._waiting[asked].done():
                self._waiting[asked].set_result(kind)
            elif asked not in self._waiting:
                self._early.setdefault(asked, kind)
