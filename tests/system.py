"""A whole Handrail for tests: real gateway, real Rasa, real action server, real worker, each its own process to kill."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.config import Settings
from bot.db.migrate import upgrade
from bot.supervise.instance import Instance
from bot.supervise.ports import free_ports
from bot.supervise.process import Spec
from tests.gateway import Browser

START = 180.0
"""Seconds that Rasa may take to load on a busy two-core machine."""

QUIET = {"HANDRAIL_DRILL_HOURS": "0"}
"""No drills, unless a test asks for them: what a test counts is then its own."""


@dataclass
class System:
    """One instance, its parts as processes, and its logs."""

    instance: Instance
    model: Path
    env: dict[str, str] = field(default_factory=dict)
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the gateway answers."""
        return self.instance.local_url

    @property
    def settings(self) -> Settings:
        """The settings of this instance, for looking into its database."""
        return Settings(project_dir=self.instance.root, data_dir=self.instance.data_dir, port=self.instance.port)

    def start(self, name: str) -> None:
        """Start a part."""
        makers: dict[str, Callable[[], Spec]] = {
            "gateway": self.instance.gateway,
            "actions": self.instance.actions,
            "worker": self.instance.worker,
            "rasa": lambda: self.instance.rasa(self.model),
        }
        spec = makers[name]()
        log = (self.instance.data_dir / f"{name}.log").open("ab")
        self.parts[name] = subprocess.Popen(
            spec.argv,
            cwd=spec.cwd,
            env={**os.environ, **QUIET, **spec.env, **self.env},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a part and everything it started."""
        os.killpg(self.parts[name].pid, number)

    def kill(self, name: str) -> None:
        """Kill a part, as a power cut would."""
        self.signal(name, signal.SIGKILL)
        self.parts[name].wait(30)

    def stop(self) -> None:
        """Stop what still runs."""
        for name, part in self.parts.items():
            if part.poll() is None:
                self.signal(name, signal.SIGCONT)
                self.signal(name, signal.SIGKILL)
                part.wait(30)

    def logs(self) -> str:
        """Everything that the parts wrote."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.instance.data_dir.glob("*.log")))

    async def answers(self, path: str, *, within: float = START, status: int = 200) -> None:
        """Wait until the gateway answers ``path`` with ``status``."""
        deadline = time.monotonic() + within
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(self.url + path, timeout=aiohttp.ClientTimeout(total=5)) as response:
                        if response.status == status:
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                if time.monotonic() > deadline:
                    raise AssertionError(f"{path} did not answer {status} within {within} s:\n{self.logs()[-3000:]}")
                await asyncio.sleep(0.2)

    def passwords(self) -> dict[str, str]:
        """The demo's passwords by login."""
        found: dict[str, str] = json.loads((self.instance.data_dir / "demo.json").read_text())
        return found

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[Browser]:
        """A browser without a login."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            yield Browser(self.url, session)

    @asynccontextmanager
    async def staff(self, login: str) -> AsyncIterator[Browser]:
        """A browser of one of the demo's staff, logged in."""
        async with self.browser() as browser:
            await browser.enter("/api/auth/login", {"login": login, "password": self.passwords()[login]})
            yield browser

    @asynccontextmanager
    async def new_patient(self, name: str) -> AsyncIterator[Browser]:
        """A browser of a new patient of the demo therapist, logged in."""
        async with self.staff("therapist@demo") as therapist:
            made = await therapist.post("/api/staff/patients", {"display_name": name, "country": "GB"}, status=201)
        async with self.browser() as browser:
            await browser.enter("/api/auth/invitation", {"code": made["invitation"]["code"]})
            yield browser


def make_system(root: Path, data_dir: Path, model: Path, **env: str) -> System:
    """Prepare an instance with the demo's accounts on free ports; nothing runs yet."""
    data_dir.mkdir(parents=True, exist_ok=True)
    port, rasa_port, actions_port = free_ports(3)
    instance = Instance(root, data_dir, "127.0.0.1", port, rasa_port, actions_port, demo=True)
    system = System(instance, model, env)
    upgrade(system.settings)
    return system


async def until(condition: Callable[[], Any], *, within: float = 20.0, every: float = 0.1) -> Any:
    """Wait until the (async) ``condition`` returns something true, and return that."""
    deadline = time.monotonic() + within
    while True:
        found = await condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen within {within} s")
        await asyncio.sleep(every)
