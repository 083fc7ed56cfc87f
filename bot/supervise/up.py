"""``handrail up``: everything that one machine needs, in the order in which it lets people in soonest.

The gateway starts before the pages are built and Rasa is trained or loaded: from then on messages are taken, screened and
answered honestly. Training runs beside the web build, since one waits for the network and the other for the processor.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.care.hours import Hours
from bot.config import Settings
from bot.errors import HandrailError
from bot.supervise import checks, content, ready
from bot.supervise.instance import Instance
from bot.supervise.logins import demo_logins, has_administrator
from bot.supervise.ports import free_ports, require_free
from bot.supervise.prepare import Preparation
from bot.supervise.process import Guard
from bot.supervise.report import Report
from bot.supervise.supervisor import Supervisor
from bot.supervise.together import all_of, first_of

GATEWAY_START = 60.0
"""Seconds that the gateway may take to its first answer; it takes two or three on an idle machine."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def up(settings: Settings, report: Report, *, verbose: bool = False) -> None:
    """Prepare, start, and keep running until a signal asks to stop.

    Raises:
        HandrailError: when something that an operator can mend stands in the way; everything started is stopped by then.
    """
    root = settings.root
    with report.step("Checking folders, port and content") as step:
        data_dir = checks.data_folder(settings.data_dir)
        checks.project_files(root, settings.locale)
        port = require_free(settings.host, settings.port)
        rasa_port, actions_port = free_ports(2)
        step.result = f"{checks.yaml_files(root)} files"
        await content.check(settings)
    instance = Instance(root, data_dir, settings.host, port, rasa_port, actions_port, settings.demo, settings.public_url)
    guard = Guard()
    with checks.sole_user(data_dir):
        guard.start()
        try:
            supervisor = Supervisor(guard, data_dir / "logs", report.part, on_line=report.part if verbose else None)
            run = _Run(settings.model_copy(update={"data_dir": data_dir}), instance, report, guard, supervisor)
            async with _stopped_by_signal(supervisor) as stop:
                await first_of(run.live(), stop.wait())
        finally:
            instance.remove_note()
            guard.close()
    report.line("Stopped.")


class _Run:
    def __init__(self, settings: Settings, instance: Instance, report: Report, guard: Guard, supervisor: Supervisor) -> None:
        self._settings = settings
        self._instance = instance
        self._report = report
        self._supervisor = supervisor
        self._prepare = Preparation(settings, report, guard, instance.data_dir / "logs")
        self._began = time.monotonic()

    async def live(self) -> None:
        try:
            await self._prepare.migrate()
            await first_of(self._serve(), self._refused())
        finally:
            with self._report.step("Stopping"):
                await self._supervisor.stop()

    async def _serve(self) -> None:
        instance, start = self._instance, self._supervisor.start
        async with aiohttp.ClientSession() as session:
            with self._report.step("Starting the gateway"):
                await start(instance.gateway())
                await self._first_answer(session)
            instance.write_note()
            await start(instance.worker())
            await all_of([self._pages(), self._train_and_start()])
            self._report.line("Rasa is loading; until it is ready, messages are saved and answered honestly.", "dim")
            await ready.watch(session, f"{instance.local_url}/readyz", self._say_ready)

    async def _pages(self) -> None:
        await self._prepare.build()
        await self._welcome()

    async def _train_and_start(self) -> None:
        model = await self._prepare.train()
        await self._supervisor.start(self._instance.actions())
        await self._supervisor.start(self._instance.rasa(model.path))

    async def _refused(self) -> None:
        raise await self._supervisor.failed

    async def _first_answer(self, session: aiohttp.ClientSession) -> None:
        try:
            await asyncio.wait_for(ready.until(session, f"{self._instance.local_url}/healthz"), GATEWAY_START)
        except TimeoutError as error:
            log = self._instance.data_dir / "logs" / "gateway.log"
            raise HandrailError(f"the gateway did not answer within {GATEWAY_START:.0f} s", remedy=f"see {log}") from error

    async def _welcome(self) -> None:
        instance, report = self._instance, self._report
        rows = [
            ("Patients", f"{instance.url}/demo" if instance.demo else f"{instance.url}/"),
            ("Staff", f"{instance.url}/console/"),
            *(await demo_logins(instance.data_dir) if instance.demo else ()),
            ("API", f"{instance.url}/api/docs"),
            ("Logs", str(instance.data_dir / "logs")),
        ]
        report.addresses("Handrail demo" if instance.demo else "Handrail", rows, "Ctrl-C stops everything")
        if instance.demo and instance.host not in _LOOPBACK:
            report.line("The demo's invitation codes are public knowledge: do not let others reach this address.", "yellow")
        if not instance.demo and not await has_administrator(self._settings):
            report.line("There is no administrator yet. In another terminal, run: handrail setup", "yellow")
        if not instance.demo and Hours.from_settings(self._settings).always:
            report.line(
                "No opening hours are set: patients are promised a person at any hour of any day. See HANDRAIL_OPENING_HOURS.",
                "yellow",
            )

    def _say_ready(self, is_ready: bool) -> None:
        if is_ready:
            self._report.line(f"The bot is ready ({time.monotonic() - self._began:.0f} s after the start).", "green")
        else:
            self._report.line("The bot is not ready; messages are saved and answered honestly meanwhile.", "yellow")


@asynccontextmanager
async def _stopped_by_signal(supervisor: Supervisor) -> AsyncIterator[asyncio.Event]:
    """Set the event at the first signal; a second one kills what is still stopping."""
    stop = asyncio.Event()

    def on_signal() -> None:
        if stop.is_set():
            supervisor.kill()
        stop.set()

    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, on_signal)
    try:
        yield stop
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
