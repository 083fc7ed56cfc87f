"""The steps before and beside the first start: database, web pages, model."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.config import Settings
from bot.db.migrate import upgrade
from bot.errors import HandrailError
from bot.supervise import web
from bot.supervise.logfile import LogFile
from bot.supervise.process import GroupProcess, Guard, Spec
from bot.supervise.report import Report, Step
from bot.supervise.supervisor import describe_exit
from bot.supervise.training import Model, trained_model


class Preparation:
    """Runs the steps; each shows itself, and skips what is done already."""

    def __init__(self, settings: Settings, report: Report, guard: Guard, logs: Path) -> None:
        self._settings = settings
        self._report = report
        self._guard = guard
        self._logs = logs

    async def migrate(self) -> None:
        """Bring the database to the newest schema.

        Raises:
            HandrailError: when it does not answer, or is newer than this program.
        """
        with self._report.step("Bringing the database up to date"):
            await asyncio.to_thread(upgrade, self._settings)

    async def build(self) -> None:
        """Build the web pages.

        Raises:
            HandrailError: when a build fails, or no Node can be had.
        """
        with self._report.step("Building the web pages") as step:
            built = await web.build(self._settings.root, self.run, step.note)
            step.result = "" if built else "already built"

    async def train(self) -> Model:
        """Train the model.

        Raises:
            HandrailError: when training fails.
        """
        with self._report.step("Training Rasa") as step:
            model = await trained_model(self._settings.root, lambda spec: self._output(spec, step))
            step.result = "already trained" if model.cached else ""
            return model

    async def run(self, spec: Spec) -> None:
        """Run a command to its end, its output to a log.

        Raises:
            HandrailError: when it fails.
        """
        await self._output(spec, None)

    async def _output(self, spec: Spec, step: Step | None) -> str:
        log = LogFile(self._logs / f"{spec.name}.log")
        process = await GroupProcess.start(spec, self._guard, log, None if step is None else step.note)
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            await process.stop()
            raise
        if code:
            said = f"{spec.name} failed: {log.last or describe_exit(code)}"
            raise HandrailError(said, remedy=f"more in {log.path}" if log.last else f"the command was: {' '.join(spec.argv)}")
        return log.last
