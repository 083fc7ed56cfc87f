"""Runs every test: first what can share the machine, two at a time, then what needs it alone."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.errors import HandrailError
from bot.supervise import web
from bot.supervise.browser import VARIABLE, ensure_browser
from bot.supervise.prepare import Preparation
from bot.supervise.process import Guard, Spec
from bot.supervise.report import Report
from bot.supervise.together import all_of

NO_TESTS = 5
"""Pytest's exit code when nothing was collected."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One run of pytest."""

    title: str
    argv: tuple[str, ...]


SHARED = ("tests/unit", "tests/stories", "tests/flow")
ALONE = ("tests/browser", "tests/faults")


def batches(root: Path, args: Sequence[str], *, fast: bool) -> list[Batch]:
    """Return the runs of pytest: by default all folders, parallel first; with ``args`` one run of just those."""
    if args:
        return [Batch("as asked", tuple(args))]
    parallel = ("-n", "2", "--dist", "loadfile", "-m", "not serial")
    shared = tuple(name for name in SHARED if (root / name).is_dir())
    if fast:
        return [Batch("unit", (*parallel, "tests/unit"))]
    alone = tuple(name for name in ALONE if (root / name).is_dir())
    return [
        Batch("two at a time", (*parallel, *shared)),
        Batch("one at a time", ("-m", "serial", *shared)),
        *([Batch("browser and faults", alone)] if alone else []),
    ]


async def run_tests(settings: Settings, args: Sequence[str], *, fast: bool = False) -> int:
    """Prepare what tests need, run them, and return the exit code: 0 only when tests ran and all passed.

    Raises:
        HandrailError: when the preparation fails, for example for want of a browser.
    """
    if importlib.util.find_spec("pytest") is None:
        raise HandrailError("pytest is not installed", remedy="run: uv sync")
    root, report = settings.root, Report()
    if not fast:
        await _prepare(settings, report)
    codes: dict[str, int] = {}
    for batch in batches(root, args, fast=fast):
        report.line(f"pytest {' '.join(batch.argv)}", "bold")
        began = time.monotonic()
        codes[f"{batch.title} ({time.monotonic() - began:.0f} s)"] = await _pytest(root, batch)
    ran = {title: code for title, code in codes.items() if code != NO_TESTS}
    if len(codes) > 1:
        report.line("; ".join(f"{title}: {'passed' if code == 0 else f'FAILED ({code})'}" for title, code in ran.items()), "bold")
    if not ran:
        return NO_TESTS
    return next((code for code in ran.values() if code), 0)


async def run_web(settings: Settings, *, check: bool) -> None:
    """Build the pages and, with ``check``, run each project's own checks, side by side.

    Raises:
        HandrailError: when a build or a check fails.
    """
    report = Report()
    guard, logs = Guard().start(), _logs(settings.root)
    try:
        prepare = Preparation(settings, report, guard, logs)
        await prepare.build()
        if check:
            node = await web.ensure_node(settings.root, prepare.run, lambda _: None)
            with report.step("Checking types, lint and unit tests of the web pages"):
                folders = [(project.name, settings.root / "web" / project.name) for project in web.PROJECTS]
                specs = [Spec(f"check-{name}", (str(node.npm), "run", "check"), folder, node.env) for name, folder in folders]
                await all_of(prepare.run(spec) for spec in specs)
    finally:
        guard.close()


async def _prepare(settings: Settings, report: Report) -> None:
    guard, logs = Guard().start(), _logs(settings.root)
    try:
        prepare = Preparation(settings, report, guard, logs)
        training = asyncio.create_task(prepare.train())
        try:
            await prepare.build()
            with report.step("Finding a browser") as step:
                browser = await ensure_browser(settings.root, prepare.run, step.note)
                os.environ[VARIABLE] = str(browser)
                step.result = str(browser)
            await training
        finally:
            training.cancel()
            await asyncio.gather(training, return_exceptions=True)
    finally:
        guard.close()


async def _pytest(root: Path, batch: Batch) -> int:
    # In this terminal's own group: Ctrl-C reaches pytest, which then says which test it was in.
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "pytest", *batch.argv, cwd=root)
    try:
        return await process.wait()
    except asyncio.CancelledError:
        return await process.wait()


def _logs(root: Path) -> Path:
    return root / ".cache" / "logs"
